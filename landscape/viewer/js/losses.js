// Loss curves on the same clock: both axes logarithmic, one dark line per run.
/** @import { Look, Pen } from "./types/viewer.js" */
import { pen, readable } from "./build.js";

const LEFT = 46;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 22;

/**
 * @typedef {object} Curves
 * @property {ArrayLike<number>} steps
 * @property {ArrayLike<number>} losses shape (runs, steps)
 * @property {number} nRuns
 * @property {number} last the last step there will be
 * @property {number | null} [time] the step of the clock; null while training runs
 * @property {number} [selected] the chosen run, or -1
 */
/** @typedef {{ w: number, h: number, low: number, high: number, x: Scale, y: Scale }} Axes */
/** @typedef {(value: number) => number} Scale */

/**
 * Draws training losses.
 * @param {HTMLCanvasElement} canvas
 * @param {Curves} curves
 * @param {Look} look
 * @param {number} ratio dots a pixel
 */
export function drawLosses(canvas, curves, look, ratio) {
  const g = pen(canvas);
  const axes = axesOf(curves, canvas.clientWidth, canvas.clientHeight);
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  g.scale(ratio, ratio);
  if (!axes) return;
  labels(g, axes, curves.last, look);
  lines(g, axes, curves, look);
  const { time = null } = curves;
  if (time === null) return;
  g.strokeStyle = look.soft;
  g.lineWidth = 1;
  g.setLineDash([3, 3]);
  g.beginPath();
  g.moveTo(axes.x(time), TOP);
  g.lineTo(axes.x(time), axes.h - BOTTOM);
  g.stroke();
  g.setLineDash([]);
}

/**
 * How steps and losses fall on so many pixels; null where there is nothing to draw.
 * @param {Curves} curves
 * @param {number} w
 * @param {number} h
 * @returns {Axes | null}
 */
export function axesOf({ steps, losses, last }, w, h) {
  const finite = Array.from(losses)
    .filter((v) => Number.isFinite(v) && v > 0)
    .sort((a, b) => a - b);
  if (!finite.length || steps.length < 1) return null;
  const low = Math.max(finite[0], finite[finite.length - 1] / 1e6);
  const high = Math.max(finite[finite.length - 1], low * 1.5);
  const across = w - LEFT - RIGHT;
  const down = h - TOP - BOTTOM;
  return {
    w,
    h,
    low,
    high,
    x: (step) => LEFT + (Math.log1p(step) / Math.log1p(last)) * across,
    y: (loss) => TOP + (1 - Math.log(Math.min(high, Math.max(low, loss)) / low) / Math.log(high / low)) * down,
  };
}

/**
 * Numbers along both axes.
 * @param {Pen} g
 * @param {Axes} axes
 * @param {number} last
 * @param {Look} look
 */
function labels(g, { w, h, low, high, x, y }, last, look) {
  g.fillStyle = look.soft;
  g.font = `400 13px ${look.font}`;
  g.textAlign = "right";
  g.textBaseline = "middle";
  let before = -Infinity;
  for (const tick of ticks(low, high)) {
    if (Math.abs(before - y(tick)) < 15) continue;
    before = y(tick);
    g.fillText(readable(tick, 1), LEFT - 6, y(tick));
  }
  g.textAlign = "center";
  g.textBaseline = "top";
  for (const step of [0, 1, 10, 100, 1000, 10000].filter((s) => s < last / 2).concat(last)) {
    g.fillText(`${step}`, Math.min(w - 12, x(step)), h - BOTTOM + 5);
  }
}

/**
 * One line per run, with gaps where its loss is no number.
 * @param {Pen} g
 * @param {Axes} axes
 * @param {Curves} curves
 * @param {Look} look
 */
function lines(g, { x, y }, { steps, losses, nRuns, selected = -1 }, look) {
  g.lineJoin = "round";
  const n = steps.length;
  for (let run = 0; run < nRuns; run += 1) {
    g.beginPath();
    let on = false;
    for (let i = 0; i < n; i += 1) {
      const loss = losses[run * n + i];
      const sound = Number.isFinite(loss);
      if (sound && on) g.lineTo(x(steps[i]), y(loss));
      else if (sound) g.moveTo(x(steps[i]), y(loss));
      on = sound;
    }
    g.strokeStyle = look.ink;
    g.globalAlpha = selected === -1 ? 0.8 : run === selected ? 1 : 0.35;
    g.lineWidth = run === selected ? 2.6 : 1.2;
    g.stroke();
  }
  g.globalAlpha = 1;
}

/**
 * @param {number} low
 * @param {number} high
 */
function ticks(low, high) {
  /** @type {number[]} */
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const m of high / low > 100 ? [1] : [1, 2, 5]) {
      const v = m * 10 ** power;
      if (v >= low * 0.999 && v <= high * 1.001) found.push(v);
    }
  }
  return found;
}
