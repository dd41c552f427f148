// The ground between its nodes: straight lines along x and y, as it is drawn.

/** Fractional index of a coordinate on an ascending axis, or -1 outside it. */
export function indexOn(axis, value) {
  const last = axis.length - 1;
  if (!(value >= axis[0] && value <= axis[last])) return -1;
  let i = Math.min(last - 1, Math.floor(((value - axis[0]) / (axis[last] - axis[0])) * last));
  while (axis[i] > value) i -= 1;
  while (i < last - 1 && axis[i + 1] <= value) i += 1;
  return i + (value - axis[i]) / (axis[i + 1] - axis[i]);
}

export class Ground {
  constructor(x, y, z) {
    Object.assign(this, { x, y, z, nx: x.length, ny: y.length });
  }

  /** Value of a field of the nodes at (x, y), or NaN outside and beside a hole. */
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

  /** Height at (x, y). */
  height(x, y) {
    return this.sample(this.z, x, y);
  }
}

/** Index of the nearest entry of an ascending axis. */
export function nearestOn(axis, value) {
  const u = indexOn(axis, Math.min(axis[axis.length - 1], Math.max(axis[0], value)));
  return Math.abs(u - Math.floor(u)) < 0.5 ? Math.floor(u) : Math.ceil(u);
}
