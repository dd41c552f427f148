// What is drawn over the ground, in 3-D and on the map alike: paths, drop lines, markers, axis titles, pins.
/** @import { Drawn, Laid, Look, Moment, Path, PathHead, Pen, Pin, Place, ReliefView, View } from "./types/viewer.js" */
import { block, frame } from "./axes.js";
import { isHidden } from "./camera.js";
import { drawHeads } from "./heads.js";
import { cased, fontOf, outline } from "./shapes.js";

const DROP_EVERY = 8; // pixels between drop lines

/**
 * Where every piece of every path appears, and whether ground hides it; computed once per camera.
 * @param {Drawn} scene
 * @param {View} view
 * @returns {Laid[]}
 */
export function layPaths(scene, view) {
  return scene.paths.map((path) => {
    const n = path.pieces.length;
    const x = new Float32Array(n);
    const y = new Float32Array(n);
    const hidden = new Uint8Array(n);
    path.pieces.forEach((p, i) => {
      [x[i], y[i]] = view.point(p);
      hidden[i] = view.flat ? 0 : isHidden(scene.ground, view.origin, p) ? 1 : 0;
    });
    for (let i = 0; i < n;) {
      // a crumb of shadow in a visible line is noise
      let j = i;
      while (j < n && hidden[j] === hidden[i]) j += 1;
      if (hidden[i] && j - i <= 3 && i > 0 && j < n) hidden.fill(0, i, j);
      i = j;
    }
    return { x, y, hidden };
  });
}

/**
 * Draws everything, and tells where the heads of the paths are.
 * @param {Pen} g
 * @param {Drawn} scene
 * @param {View} view
 * @param {Laid[]} laid
 * @param {Moment} moment
 * @param {Look} look
 * @returns {PathHead[]}
 */
export function drawInk(g, scene, view, laid, moment, look) {
  const { time, selected } = moment;
  const order = scene.paths
    .map((_, k) => k)
    .sort((a, b) => Number(scene.paths[a].key === selected) - Number(scene.paths[b].key === selected));
  g.save();
  g.lineJoin = "round";
  g.lineCap = "round";
  if (view.flat) frame(g, view, scene, look);
  else block(g, view, scene, look);
  for (const k of order) {
    const path = scene.paths[k];
    const width = path.key === selected ? 3.6 : look.width;
    line(g, path, laid[k], time, 1, { color: look.shade, width: 1.7, dash: [0.5, 4.2] });
    line(g, path, laid[k], time, 0, { color: look.casing, width: width + 3.2 });
    line(g, path, laid[k], time, 0, { color: look.path, width, dash: path.ball >= 0 ? [5, 5] : [] });
  }
  if (!view.flat) for (const path of scene.paths) dropLines(g, path, view, time, scene, look);
  for (const k of order) start(g, scene.paths[k], laid[k], look);
  const heads = drawHeads(g, scene, view, moment, look);
  for (const pin of moment.pins) flag(g, view.point(pin.point), pin, look, pin.id === moment.pin);
  g.restore();
  return heads;
}

/**
 * The visible or the hidden pieces of a path.
 * @param {Pen} g
 * @param {Path} path
 * @param {Laid} laid
 * @param {number} time
 * @param {0 | 1} which 1: the hidden ones
 * @param {{ color: string, width: number, dash?: number[] }} style
 */
function line(g, path, laid, time, which, { color, width, dash = [] }) {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.setLineDash(dash);
  g.beginPath();
  let on = false;
  for (let i = 0; i < path.pieces.length && path.pieces[i][3] <= time; i += 1) {
    if (laid.hidden[i] !== which) {
      on = false;
      continue;
    }
    if (on && !path.pieces[i][4]) g.lineTo(laid.x[i], laid.y[i]);
    else {
      const from = i > 0 && !path.pieces[i][4] ? i - 1 : i;
      g.moveTo(laid.x[from], laid.y[from]);
      g.lineTo(laid.x[i], laid.y[i]);
    }
    on = true;
  }
  g.stroke();
  g.setLineDash([]);
}

/**
 * Thin lines from the run to the ground where it leaves it; one every few pixels, and one at its head.
 * @param {Pen} g
 * @param {Path} path
 * @param {ReliefView} view
 * @param {number} time
 * @param {Drawn} scene
 * @param {Look} look
 */
function dropLines(g, path, view, time, scene, look) {
  const { drop_threshold: least, lift } = scene.header;
  g.strokeStyle = look.path;
  g.lineWidth = 1;
  g.beginPath();
  /** @type {Place} */
  let before = [-1e9, -1e9];
  for (let i = 0; i < path.step.length && path.step[i] <= time; i += 1) {
    if (!(Math.abs(path.z[i] - path.ground[i]) > least)) continue;
    const from = view.point([path.x[i], path.y[i], path.z[i] + lift]);
    const head = i + 1 === path.step.length || path.step[i + 1] > time;
    if (!head && Math.hypot(from[0] - before[0], from[1] - before[1]) < DROP_EVERY) continue;
    before = from;
    g.moveTo(...from);
    g.lineTo(...view.point([path.x[i], path.y[i], path.ground[i] + lift]));
  }
  g.stroke();
}

/**
 * @param {Pen} g
 * @param {Path} path
 * @param {Laid} laid
 * @param {Look} look
 */
function start(g, path, laid, look) {
  if (!path.step.length || laid.hidden[0]) return;
  g.beginPath();
  g.arc(laid.x[0], laid.y[0], look.start, 0, 2 * Math.PI);
  g.fillStyle = look.casing;
  g.fill();
  g.lineWidth = 1.8;
  g.strokeStyle = look.path;
  g.stroke();
}

/**
 * A pin: a needle with a numbered head, its point on the node.
 * @param {Pen} g
 * @param {Place} at pixels
 * @param {Pin} pin
 * @param {Look} look
 * @param {boolean} chosen
 */
function flag(g, [x, y], { name }, look, chosen) {
  const top = y - 26;
  cased(g, [x, y], [x, top], look, [5, 2]);
  outline(g, "circle", x, top, 9);
  g.lineWidth = chosen ? 6 : 4;
  g.strokeStyle = chosen ? look.ink : look.casing;
  g.stroke();
  g.fillStyle = chosen ? look.ink : look.casing;
  g.fill();
  g.lineWidth = 1.6;
  g.strokeStyle = look.path;
  g.stroke();
  g.fillStyle = chosen ? look.bg : look.path;
  g.font = `700 12px ${fontOf(g)}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(name, x, top + 0.5);
}
