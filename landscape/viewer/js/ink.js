// What is drawn over the ground, in 3-D and on the map alike: paths, drop lines, markers, axis titles, pins.
import { block, frame } from "./axes.js";
import { isHidden } from "./camera.js";
import { positionAt } from "./paths.js";
import { fontOf, marker, outline } from "./shapes.js";

const SAME_SPOT = 0.03;
const CROWD = 24;
const DROP_EVERY = 8; // pixels between drop lines
const PEEP = 0.03; // an end just under a rim counts as seen

/** Where every piece of every path appears, and whether ground hides it; computed once per camera. */
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

/** Draws everything, and tells where the heads of the paths are. */
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

/** Thin lines from the run to the ground where it leaves it; one every few pixels, and one at its head. */
function dropLines(g, path, view, time, scene, look) {
  const { drop_threshold: least, lift } = scene.header;
  g.strokeStyle = look.path;
  g.lineWidth = 1;
  g.beginPath();
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

/** Where each path's head is now: groups of paths on one spot, pushed apart when nothing moves. */
function headsOf(scene, view, time, { radius, apart }) {
  const groups = [];
  for (const path of scene.paths) {
    const now = positionAt(path, time, scene.header.lift);
    if (!now) continue;
    const near = groups.find((group) => Math.hypot(group.at[0] - now.point[0], group.at[1] - now.point[1]) < SAME_SPOT);
    if (near && apart) {
      near.paths.push(path);
      continue;
    }
    const [x, y] = view.point(now.point);
    groups.push({ at: now.point, paths: [path], x, y, ax: x, ay: y });
  }
  for (let round = 0; apart && round < 120; round += 1) {
    let moved = false;
    for (const a of groups) {
      for (const b of groups) {
        if (a === b) break;
        const dx = b.x - a.x || 0.01;
        const dy = b.y - a.y;
        const distance = Math.hypot(dx, dy);
        const least = 2.95 * radius;
        if (distance >= least) continue;
        const push = (least - distance) / 2 / distance;
        a.x -= dx * push;
        a.y -= dy * push;
        b.x += dx * push;
        b.y += dy * push;
        moved = true;
      }
    }
    if (!moved) break;
  }
  for (const group of groups) {
    group.x = Math.min(view.width - 1.6 * radius, Math.max(1.6 * radius, group.x));
    group.y = Math.min(view.height - 1.6 * radius, Math.max(1.6 * radius, group.y));
  }
  return groups;
}

function drawHeads(g, scene, view, { time, moving, selected }, look) {
  const radius = scene.paths.length > CROWD ? look.radius * 0.82 : look.radius;
  const groups = headsOf(scene, view, time, { radius, apart: !moving });
  for (const { x, y, ax, ay } of groups) {
    if (Math.hypot(x - ax, y - ay) <= 3) continue;
    for (const [color, width] of [
      [look.casing, 3.4],
      [look.path, 1.4],
    ]) {
      g.strokeStyle = color;
      g.lineWidth = width;
      g.beginPath();
      g.moveTo(ax, ay);
      g.lineTo(x, y);
      g.stroke();
    }
    g.beginPath();
    g.arc(ax, ay, 2.4, 0, 2 * Math.PI);
    g.fillStyle = look.path;
    g.fill();
  }
  for (const group of groups.sort((a, b) => a.y - b.y)) {
    const first = group.paths.find((path) => path.key === selected) ?? group.paths[0];
    const chosen = first.key === selected;
    const fill = first.rule ? look[first.rule] : look.ink;
    const hollow = !view.flat && isHidden(scene.ground, view.origin, [group.at[0], group.at[1], group.at[2] + PEEP]);
    if (group.paths.length > 1) pill(g, group, look, radius, chosen);
    else {
      marker(g, {
        symbol: first.symbol,
        letter: first.letter,
        x: group.x,
        y: group.y,
        r: radius,
        fill,
        text: look.bg,
        casing: look.markerCasing,
        hollow,
        ringed: chosen ? look.ink : null,
      });
    }
  }
  return groups;
}

/** Several runs that end on one spot share a label. */
function pill(g, { x, y, paths }, look, radius, chosen) {
  const letters = paths.map((path) => path.letter);
  const text = letters.length <= 3 ? letters.join(" ") : `${letters[0]} ${letters[1]} +${letters.length - 2}`;
  g.font = `700 ${Math.max(12, 1.2 * radius)}px ${fontOf(g)}`;
  const half = g.measureText(text).width / 2 + 0.7 * radius;
  g.beginPath();
  g.roundRect(x - half, y - radius, 2 * half, 2 * radius, radius);
  g.lineWidth = chosen ? 9 : 5;
  g.strokeStyle = chosen ? look.ink : look.markerCasing;
  g.stroke();
  if (chosen) {
    g.lineWidth = 5;
    g.strokeStyle = look.markerCasing;
    g.stroke();
  }
  g.fillStyle = look.ink;
  g.fill();
  g.fillStyle = look.bg;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5);
}

/** A pin: a needle with a numbered head, its point on the node. */
function flag(g, [x, y], { name }, look, chosen) {
  const top = y - 26;
  for (const [color, width] of [
    [look.casing, 5],
    [look.path, 2],
  ]) {
    g.strokeStyle = color;
    g.lineWidth = width;
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x, top);
    g.stroke();
  }
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
