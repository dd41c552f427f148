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

/** The action with the largest logit at every cell of a level: 40 numbers from 0 to 3. */
export function actionsOf(weights, layers, level) {
  const named = new Map();
  let at = 0;
  for (const [name, shape] of layers) {
    const size = shape.reduce((a, b) => a * b, 1);
    named.set(name, weights.subarray(at, at + size));
    at += size;
  }
  const width = layers.find(([name]) => name === "walker")[1][0];
  const seen = features(level);
  const walker = named.get("walker");
  const base = affine(named.get("level.weight"), named.get("level.bias"), seen, width);
  return Array.from({ length: CELLS }, (_, cell) => {
    let values = base.map((value, i) => Math.max(0, value + walker[i * CELLS + cell]));
    for (let k = 0; named.has(`hidden.${k}.weight`); k += 1) {
      values = affine(named.get(`hidden.${k}.weight`), named.get(`hidden.${k}.bias`), values, width).map((value) =>
        Math.max(0, value),
      );
    }
    const logits = affine(named.get("action.weight"), named.get("action.bias"), values, MOVES.length);
    return logits.indexOf(Math.max(...logits));
  });
}

function features({ walls, coin }) {
  const found = new Float32Array(2 * CELLS);
  found[coin] = 1;
  for (const cell of walls) found[CELLS + cell] = 1;
  return found;
}

function affine(weight, bias, values, n) {
  const wide = values.length;
  return Array.from({ length: n }, (_, i) => {
    let sum = bias[i];
    for (let j = 0; j < wide; j += 1) sum += weight[i * wide + j] * values[j];
    return sum;
  });
}

/** Where an action leads from a cell; into a wall or the border leads nowhere. */
export function after(cell, action, walls) {
  const row = Math.floor(cell / COLUMNS) + MOVES[action][0];
  const column = (cell % COLUMNS) + MOVES[action][1];
  if (row < 0 || row >= ROWS || column < 0 || column >= COLUMNS) return cell;
  const to = row * COLUMNS + column;
  return walls.has(to) ? cell : to;
}

/** The cells a policy walks through, the start first; it ends at the coin or after 30 steps. */
export function walkOf(actions, { walls, coin, start }) {
  const cells = [start];
  while (cells.length <= STEPS && cells.at(-1) !== coin) cells.push(after(cells.at(-1), actions[cells.at(-1)], walls));
  return cells;
}
