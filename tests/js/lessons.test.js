// What the panels of lessons compute: policies that walk a level, and windows that look at a strip.
import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsOf, after, CELLS, COLUMNS, STEPS, walkOf } from "../../landscape/viewer/js/policy.js";
import { answer, windowAt } from "../../landscape/viewer/js/strip.js";
import { Clock } from "../../landscape/viewer/js/clock.js";
import { close } from "./scenes.js";

globalThis.cancelAnimationFrame ??= () => {}; // a browser's; the clock lets go of its frame

const RIGHT = 0;
const DOWN = 3;

test("walls and the border stop a walker", () => {
  assert.equal(after(0, RIGHT, new Set()), 1);
  assert.equal(after(0, RIGHT, new Set([1])), 0);
  assert.equal(after(COLUMNS - 1, RIGHT, new Set()), COLUMNS - 1);
  assert.equal(after(CELLS - 1, DOWN, new Set()), CELLS - 1);
});

test("a walk ends at the coin, or after its last step", () => {
  const right = new Array(CELLS).fill(RIGHT);
  assert.deepEqual(walkOf(right, { walls: new Set(), coin: 3, start: 0 }), [0, 1, 2, 3]);
  assert.equal(walkOf(right, { walls: new Set([2]), coin: 3, start: 0 }).length, STEPS + 1);
});

test("a policy takes the action with the largest logit, from its walker's place", () => {
  const width = 2;
  const layers = [
    ["level.weight", [width, 2 * CELLS]],
    ["level.bias", [width]],
    ["walker", [width, CELLS]],
    ["action.weight", [4, width]],
    ["action.bias", [4]],
  ];
  const size = layers.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const weights = new Float32Array(size);
  const walker = width * 2 * CELLS + width;
  weights[walker + 5] = 1; // the first unit answers when the walker is on cell 5
  const action = walker + width * CELLS;
  weights[action + DOWN * width] = 2; // and asks for the way down
  weights[action + 4 * width + RIGHT] = 1; // elsewhere to the right, by its bias
  const actions = actionsOf(weights, layers, { walls: new Set(), coin: 0, start: 1 });
  assert.equal(actions[5], DOWN);
  assert.ok(actions.every((one, cell) => cell === 5 || one === RIGHT));
});

test("a window has area 1, and a constant strip is answered by the gain", () => {
  const weights = windowAt(0.2, 61, [-3, 3]);
  assert.ok(
    close(
      weights.reduce((a, b) => a + b),
      1,
      1e-4,
    ),
  );
  assert.ok(close(answer(0.2, 1.7, new Array(61).fill(1), [-3, 3]), 1.7, 1e-3));
});

test("the clock's axis is logarithmic, and steps go to the kept one before or after", () => {
  const clock = new Clock(() => {});
  clock.setLast(1000);
  clock.seek(clock.shareOf(50));
  assert.ok(close(clock.step, 50, 1e-9));
  clock.stepBy([0, 20, 80, 1000], 1);
  assert.ok(close(clock.step, 80, 1e-9));
  clock.stepBy([0, 20, 80, 1000], -1);
  assert.ok(close(clock.step, 20, 1e-9));
  clock.seek(7);
  assert.ok(close(clock.step, 1000, 1e-9));
});
