// The marker of a run: eight shapes in turn, always with its letter.
/** @import { Look, Pen, Place } from "./types/viewer.js" */

/** @type {(n: number, turn: number, size: number) => Place[]} */
const ring = (n, turn, size) =>
  Array.from({ length: n }, (_, i) => [
    size * Math.cos(turn + (2 * Math.PI * i) / n),
    size * Math.sin(turn + (2 * Math.PI * i) / n),
  ]);
const arm = 0.52;
const reach = 1.12;
/** @type {Record<string, Place[] | undefined>} */
const OUTLINES = {
  square: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  diamond: ring(4, 0, 1.22),
  "triangle-up": [
    [0, -1.28],
    [1.2, 0.9],
    [-1.2, 0.9],
  ],
  pentagon: ring(5, -Math.PI / 2, 1.14),
  hexagon: ring(6, 0, 1.12),
  "triangle-down": [
    [0, 1.28],
    [1.2, -0.9],
    [-1.2, -0.9],
  ],
  cross: [
    [-arm, -reach],
    [arm, -reach],
    [arm, -arm],
    [reach, -arm],
    [reach, arm],
    [arm, arm],
    [arm, reach],
    [-arm, reach],
    [-arm, arm],
    [-reach, arm],
    [-reach, -arm],
    [-arm, -arm],
  ],
};
/** @type {Record<string, number | undefined>} */
const SHIFT = { "triangle-up": 0.22, "triangle-down": -0.16 };

const SMALLEST = 12; // pixels: a smaller letter is not read
/** @type {(letter: string, r: number) => number} */
const letterSize = (letter, r) => Math.max(SMALLEST, (letter.length > 1 ? 0.95 : 1.2) * r);

/**
 * Begins a path of the shape around (x, y); the caller strokes and fills.
 * @param {Pen} g
 * @param {string} symbol
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function outline(g, symbol, x, y, r) {
  g.beginPath();
  const corners = OUTLINES[symbol];
  if (!corners) {
    g.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => (i ? g.lineTo(x + dx * r, y + dy * r) : g.moveTo(x + dx * r, y + dy * r)));
  g.closePath();
}

/**
 * @typedef {object} Marker
 * @property {string} symbol
 * @property {string} letter
 * @property {number} x
 * @property {number} y
 * @property {number} r
 * @property {string} fill
 * @property {string} text colour of the letter
 * @property {string} casing
 * @property {boolean} [hollow] it stands behind a hill
 * @property {string | null} [ringed] colour of the ring around a chosen one
 */

/**
 * A marker with its letter.
 * @param {Pen} g
 * @param {Marker} marker
 */
export function marker(g, { symbol, letter, x, y, r, fill, text, casing, hollow = false, ringed = null }) {
  g.save();
  g.lineJoin = "round";
  if (ringed) {
    outline(g, symbol, x, y, r + 4.2);
    g.lineWidth = 7;
    g.strokeStyle = casing;
    g.stroke();
    outline(g, symbol, x, y, r + 4.6);
    g.lineWidth = 2.2;
    g.strokeStyle = ringed;
    g.stroke();
  }
  outline(g, symbol, x, y, r);
  g.lineWidth = 5;
  g.strokeStyle = casing;
  g.stroke();
  g.fillStyle = hollow ? casing : fill;
  g.fill();
  if (hollow) {
    g.setLineDash([3, 2.4]);
    g.lineWidth = 2;
    g.strokeStyle = fill;
    g.stroke();
    g.setLineDash([]);
  }
  g.fillStyle = hollow ? fill : text;
  g.font = `700 ${letterSize(letter, r)}px ${fontOf(g)}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(letter, x, y + (SHIFT[symbol] ?? 0) * r + 0.5);
  g.restore();
}

/** @type {(g: Pen) => string} */
export const fontOf = (g) => g.font.replace(/^.*?px\s*/, "");

/**
 * The same marker as an SVG element, for lists.
 * @param {string} symbol
 * @param {string} letter
 * @param {number} r
 * @param {string} fill
 * @param {string} text colour of the letter
 */
export function markerSvg(symbol, letter, r, fill, text) {
  const size = r * 2.6;
  const c = size / 2;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  const corners = OUTLINES[symbol];
  const shape = document.createElementNS(svg.namespaceURI, corners ? "polygon" : "circle");
  if (corners) shape.setAttribute("points", corners.map(([x, y]) => `${c + x * r},${c + y * r}`).join(" "));
  else {
    shape.setAttribute("cx", String(c));
    shape.setAttribute("cy", String(c));
    shape.setAttribute("r", String(r));
  }
  shape.setAttribute("fill", fill);
  const label = document.createElementNS(svg.namespaceURI, "text");
  label.setAttribute("x", String(c));
  label.setAttribute("y", String(c + (SHIFT[symbol] ?? 0) * r + r * 0.42));
  label.setAttribute("text-anchor", "middle");
  label.setAttribute("font-weight", "700");
  label.setAttribute("font-size", String(letterSize(letter, r)));
  label.setAttribute("fill", text);
  label.textContent = letter;
  svg.append(shape, label);
  return svg;
}

/**
 * A straight line with a casing around it.
 * @param {Pen} g
 * @param {Place} from
 * @param {Place} to
 * @param {Look} look
 * @param {[number, number]} widths of the casing and of the line
 */
export function cased(g, from, to, look, [casing, width]) {
  g.beginPath();
  g.moveTo(...from);
  g.lineTo(...to);
  g.strokeStyle = look.casing;
  g.lineWidth = casing;
  g.stroke();
  g.strokeStyle = look.path;
  g.lineWidth = width;
  g.stroke();
}
