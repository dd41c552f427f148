// Small scenes for the tests: a slope over nodes that lie evenly on [-1, 1].
import { Scene } from "../../landscape/viewer/js/scene.js";

const axis = (n) => Float32Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));

/** A ground whose height at (x, y) is `height(x, y)`, with one run along the diagonal. */
export function sceneOf(height, { nx = 11, ny = 9, runs = 1, ...header } = {}) {
  const x = axis(nx);
  const y = axis(ny);
  const z = Float32Array.from({ length: nx * ny }, (_, k) => height(x[k % nx], y[Math.floor(k / nx)]));
  const steps = [0, 10, 100];
  const along = Float32Array.from({ length: 3 * runs }, (_, k) => -0.5 + 0.5 * (k % 3));
  const heights = along.map((place) => height(place, place));
  return new Scene({
    header: {
      runs: Array.from({ length: runs }, (_, run) => ({
        letter: "ABCDEFG"[run],
        symbol: "circle",
        rule: null,
        sound: true,
      })),
      paths: Array.from({ length: runs }, (_, run) => ({ run, ball: -1, from: 3 * run, to: 3 * run + 3 })),
      frame: { center: [10, -4], half_width: [5, 2] },
      grid: [nx, ny],
      lift: 0.01,
      ...header,
    },
    arrays: {
      x,
      y,
      z,
      values: z,
      steps: Int32Array.from(steps),
      train_loss: Float32Array.from({ length: 3 * runs }, (_, k) => 1 / (1 + k)),
      path_x: along,
      path_y: along,
      path_z: heights,
      path_ground: heights,
      path_value: heights,
      path_step: Int32Array.from({ length: 3 * runs }, (_, k) => steps[k % 3]),
      path_break: new Uint8Array(3 * runs),
      path_held_out: new Uint8Array(3 * runs),
    },
  });
}

/** Equal up to rounding. */
export const close = (a, b, most = 1e-6) => Math.abs(a - b) <= most;
