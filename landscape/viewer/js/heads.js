// The markers at the heads of the paths: where they are now, pushed apart where they would hide each other.
/** @import { Drawn, Look, Moment, PathHead, Pen, View } from "./types/viewer.js" */
import { isHidden } from "./camera.js";
import { positionAt } from "./paths.js";
import { cased, fontOf, marker } from "./shapes.js";

const SAME_SPOT = 0.03;
const CROWD = 24;
const PEEP = 0.03; // an end just under a rim counts as seen

/**
 * Where each path's head is now: groups of paths on one spot, pushed apart when nothing moves.
 * @param {Drawn} scene
 * @param {View} view
 * @param {number} time
 * @param {{ radius: number, apart: boolean }} how
 */
export function headsOf(scene, view, time, { radius, apart }) {
  /** @type {PathHead[]} */
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

/**
 * @param {Pen} g
 * @param {Drawn} scene
 * @param {View} view
 * @param {Moment} moment
 * @param {Look} look
 */
export function drawHeads(g, scene, view, { time, moving, selected }, look) {
  const radius = scene.paths.length > CROWD ? look.radius * 0.82 : look.radius;
  const groups = headsOf(scene, view, time, { radius, apart: !moving });
  for (const { x, y, ax, ay } of groups) {
    if (Math.hypot(x - ax, y - ay) <= 3) continue;
    cased(g, [ax, ay], [x, y], look, [3.4, 1.4]);
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

/**
 * Several runs that end on one spot share a label.
 * @param {Pen} g
 * @param {PathHead} head
 * @param {Look} look
 * @param {number} radius
 * @param {boolean} chosen
 */
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
