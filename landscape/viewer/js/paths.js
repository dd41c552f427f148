// The runs as polylines: finely divided, so that each piece can be seen or hidden by itself, and cut at any step.
/** @import { Header } from "./types/header.js" */
/** @import { Arrays, Path, Piece, Triple } from "./types/viewer.js" */

const PIECE = 0.035; // longest piece of a path, in figure units

/**
 * One entry per drawn path: its points with the step of each, in figure coordinates.
 * @param {Header} header
 * @param {Arrays} arrays
 * @returns {Path[]}
 */
export function pathsOf({ paths = [], runs, lift = 0 }, arrays) {
  return paths.map(({ run, ball, from, to }) => {
    const line = {
      run,
      ball,
      key: ball >= 0 ? `ball ${ball}` : `run ${run}`,
      letter: ball >= 0 ? `${ball + 1}` : runs[run].letter,
      symbol: ball >= 0 ? "circle" : runs[run].symbol,
      rule: ball >= 0 ? null : runs[run].rule,
      x: arrays.path_x.subarray(from, to),
      y: arrays.path_y.subarray(from, to),
      z: arrays.path_z.subarray(from, to),
      ground: arrays.path_ground.subarray(from, to),
      value: arrays.path_value.subarray(from, to),
      step: arrays.path_step.subarray(from, to),
      breaks: arrays.path_break.subarray(from, to),
    };
    return { ...line, pieces: divided(line, lift) };
  });
}

/**
 * The points of a path and more between them, each with its step and whether a new line begins there.
 * @param {Omit<Path, "pieces">} path
 * @param {number} lift how far paths lie over the ground
 * @returns {Piece[]}
 */
function divided(path, lift) {
  /** @type {Piece[]} */
  const points = [];
  for (let i = 0; i < path.step.length; i += 1) {
    const here = /** @type {const} */ ([path.x[i], path.y[i], path.z[i] + lift, path.step[i]]);
    if (i > 0 && !path.breaks[i]) {
      const last = points[points.length - 1];
      const n = Math.max(1, Math.ceil(Math.hypot(here[0] - last[0], here[1] - last[1]) / PIECE));
      /** @type {(axis: 0 | 1 | 2 | 3, k: number) => number} */
      const between = (axis, k) => last[axis] + ((here[axis] - last[axis]) * k) / n;
      for (let k = 1; k < n; k += 1) {
        points.push([between(0, k), between(1, k), between(2, k), between(3, k), false]);
      }
    }
    points.push([...here, i === 0 || Boolean(path.breaks[i])]);
  }
  return points;
}

/**
 * Index of the last snapshot at or before a step, and how far on to the next one; null before the first.
 * @param {Path} path
 * @param {number} step
 */
export function placeAt(path, step) {
  const { step: steps } = path;
  const last = steps.length - 1;
  if (last < 0 || step < steps[0]) return null;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  if (low === last || path.breaks[low + 1]) return { i: low, share: 0 };
  return { i: low, share: (step - steps[low]) / (steps[low + 1] - steps[low]) };
}

/**
 * Where a path is at a step, or null if it is nowhere.
 * @param {Path} path
 * @param {number} step
 * @param {number} lift
 * @returns {{ point: Triple, value: number } | null}
 */
export function positionAt(path, step, lift) {
  const place = placeAt(path, step);
  if (!place) return null;
  const { i, share } = place;
  const j = Math.min(i + 1, path.step.length - 1);
  /** @type {(values: Float32Array) => number} */
  const mix = (values) => values[i] * (1 - share) + values[j] * share;
  return { point: [mix(path.x), mix(path.y), mix(path.z) + lift], value: mix(path.value) };
}
