import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, Camera, fromScene, HIGHEST, isHidden, LOWEST, pick, toScene } from "../../landscape/viewer/js/camera.js";
import { close, sceneOf } from "./scenes.js";

const WIDTH = 800;
const HEIGHT = 500;
const bowl = sceneOf((x, y) => 0.4 * (x * x + y * y) + 0.1, { nx: 41, ny: 31 });

const cameras = [
  [-0.9, 0.77],
  [0.3, 1.2],
  [2.5, 0.4],
].map(([azimuth, elevation]) => {
  const camera = new Camera();
  camera.set({ azimuth, elevation });
  return camera;
});

test("figure coordinates become Plotly's and come back", () => {
  const p = [0.3, -0.8, 0.6];
  fromScene(toScene(p)).forEach((value, i) => assert.ok(close(value, p[i], 1e-12)));
});

test("the axes of the camera are at right angles and of unit length", () => {
  for (const camera of cameras) {
    const { back, right, up } = camera.axes();
    const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    for (const axis of [back, right, up]) assert.ok(close(dot(axis, axis), 1));
    assert.ok(close(dot(back, right), 0) && close(dot(back, up), 0) && close(dot(right, up), 0));
  }
});

test("the center lies in the middle of the picture", () => {
  for (const camera of cameras) {
    const [x, y] = camera.projection(WIDTH, HEIGHT).point(fromScene(camera.center));
    assert.ok(close(x, WIDTH / 2) && close(y, HEIGHT / 2));
  }
});

test("the ray through a pixel leads to the point that is projected there", () => {
  for (const camera of cameras) {
    const { origin, point, ray } = camera.projection(WIDTH, HEIGHT);
    for (const p of [
      [0, 0, 0.2],
      [0.7, -0.4, 0.9],
      [-1, 1, BASE],
    ]) {
      const along = ray(...point(p));
      const t = (p[2] - origin[2]) / along[2];
      p.forEach((value, i) => assert.ok(close(origin[i] + t * along[i], value, 1e-9)));
    }
  }
});

test("what is picked at the pixel of a visible point is that point", () => {
  let seen = 0;
  for (const camera of cameras) {
    const projection = camera.projection(WIDTH, HEIGHT);
    for (let x = -0.9; x <= 0.9; x += 0.3) {
      for (let y = -0.9; y <= 0.9; y += 0.3) {
        const p = [x, y, bowl.ground.height(x, y)];
        if (isHidden(bowl.ground, projection.origin, p)) continue;
        const found = pick(bowl.ground, projection, ...projection.point(p));
        assert.ok(found && Math.hypot(found[0] - x, found[1] - y) < 0.02, `${x}, ${y}: ${found}`);
        seen += 1;
      }
    }
  }
  assert.ok(seen > 50);
});

test("in the sky nothing is picked", () => {
  for (const camera of cameras) assert.equal(pick(bowl.ground, camera.projection(WIDTH, HEIGHT), 2, 2), null);
});

test("behind a ridge a point is hidden, on top of it not", () => {
  const ridge = sceneOf((x) => (Math.abs(x) < 0.15 ? 1 : 0), { nx: 41 }).ground;
  assert.ok(isHidden(ridge, [4, 0, 1], [-0.5, 0, 0.01]));
  assert.ok(!isHidden(ridge, [4, 0, 1], [0.5, 0, 0.01]));
  assert.ok(!isHidden(ridge, [4, 0, 3], [0, 0, 1.01]));
});

test("a fitted camera has every point within the margins", () => {
  const camera = new Camera();
  const pad = { left: 84, right: 28, top: 34, bottom: 38 };
  camera.fit(bowl.outline(BASE), WIDTH, HEIGHT, pad);
  const { point } = camera.projection(WIDTH, HEIGHT);
  for (const [x, y] of bowl.outline(BASE).map(point)) {
    assert.ok(x > pad.left - 6 && x < WIDTH - pad.right + 6 && y > pad.top - 6 && y < HEIGHT - pad.bottom + 6);
  }
});

test("a camera keeps to its limits, and a copy moves by itself", () => {
  const camera = new Camera();
  camera.set({ elevation: 9, distance: 99, center: [2, -2, 0] });
  assert.deepEqual([camera.elevation, camera.distance, camera.center], [HIGHEST, 6, [1, -1, 0]]);
  const other = camera.copy();
  other.set({ elevation: 0, center: [0, 0, 0] });
  assert.equal(other.elevation, LOWEST);
  assert.deepEqual(camera.center, [1, -1, 0]);
});
