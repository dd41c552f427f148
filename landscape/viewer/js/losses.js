// Loss curves on the same clock: both axes logarithmic, one dark line per run.
import { readable } from "./build.js";

const LEFT = 46;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 22;

/** Draws training losses, shape (runs, steps); `time` as a step marks the clock, null while training runs. */
export function drawLosses(canvas, { steps, losses, nRuns, last, time = null, selected = -1, unit = "" }, look, ratio) {
  const w = canvas.clientWidth;
  const h = canvas.clientHeight;
  const g = canvas.getContext("2d");
  canvas.width = Math.round(w * ratio);
  canvas.height = Math.round(h * ratio);
  g.scale(ratio, ratio);
  const finite = Array.from(losses)
    .filter((v) => Number.isFinite(v) && v > 0)
    .sort((a, b) => a - b);
  if (!finite.length || steps.length < 1) return;
  const low = Math.max(finite[0], finite[finite.length - 1] / 1e6);
  const high = Math.max(finite[finite.length - 1], low * 1.5);
  const x = (step) => LEFT + (Math.log1p(step) / Math.log1p(last)) * (w - LEFT - RIGHT);
  const y = (loss) =>
    TOP + (1 - Math.log(Math.min(high, Math.max(low, loss)) / low) / Math.log(high / low)) * (h - TOP - BOTTOM);
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
  g.lineJoin = "round";
  const n = steps.length;
  for (let run = 0; run < nRuns; run += 1) {
    g.beginPath();
    let on = false;
    for (let i = 0; i < n; i += 1) {
      const loss = losses[run * n + i];
      if (!Number.isFinite(loss)) {
        on = false;
        continue;
      }
      if (on) g.lineTo(x(steps[i]), y(loss));
      else g.moveTo(x(steps[i]), y(loss));
      on = true;
    }
    g.strokeStyle = look.ink;
    g.globalAlpha = selected === -1 ? 0.8 : run === selected ? 1 : 0.35;
    g.lineWidth = run === selected ? 2.6 : 1.2;
    g.stroke();
  }
  g.globalAlpha = 1;
  if (time !== null) {
    g.strokeStyle = look.soft;
    g.lineWidth = 1;
    g.setLineDash([3, 3]);
    g.beginPath();
    g.moveTo(x(time), TOP);
    g.lineTo(x(time), h - BOTTOM);
    g.stroke();
    g.setLineDash([]);
  }
  if (unit) {
    g.fillStyle = look.soft;
    g.textAlign = "left";
    g.textBaseline = "top";
    g.fillText(unit, LEFT + 4, 0);
  }
}

function ticks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const m of high / low > 100 ? [1] : [1, 2, 5]) {
      const v = m * 10 ** power;
      if (v >= low * 0.999 && v <= high * 1.001) found.push(v);
    }
  }
  return found;
}
