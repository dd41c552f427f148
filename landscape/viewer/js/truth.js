// The small picture behind "How true is this?": every held-out step as a dot, its own loss against the ground's.
/** @import { Drawn, Look } from "./types/viewer.js" */
import { make, pen } from "./build.js";

const SIZE = 220;
const EDGE = 30;
const READ = "On the line, the picture is true there; above it, the run lies below the ground.";

/**
 * A figure with its caption; null where no step was held out.
 * @param {Drawn} scene
 * @param {Look} look
 */
export function truthFigure({ header, arrays }, look) {
  /** @type {[number, number][]} each with its own loss and the ground's */
  const dots = [];
  for (const { ball, from, to } of header.paths) {
    for (let i = from; ball < 0 && i < to; i += 1) {
      if (arrays.path_held_out[i]) dots.push([arrays.path_z[i], arrays.path_ground[i]]);
    }
  }
  if (!dots.length) return null;
  const ratio = window.devicePixelRatio || 1;
  const name = header.height.name;
  const canvas = make("canvas", {
    width: SIZE * ratio,
    height: SIZE * ratio,
    role: "img",
    "aria-label": `${dots.length} held-out steps: ${name} of the run against that of the ground`,
  });
  canvas.style.width = canvas.style.height = `${SIZE}px`;
  const g = pen(canvas);
  /** @type {(z: number) => number} */
  const at = (z) => EDGE + z * (SIZE - EDGE - 8);
  g.scale(ratio, ratio);
  g.strokeStyle = look.control;
  g.lineWidth = 1;
  g.strokeRect(EDGE, 8, SIZE - EDGE - 8, SIZE - EDGE - 8);
  g.beginPath();
  g.moveTo(EDGE, SIZE - EDGE);
  g.lineTo(SIZE - 8, 8);
  g.stroke();
  g.fillStyle = look.ink;
  g.globalAlpha = 0.6;
  for (const [own, ground] of dots) {
    g.beginPath();
    g.arc(at(own), SIZE - at(ground), 2, 0, 2 * Math.PI);
    g.fill();
  }
  g.globalAlpha = 1;
  g.fillStyle = look.soft;
  g.font = `400 13px ${look.font}`;
  g.textAlign = "center";
  g.textBaseline = "bottom";
  g.fillText("the run's own", (EDGE + SIZE) / 2, SIZE - 8);
  g.save();
  g.translate(18, (SIZE - EDGE) / 2);
  g.rotate(-Math.PI / 2);
  g.fillText("the ground's", 0, 0);
  g.restore();
  return make(
    "figure",
    { class: "llv-truth" },
    canvas,
    make("figcaption", {}, `Each dot is a held-out step: its ${name} against the ground's at its place. ${READ}`),
  );
}
