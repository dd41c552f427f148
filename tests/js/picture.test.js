// Grounds, paths, colours and the scales along axes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { roundLength } from "../../landscape/viewer/js/axes.js";
import { readable } from "../../landscape/viewer/js/build.js";
import { brightness, mix, ramp } from "../../landscape/viewer/js/colors.js";
import { mapView } from "../../landscape/viewer/js/contour.js";
import { indexOn, nearestOn } from "../../landscape/viewer/js/ground.js";
import { headsOf } from "../../landscape/viewer/js/heads.js";
import { axesOf } from "../../landscape/viewer/js/losses.js";
import { placeAt, positionAt } from "../../landscape/viewer/js/paths.js";
import { disagreement } from "../../landscape/viewer/js/tiles.js";
import { close, sceneOf } from "./scenes.js";

const slope = sceneOf((x, y) => 0.5 + 0.25 * x - 0.1 * y);

test("between nodes the ground is a straight line along x and y", () => {
  for (const [x, y] of [
    [0.123, -0.7],
    [-1, 1],
    [0.999, 0.001],
  ]) {
    assert.ok(close(slope.ground.height(x, y), 0.5 + 0.25 * x - 0.1 * y));
  }
});

test("outside, and beside a hole, there is no height", () => {
  assert.ok(Number.isNaN(slope.ground.height(1.01, 0)));
  const holed = sceneOf((x, y) => (x === 0 && y === 0 ? NaN : 0)).ground;
  assert.ok(Number.isNaN(holed.height(0.05, 0.05)));
  assert.equal(holed.height(0.6, 0.6), 0);
});

test("places on an axis that is not even", () => {
  const axis = Float32Array.from([0, 1, 4, 10]);
  assert.deepEqual(
    [0, 0.5, 1, 2.5, 10, 10.1].map((v) => indexOn(axis, v)),
    [0, 0.5, 1, 1.5, 3, -1],
  );
  assert.deepEqual(
    [-5, 0.4, 2.4, 2.6, 99].map((v) => nearestOn(axis, v)),
    [0, 0, 1, 2, 3],
  );
});

test("places in units of the view, and back", () => {
  assert.deepEqual(slope.inUnits([0.5, -1]), [12.5, -6]);
  assert.deepEqual(slope.inFigure([12.5, -6]), [0.5, -1]);
});

test("a path between its snapshots, before the first and after the last", () => {
  const [path] = slope.paths;
  assert.equal(placeAt(path, -1), null);
  assert.deepEqual(placeAt(path, 55), { i: 1, share: 0.5 });
  assert.deepEqual(placeAt(path, 1e6), { i: 2, share: 0 });
  const { point, value } = positionAt(path, 55, 0.01);
  assert.ok(close(point[0], 0.25) && close(point[1], 0.25) && close(point[2], 0.01 + value));
});

test("a path is divided finely, and its pieces carry their steps in order", () => {
  const { pieces } = slope.paths[0];
  assert.ok(pieces.length > 30);
  for (let i = 1; i < pieces.length; i += 1) {
    const [a, b] = [pieces[i - 1], pieces[i]];
    assert.ok(Math.hypot(b[0] - a[0], b[1] - a[1]) <= 0.0351 && b[3] >= a[3] && !b[4]);
  }
  assert.ok(pieces[0][4]);
});

test("where a line breaks, nothing is drawn between its ends", () => {
  const path = { step: Int32Array.from([0, 10]), breaks: Uint8Array.from([0, 1]) };
  assert.deepEqual(placeAt(path, 5), { i: 0, share: 0 });
});

test("heads on one spot share a marker; while the clock runs each has its own", () => {
  const view = mapView(600, 400, false);
  const many = sceneOf(() => 0, { runs: 3 });
  const still = headsOf(many, view, 100, { radius: 11, apart: true });
  assert.deepEqual(
    still.map((head) => head.paths.length),
    [3],
  );
  assert.equal(headsOf(many, view, 100, { radius: 11, apart: false }).length, 3);
});

test("the map's pixels and places are each other's inverse", () => {
  const view = mapView(640, 420, false);
  for (const place of [
    [0, 0],
    [-1, 1],
    [0.3, -0.6],
  ]) {
    const [x, y] = view.pick(...view.point(place));
    assert.ok(close(x, place[0], 1e-9) && close(y, place[1], 1e-9));
  }
  assert.equal(view.pick(view.left - 1, view.top), null);
});

test("colours are mixed and ramped between their stops", () => {
  assert.deepEqual(mix("#000000", "rgb(200, 100, 50)", 0.5), [100, 50, 25]);
  const table = ramp([
    [0, "#000000"],
    [0.5, "#ff0000"],
    [1, "#ffffff"],
  ]);
  assert.equal(table.length, 256);
  assert.deepEqual(
    [table[0], table[255]],
    [
      [0, 0, 0],
      [255, 255, 255],
    ],
  );
  assert.deepEqual(table[64], [128, 0, 0]);
  assert.ok(brightness("#FBFAF6") > 0.9 && brightness("rgb(21, 24, 28)") < 0.1);
});

test("a scale bar has a round length", () => {
  assert.deepEqual([0.9, 1, 4.99, 6, 23, 0.0021].map(roundLength), [0.5, 1, 2, 5, 20, 0.002]);
});

test("losses lie on logarithmic axes, from the smallest to the largest", () => {
  const losses = [1, 0.1, NaN, Infinity, 0.01, 0];
  const { low, high, x, y } = axesOf({ steps: [0, 9, 99], losses, last: 99 }, 460, 130);
  assert.deepEqual([low, high], [0.01, 1]);
  assert.ok(close(y(0.1), (y(1) + y(0.01)) / 2) && close(x(9), (x(0) + x(99)) / 2));
  assert.equal(axesOf({ steps: [0], losses: [NaN], last: 9 }, 460, 130), null);
});

test("numbers are written as people read them", () => {
  const written = [0, 0.12345, -2.5, 1234567, 0.0000321, NaN, Infinity].map((value) => readable(value));
  assert.deepEqual(written, ["0", "0.12", "\u22122.5", "1.2e+6", "3.2e\u22125", "not a number", "infinite"]);
});

test("tiles disagree where one of them differs", () => {
  const tile = (...values) => Uint8Array.from(values);
  assert.deepEqual(disagreement([tile(0, 1, 2), tile(0, 1, 2), tile(0, 3, 2)]), tile(0, 1, 0));
  assert.equal(disagreement([tile(0, 1), tile(0, 1)]), null);
  assert.equal(disagreement([tile(0, 1)]), null);
});
