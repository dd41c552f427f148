// The ground between its nodes: straight lines along x and y, as it is drawn.
/** @import { Numbers } from "./types/viewer.js" */

/**
 * Fractional index of a coordinate on an ascending axis, or -1 outside it.
 * @param {Numbers} axis
 * @param {number} value
 */
export function indexOn(axis, value) {
  const last = axis.length - 1;
  if (!(value >= axis[0] && value <= axis[last])) return -1;
  let i = Math.min(last - 1, Math.floor(((value - axis[0]) / (axis[last] - axis[0])) * last));
  while (axis[i] > value) i -= 1;
  while (i < last - 1 && axis[i + 1] <= value) i += 1;
  return i + (value - axis[i]) / (axis[i + 1] - axis[i]);
}

export class Ground {
  /**
   * @param {Float32Array} x
   * @param {Float32Array} y
   * @param {Float32Array} z heights, row by row
   */
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.nx = x.length;
    this.ny = y.length;
  }

  /**
   * Value of a field of the nodes at (x, y), or NaN outside and beside a hole.
   * @param {Numbers} field
   * @param {number} x
   * @param {number} y
   */
  sample(field, x, y) {
    const u = indexOn(this.x, x);
    const v = indexOn(this.y, y);
    if (u < 0 || v < 0) return NaN;
    const i = Math.min(Math.floor(u), this.nx - 2);
    const j = Math.min(Math.floor(v), this.ny - 2);
    const a = u - i;
    const b = v - j;
    const at = j * this.nx + i;
    return (
      (field[at] * (1 - a) + field[at + 1] * a) * (1 - b) +
      (field[at + this.nx] * (1 - a) + field[at + this.nx + 1] * a) * b
    );
  }

  /**
   * Height at (x, y).
   * @param {number} x
   * @param {number} y
   */
  height(x, y) {
    return this.sample(this.z, x, y);
  }
}

/**
 * Index of the nearest entry of an ascending axis.
 * @param {Numbers} axis
 * @param {number} value
 */
export function nearestOn(axis, value) {
  const u = indexOn(axis, Math.min(axis[axis.length - 1], Math.max(axis[0], value)));
  return Math.abs(u - Math.floor(u)) < 0.5 ? Math.floor(u) : Math.ceil(u);
}
