// A policy of the gridworld, computed in the browser from its weights, and the levels it walks in.
export const ROWS = 5;
export const COLUMNS = 8;
export const CELLS = ROWS * COLUMNS;
export const STEPS = 30;
export const MOVES = [
  [0, 1],
  [0, -1],
  [-1, 0],
  [1, 0],
];

/** @typedef {{ walls: Set<number>, coin: number, start: number }} LevelNow */
/** @typedef {[string, number[]]} Layer name and shape of what lies in the weights */

/**
 * The action with the largest logit at every cell of a level: 40 numbers from 0 to 3.
 * @param {Float32Array} weights
 * @param {Layer[]} layers
 * @param {LevelNow} level
 * @returns {number[]}
 */
export function actionsOf(weights, layers, level) {
  /** @type {Map<string, Float32Array>} */
  const named = new Map();
  let at = 0;
  for (const [name, shape] of layers) {
    const size = shape.reduce((a, b) => a * b, 1);
    named.set(name, weights.subarray(at, at + size));
    at += size;
  }
  /** @type {(name: string) => Float32Array} */
  const part = (name) => {
    const found = named.get(name);
    if (!found) throw new Error(`this policy has no ${name}`);
    return found;
  };
  /** @type {(layer: string, values: ArrayLike<number>) => number[]} */
  const through = (layer, values) => affine(part(`${layer}.weight`), part(`${layer}.bias`), values);
  const walker = part("walker");
  const base = through("level", features(level));
  return Array.from({ length: CELLS }, (_, cell) => {
    let values = base.map((value, i) => Math.max(0, value + walker[i * CELLS + cell]));
    for (let k = 0; named.has(`hidden.${k}.weight`); k += 1) {
      values = through(`hidden.${k}`, values).map((value) => Math.max(0, value));
    }
    const logits = through("action", values);
    return logits.indexOf(Math.max(...logits));
  });
}

/** @param {LevelNow} level */
function features({ walls, coin }) {
  const found = new Float32Array(2 * CELLS);
  found[coin] = 1;
  for (const cell of walls) found[CELLS + cell] = 1;
  return found;
}

/**
 * @param {Float32Array} weight
 * @param {Float32Array} bias
 * @param {ArrayLike<number>} values
 */
function affine(weight, bias, values) {
  const wide = values.length;
  return Array.from(bias, (start, i) => {
    let sum = start;
    for (let j = 0; j < wide; j += 1) sum += weight[i * wide + j] * values[j];
    return sum;
  });
}

/**
 * Where an action leads from a cell; into a wall or the border leads nowhere.
 * @param {number} cell
 * @param {number} action
 * @param {Set<number>} walls
 */
export function after(cell, action, walls) {
  const row = Math.floor(cell / COLUMNS) + MOVES[action][0];
  const column = (cell % COLUMNS) + MOVES[action][1];
  if (row < 0 || row >= ROWS || column < 0 || column >= COLUMNS) return cell;
  const to = row * COLUMNS + column;
  return walls.has(to) ? cell : to;
}

/**
 * The cells a policy walks through, the start first; it ends at the coin or after 30 steps.
 * @param {number[]} actions
 * @param {LevelNow} level
 */
export function walkOf(actions, { walls, coin, start }) {
  const cells = [start];
  let now = start;
  while (cells.length <= STEPS && now !== coin) {
    now = after(now, actions[now], walls);
    cells.push(now);
  }
  return cells;
}
