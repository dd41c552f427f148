// What a network does, as a small picture: a decision map, a curve, or its answers on probe images.
/** @import { TilesKey } from "./types/header.js" */
/** @import { Look, Pen, TileShape } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
import { make, pen } from "./build.js";
import { mix } from "./colors.js";

const NONE = 255;

/**
 * Values of one tile out of many laid one after the other.
 * @type {(values: Uint8Array, meta: TileShape, n: number) => Uint8Array}
 */
export const tileAt = (values, meta, n) =>
  values.subarray(n * meta.height * meta.width, (n + 1) * meta.height * meta.width);

/**
 * Paints a tile over the whole of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 * @param {Uint8Array} values
 * @param {Look} look
 * @param {object} [how]
 * @param {Uint8Array | null} [how.disagree] which values differ between runs, to be hatched
 * @param {Partial<TileShape>} [how.shape] where it is not that of the scene's tiles
 */
export function paintTile(canvas, scene, values, look, { disagree = null, shape = {} } = {}) {
  const { tiles } = scene.header;
  if (!tiles) return;
  const g = pen(canvas);
  const meta = { ...tiles, ...shape };
  g.clearRect(0, 0, canvas.width, canvas.height);
  if (meta.kind === "curve") curve(g, canvas, scene, values, meta, look);
  else if (meta.kind === "images") images(g, canvas, scene, values, meta, look);
  else map(g, canvas, scene, values, meta, look, disagree);
}

/**
 * @param {Pen} g
 * @param {TileShape} size
 * @param {Scene} scene
 * @param {Uint8Array} values
 * @param {TilesKey} meta
 * @param {Look} look
 * @param {Uint8Array | null} disagree
 */
function map(g, { width, height }, scene, values, meta, look, disagree) {
  const image = g.createImageData(width, height);
  const shades = look.regions.map((color) => mix(color, color, 0));
  const dark = mix(look.path, look.path, 0);
  const none = mix(look.bg, look.soft, 0.3);
  const winner = smooth(values, meta, width, height);
  const split = disagree ? smooth(disagree, meta, width, height) : null;
  const { data } = image; // written number by number: an array per pixel took most of the time
  for (let k = 0; k < winner.length; k += 1) {
    let color = winner[k] === NONE ? none : shades[winner[k] % shades.length];
    if (split?.[k] && ((k % width) + Math.floor(k / width)) % 6 < 2) color = dark;
    data[4 * k] = color[0];
    data[4 * k + 1] = color[1];
    data[4 * k + 2] = color[2];
    data[4 * k + 3] = 255;
  }
  g.putImageData(image, 0, 0);
  points(g, { width, height }, scene, meta, look);
}

/**
 * The class of the nearest answers at every pixel: the one with the most weight among the four around it.
 * @param {Uint8Array} values
 * @param {TileShape} meta
 * @param {number} w
 * @param {number} h
 */
function smooth(values, { width: nx, height: ny }, w, h) {
  const found = new Uint8Array(w * h);
  const weight = new Float32Array(256);
  for (let py = 0, k = 0; py < h; py += 1) {
    const v = Math.min(ny - 1, Math.max(0, (1 - (py + 0.5) / h) * (ny - 1)));
    const j = Math.min(Math.floor(v), ny - 2);
    const b = v - j;
    for (let px = 0; px < w; px += 1, k += 1) {
      const u = Math.min(nx - 1, Math.max(0, ((px + 0.5) / w) * (nx - 1)));
      const i = Math.min(Math.floor(u), nx - 2);
      const a = u - i;
      const at = j * nx + i;
      const p = values[at];
      const q = values[at + 1];
      const r = values[at + nx];
      const t = values[at + nx + 1];
      let best = p;
      if (q !== p || r !== p || t !== p) {
        weight[p] = weight[q] = weight[r] = weight[t] = 0;
        weight[p] += (1 - a) * (1 - b);
        weight[q] += a * (1 - b);
        weight[r] += (1 - a) * b;
        weight[t] += a * b;
        if (weight[q] > weight[best]) best = q;
        if (weight[r] > weight[best]) best = r;
        if (weight[t] > weight[best]) best = t;
      }
      found[k] = best;
    }
  }
  return found;
}

/**
 * The examples, in the colours of their classes.
 * @param {Pen} g
 * @param {TileShape} size
 * @param {Scene} scene
 * @param {TilesKey} meta
 * @param {Look} look
 */
function points(g, { width, height }, scene, { x_range: [x0, x1], y_range: [y0, y1] }, look) {
  const { points: at, point_targets: targets } = scene.arrays;
  const every = width < 150 ? 2 : 1;
  const r = width < 150 ? 1 : 1.8;
  for (let i = 0; i < targets.length; i += every) {
    const color = look.regions[targets[i] % look.regions.length];
    g.beginPath();
    g.arc(((at[2 * i] - x0) / (x1 - x0)) * width, (1 - (at[2 * i + 1] - y0) / (y1 - y0)) * height, r, 0, 2 * Math.PI);
    g.fillStyle = mixHex(color, targets[i] % 2 ? "#FFFFFF" : look.path, 0.75);
    g.fill();
  }
}

/** @type {(a: string, b: string, share: number) => string} */
const mixHex = (a, b, share) => `rgb(${mix(a, b, share).join(",")})`;

/**
 * @param {Pen} g
 * @param {TileShape} size
 * @param {Scene} scene
 * @param {Uint8Array} values
 * @param {TilesKey} meta
 * @param {Look} look
 */
function curve(g, { width, height }, scene, values, { x_range: [x0, x1], y_range: [y0, y1] }, look) {
  g.fillStyle = look.panel;
  g.fillRect(0, 0, width, height);
  const { points: at } = scene.arrays;
  g.fillStyle = look.control;
  for (let i = 0; i < at.length / 2; i += 1) {
    g.fillRect(((at[2 * i] - x0) / (x1 - x0)) * width - 1, (1 - (at[2 * i + 1] - y0) / (y1 - y0)) * height - 1, 2, 2);
  }
  g.strokeStyle = look.ink;
  g.lineWidth = 2;
  g.beginPath();
  let on = false;
  values.forEach((value, i) => {
    if (value === NONE) {
      on = false;
      return;
    }
    const x = (i / (values.length - 1)) * width;
    const y = (1 - value / 254) * height;
    if (on) g.lineTo(x, y);
    else g.moveTo(x, y);
    on = true;
  });
  g.stroke();
}

/**
 * Red, green and blue of a pixel: a coloured one as it is, a grey one as ink on paper.
 * @type {(pixels: Uint8Array, at: number, channels: number) => Uint8Array | number[]}
 */
const shade = (pixels, at, channels) =>
  channels === 3 ? pixels.subarray(3 * at, 3 * at + 3) : Array(3).fill(255 - pixels[at]);

/**
 * Images with the answer under each; wrong ones stand on ink.
 * @param {Pen} g
 * @param {TileShape} size
 * @param {Scene} scene
 * @param {Uint8Array} values
 * @param {TilesKey} meta
 * @param {Look} look
 */
function images(g, { width, height }, scene, values, meta, look) {
  const { images: pixels, image_targets: targets } = scene.arrays;
  const [n, rows, columns, channels = 1] = scene.header.arrays.images.shape;
  const cell = [width / meta.width, height / meta.height];
  const size = Math.min(cell[0] - 2, cell[1] * 0.62);
  g.fillStyle = look.panel;
  g.fillRect(0, 0, width, height);
  const small = make("canvas", { width: columns, height: rows });
  const s = pen(small);
  g.imageSmoothingEnabled = false;
  g.textAlign = "center";
  g.textBaseline = "middle";
  for (let k = 0; k < Math.min(n, values.length); k += 1) {
    const x = (k % meta.width) * cell[0];
    const y = Math.floor(k / meta.width) * cell[1];
    const image = s.createImageData(columns, rows);
    for (let p = 0; p < rows * columns; p += 1) {
      image.data.set([...shade(pixels, k * rows * columns + p, channels), 255], 4 * p);
    }
    s.putImageData(image, 0, 0);
    g.drawImage(small, x + (cell[0] - size) / 2, y + 1, size, size);
    const wrong = values[k] !== targets[k];
    const h = cell[1] - size - 2;
    if (wrong) {
      g.fillStyle = look.ink;
      g.fillRect(x + 1, y + size + 1, cell[0] - 2, h);
    }
    g.fillStyle = wrong ? look.bg : look.ink;
    g.font = `600 ${Math.max(7, h * 0.95)}px ${look.font}`;
    const answer = values[k] === NONE ? "?" : String(meta.classes[values[k]] ?? values[k]);
    // a name too long for its place is told by its first letter
    const fits = g.measureText(answer).width <= cell[0] - 2;
    g.fillText(fits ? answer : answer[0], x + cell[0] / 2, y + size + 1 + h / 2);
  }
}

/**
 * Which values of a tile are not the same in all of several tiles; null when all agree or there is one only.
 * @param {Uint8Array[]} tiles
 */
export function disagreement(tiles) {
  if (tiles.length < 2) return null;
  const marks = new Uint8Array(tiles[0].length);
  let any = false;
  for (let i = 0; i < marks.length; i += 1) {
    if (tiles.some((tile) => tile[i] !== tiles[0][i])) {
      marks[i] = 1;
      any = true;
    }
  }
  return any ? marks : null;
}
