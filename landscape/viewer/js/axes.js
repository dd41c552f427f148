// The axes: around the block in 3-D, along the margins of the map.
/** @import { Drawn, Look, MapView, Pen, Place, ReliefView, Shown } from "./types/viewer.js" */
import { BASE } from "./camera.js";
import { fontOf } from "./shapes.js";

/** @type {Place[]} */
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
];

/** @type {(g: Pen, size: number) => void} */
const setFont = (g, size) => {
  g.font = `400 ${size}px ${fontOf(g)}`;
};

/**
 * Axis titles along the two base edges in front, and the height scale at the left-most corner.
 * @param {Pen} g
 * @param {ReliefView} view
 * @param {Drawn} scene
 * @param {Look} look
 */
export function block(g, view, { header }, look) {
  g.fillStyle = look.soft;
  g.strokeStyle = look.soft;
  g.lineWidth = 1;
  CORNERS.forEach((p, i) => {
    const q = CORNERS[(i + 1) % 4];
    const middle = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    if ((view.origin[0] - middle[0]) * middle[0] + (view.origin[1] - middle[1]) * middle[1] <= 0) return;
    const along = Math.abs(middle[1]) > 0.5 ? 0 : 1;
    let [a, b] = [view.point([...p, BASE]), view.point([...q, BASE])];
    if (a[0] > b[0]) [a, b] = [b, a];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    g.save();
    g.translate((a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
    g.rotate(Math.atan2(b[1] - a[1], b[0] - a[0]));
    setFont(g, look.text);
    g.textAlign = "center";
    g.textBaseline = "top";
    const wide = g.measureText(header.axes[along]).width;
    if (length > 60) g.fillText(header.axes[along], 0, 8, Math.max(length, Math.min(wide, 120)));
    scaleBar(g, header.frame.half_width[along], length, look);
    g.restore();
  });
  heightScale(g, view, header, look);
}

/**
 * The scale of heights at the left-most corner.
 * @param {Pen} g
 * @param {ReliefView} view
 * @param {Shown} header
 * @param {Look} look
 */
function heightScale(g, view, header, look) {
  const corner = CORNERS.map((c) => ({ c, x: view.point([...c, BASE])[0] })).sort((a, b) => a.x - b.x)[0].c;
  /** @type {(z: number) => Place} */
  const at = (z) => view.point([...corner, z]);
  const shift = -10;
  const top = at(1);
  const bottom = at(0);
  g.beginPath();
  g.moveTo(top[0] + shift, top[1]);
  g.lineTo(bottom[0] + shift, bottom[1]);
  g.stroke();
  setFont(g, look.text - 1);
  g.textAlign = "right";
  g.textBaseline = "middle";
  let last = Infinity;
  for (const [z, text] of header.height.ticks) {
    const [x, y] = at(z);
    if (last - y < 15) continue;
    last = y;
    g.beginPath();
    g.moveTo(x + shift, y);
    g.lineTo(x + shift - 5, y);
    g.stroke();
    g.fillText(text, x + shift - 9, y);
  }
  setFont(g, look.text);
  g.textAlign = "left";
  const wide = g.measureText(header.height.title).width;
  g.fillText(
    header.height.title,
    Math.max(2, Math.min(top[0] + shift - 60, view.width - wide)),
    Math.max(9, top[1] - 18),
  );
}

/**
 * A bar of a round length under an axis title: how much one unit of the view is.
 * @param {Pen} g
 * @param {number} half half the length of the edge, in units of the view
 * @param {number} length of the edge, in pixels
 * @param {Look} look
 */
function scaleBar(g, half, length, look) {
  const units = roundLength(half * 0.4);
  const pixels = (units / (2 * half)) * length;
  const text = `${units} unit${units === 1 ? "" : "s"}`;
  setFont(g, look.text - 1);
  const left = -(pixels + 6 + g.measureText(text).width) / 2;
  const y = 1.5 * look.text + 9;
  g.beginPath();
  g.moveTo(left, y);
  g.lineTo(left, y + 5);
  g.lineTo(left + pixels, y + 5);
  g.lineTo(left + pixels, y);
  g.stroke();
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.fillText(text, left + pixels + 6, y + 4);
}

/**
 * The largest of 1, 2 and 5 times a power of ten that is not longer.
 * @param {number} rough
 */
export function roundLength(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const m = [1, 2, 5].filter((k) => k * power <= rough).pop() ?? 1;
  return Number((m * power).toPrecision(1));
}

/**
 * The map's margins: ticks in units of the view along the left and the bottom, and their titles.
 * @param {Pen} g
 * @param {MapView} view
 * @param {Drawn} scene
 * @param {Look} look
 */
export function frame(g, view, { header }, look) {
  g.fillStyle = look.soft;
  g.strokeStyle = look.soft;
  setFont(g, look.text - 1);
  for (const along of [0, 1]) {
    const center = header.frame.center[along];
    const half = header.frame.half_width[along];
    const step = roundLength(half * 0.8);
    for (let k = Math.ceil((center - half) / step); k * step <= center + half; k += 1) {
      const share = (k * step - center) / half;
      const [x, y] = view.point(along ? [-1, share] : [share, -1]);
      g.textAlign = along ? "right" : "center";
      g.textBaseline = along ? "middle" : "top";
      g.fillText(`${Number((k * step).toPrecision(6))}`.replace("-", "\u2212"), along ? x - 7 : x, along ? y : y + 6);
    }
    const [x, y] = view.point(along ? [-1, 0] : [0, -1]);
    g.save();
    setFont(g, look.text);
    g.textAlign = "center";
    g.textBaseline = along ? "bottom" : "top";
    g.translate(along ? x - 30 : x, along ? y : y + 22);
    if (along) g.rotate(-Math.PI / 2);
    g.fillText(header.axes[along], 0, 0);
    g.restore();
  }
}
