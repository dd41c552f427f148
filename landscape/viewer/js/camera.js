// Where the relief is seen from, and where a point of it appears on the page. Our own, so that hands, keys, buttons and
// two views side by side all move one thing, and it survives every change of the data.
/** @import { Aim, Place, Point, Projection, Triple } from "./types/viewer.js" */
/** @import { Ground } from "./ground.js" */

export const BASE = -0.2; // the block's flat bottom; the ground lies in [0, 1]
export const SIDE = 1.001; // the axes reach this far, the block 1
export const TOP = 1.02;
/** @type {Triple} */
export const ASPECT = [1.25, 1.25, 0.42];
const MIDDLE = [0, 0, (BASE + TOP) / 2];
const UNIT = [ASPECT[0] / (2 * SIDE), ASPECT[1] / (2 * SIDE), ASPECT[2] / (TOP - BASE)];
const TAN = Math.tan(Math.PI / 8); // Plotly's vertical field of view is 45 degrees
export const LOWEST = (10 * Math.PI) / 180;
export const HIGHEST = (85 * Math.PI) / 180;
export const HOME_ELEVATION = (44 * Math.PI) / 180;
const NEAREST = 0.35;
const FARTHEST = 6;
const CLEARANCE = 0.012;
const MARCH = 0.018;

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
/** @type {(a: Triple, b: Triple) => number} */
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** @type {(entry: (i: number) => number) => Triple} */
const triple = (entry) => [entry(0), entry(1), entry(2)];

/**
 * Figure coordinates to Plotly's scene coordinates, whose origin is the middle of the axes.
 * @type {(p: Point) => Triple}
 */
export const toScene = (p) => [p[0] * UNIT[0], p[1] * UNIT[1], (p[2] - MIDDLE[2]) * UNIT[2]];
/**
 * And back.
 * @type {(s: Triple) => Triple}
 */
export const fromScene = (s) => [s[0] / UNIT[0], s[1] / UNIT[1], s[2] / UNIT[2] + MIDDLE[2]];

export class Camera {
  constructor(azimuth = -0.9) {
    this.azimuth = azimuth;
    this.elevation = HOME_ELEVATION;
    this.distance = 2;
    /** @type {Triple} */
    this.center = [0, 0, 0];
  }

  copy() {
    const other = new Camera();
    other.become(this);
    return other;
  }

  /**
   * Looks from where another camera does.
   * @param {Camera} camera
   */
  become({ azimuth, elevation, distance, center }) {
    this.azimuth = azimuth;
    this.elevation = elevation;
    this.distance = distance;
    this.center = [...center];
  }

  /** @param {Aim} change */
  set({ azimuth = this.azimuth, elevation = this.elevation, distance = this.distance, center = this.center }) {
    this.azimuth = azimuth;
    this.elevation = clamp(elevation, LOWEST, HIGHEST);
    this.distance = clamp(distance, NEAREST, FARTHEST);
    this.center = /** @type {Triple} */ (center.map((c) => clamp(c, -1, 1)));
  }

  /**
   * Unit vectors from the center to the eye, to the right and up in the picture.
   * @returns {{ back: Triple, right: Triple, up: Triple }}
   */
  axes() {
    const flat = Math.cos(this.elevation);
    /** @type {Triple} */
    const back = [flat * Math.cos(this.azimuth), flat * Math.sin(this.azimuth), Math.sin(this.elevation)];
    /** @type {Triple} */
    const right = [-Math.sin(this.azimuth), Math.cos(this.azimuth), 0];
    /** @type {Triple} */
    const up = [
      back[1] * right[2] - back[2] * right[1],
      back[2] * right[0] - back[0] * right[2],
      back[0] * right[1] - back[1] * right[0],
    ];
    return { back, right, up };
  }

  /** @returns {Triple} */
  eye() {
    const { back } = this.axes();
    return /** @type {Triple} */ (this.center.map((c, i) => c + this.distance * back[i]));
  }

  /** As Plotly's layout wants it. */
  plotly() {
    const [ex, ey, ez] = this.eye();
    const [cx, cy, cz] = this.center;
    return {
      eye: { x: ex, y: ey, z: ez },
      center: { x: cx, y: cy, z: cz },
      up: { x: 0, y: 0, z: 1 },
      projection: { type: "perspective" },
    };
  }

  /**
   * What projects figure coordinates onto a picture of so many pixels, and rays back out of it.
   * @param {number} width
   * @param {number} height
   * @returns {Projection}
   */
  projection(width, height) {
    const { back, right, up } = this.axes();
    const eye = this.eye();
    const half = height / 2 / TAN;
    const origin = fromScene(eye);
    return {
      origin,
      point(p) {
        const s = toScene(p);
        /** @type {Triple} */
        const to = [s[0] - eye[0], s[1] - eye[1], s[2] - eye[2]];
        const depth = -dot(to, back);
        return [width / 2 + (half * dot(to, right)) / depth, height / 2 - (half * dot(to, up)) / depth];
      },
      /** Direction, in figure coordinates, of the ray through a pixel; not of unit length. */
      ray(px, py) {
        const a = (px - width / 2) / half;
        const b = (height / 2 - py) / half;
        return triple((i) => (right[i] * a + up[i] * b - back[i]) / UNIT[i]);
      },
    };
  }

  /**
   * Moves nearer or farther and across until the outline fills the picture less its margins.
   * @param {Point[]} outline what has to be seen
   * @param {number} width
   * @param {number} height
   * @param {{ left: number, right: number, top: number, bottom: number }} pad
   */
  fit(outline, width, height, pad) {
    this.distance = 2;
    this.center = [0, 0, 0];
    for (let round = 0; round < 8; round += 1) {
      const { point } = this.projection(width, height);
      let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
      for (const p of outline) {
        const [x, y] = point(p);
        x0 = Math.min(x0, x);
        x1 = Math.max(x1, x);
        y0 = Math.min(y0, y);
        y1 = Math.max(y1, y);
      }
      const fill = Math.max((x1 - x0) / (width - pad.left - pad.right), (y1 - y0) / (height - pad.top - pad.bottom));
      const scale = (this.distance * TAN) / (height / 2);
      const dx = ((x0 + x1) / 2 - (pad.left + width - pad.right) / 2) * scale;
      const dy = ((y0 + y1) / 2 - (pad.top + height - pad.bottom) / 2) * scale;
      const { right, up } = this.axes();
      this.center = /** @type {Triple} */ (this.center.map((c, i) => c + right[i] * dx - up[i] * dy));
      this.distance = clamp(this.distance * (1 + 0.9 * (fill - 1)), NEAREST, FARTHEST);
    }
  }
}

/**
 * Whether ground stands between a point and the eye.
 * @param {Ground} ground
 * @param {Triple} origin the eye
 * @param {Point} p
 */
export function isHidden(ground, origin, p) {
  const to = [origin[0] - p[0], origin[1] - p[1], origin[2] - p[2]];
  const length = Math.hypot(to[0], to[1], to[2]);
  const step = [to[0] / length, to[1] / length, to[2] / length];
  for (let t = 0.03; t < length; t += MARCH) {
    const x = p[0] + step[0] * t;
    const y = p[1] + step[1] * t;
    const z = p[2] + step[2] * t;
    if (z > TOP || x < -1 || x > 1 || y < -1 || y > 1) return false;
    if (ground.height(x, y) > z + CLEARANCE) return true;
  }
  return false;
}

/**
 * Where the ray through a pixel first meets the ground: [x, y], or null.
 * @param {Ground} ground
 * @param {Projection} projection
 * @param {number} px
 * @param {number} py
 * @returns {Place | null}
 */
export function pick(ground, projection, px, py) {
  const { origin } = projection;
  const direction = projection.ray(px, py);
  let near = 0;
  let far = Infinity;
  for (const [axis, low, high] of [
    [0, -1, 1],
    [1, -1, 1],
    [2, BASE, TOP],
  ]) {
    const a = (low - origin[axis]) / direction[axis];
    const b = (high - origin[axis]) / direction[axis];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  if (!(near < far)) return null;
  /** @type {(t: number) => Triple} */
  const at = (t) => triple((i) => origin[i] + direction[i] * t);
  /** @type {(t: number) => number} */
  const over = (t) => {
    const [x, y, z] = at(t);
    return z - ground.height(clamp(x, -1, 1), clamp(y, -1, 1));
  };
  const n = 400;
  let before = near;
  if (over(near) < 0) return null; // a wall is in front
  for (let k = 1; k <= n; k += 1) {
    const t = near + ((far - near) * k) / n;
    if (over(t) < 0) {
      let [low, high] = [before, t];
      for (let round = 0; round < 20; round += 1) {
        const middle = (low + high) / 2;
        if (over(middle) < 0) high = middle;
        else low = middle;
      }
      const [x, y] = at(high);
      return [clamp(x, -1, 1), clamp(y, -1, 1)];
    }
    before = t;
  }
  return null;
}
