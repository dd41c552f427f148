// Bars that tell two rules apart without colour: the proxy rule hatched, the intended rule solid.
/** @import { Header } from "./types/header.js" */
/** @import { Look, Pen } from "./types/viewer.js" */
import { make, pen } from "./build.js";

/** @typedef {{ proxy: string, intended: string }} Rules */

/** A bar of two parts; `set(share)` gives the part that is solid, from 0 to 1, or null while it may not be seen. */
export function ruleBar() {
  const proxy = make("span", { class: "llv-bar-proxy" });
  const intended = make("span", { class: "llv-bar-intended" });
  const element = make("span", { class: "llv-rulebar", "aria-hidden": "true" }, proxy, intended);
  /** @type {(share: number | null) => void} */
  const set = (share) => {
    element.classList.toggle("llv-unknown", share === null);
    proxy.style.width = share === null ? "0%" : `${100 * (1 - share)}%`;
    intended.style.width = share === null ? "0%" : `${100 * share}%`;
  };
  return { element, set };
}

/**
 * What hatched and solid mean.
 * @param {Record<string, string>} words
 */
export function ruleKey(words) {
  return make(
    "p",
    { class: "llv-rulekey" },
    make("span", { class: "llv-bar-proxy llv-chip", "aria-hidden": "true" }),
    words.proxy ?? "by the proxy rule",
    make("span", { class: "llv-bar-intended llv-chip", "aria-hidden": "true" }),
    words.intended ?? "by the intended rule",
  );
}

/**
 * A lesson's own words for the two rules.
 * @type {(header: Header) => Rules}
 */
export const rulesIn = ({ panel_words: words = {} }) => ({
  proxy: words.proxy ?? "by the proxy rule",
  intended: words.intended ?? "by the intended rule",
});

/** @type {(share: number) => string} */
export const percent = (share) => `${Math.round(100 * share)} %`;

const BINS = 20;
const WIDE = 640;
const HIGH = 120;

/**
 * How the shares of many networks spread, from all by the proxy rule (left) to all by the intended one (right).
 * @param {Float32Array} shares
 * @param {Look} look
 * @param {string} said the same in words
 * @param {Rules} rules
 */
export function spread(shares, look, said, rules) {
  const canvas = make("canvas", { class: "llv-histogram", role: "img", width: WIDE, height: HIGH });
  const g = pen(canvas);
  const counts = new Array(BINS).fill(0);
  const wide = WIDE / BINS;
  const base = HIGH - 8;
  for (const share of shares) counts[Math.min(BINS - 1, Math.floor(share * BINS))] += 1;
  const most = Math.max(...counts);
  counts.forEach((count, k) => {
    const h = (count / most) * (base - 8);
    g.fillStyle = k < BINS / 2 ? look.proxy : look.intended;
    g.fillRect(k * wide + 2, base - h, wide - 4, h);
    if (k < BINS / 2) hatch(g, k * wide + 2, base - h, wide - 4, h, look);
  });
  g.fillStyle = look.control;
  g.fillRect(0, base, WIDE, 2);
  canvas.setAttribute("aria-label", said);
  const ends = make(
    "p",
    { class: "llv-ends llv-soft", "aria-hidden": "true" },
    make("span", {}, "0 %"),
    make("span", {}, rules.intended),
    make("span", {}, "100 %"),
  );
  return make("div", {}, canvas, ends);
}

/**
 * The same in words.
 * @param {Float32Array} shares
 * @param {Header} header
 */
export function spreadSentence(shares, header) {
  const rules = rulesIn(header);
  const proxy = shares.filter((share) => share < 0.5).length;
  const intended = shares.length - proxy;
  return `${shares.length} networks: ${proxy} mostly ${rules.proxy}, ${intended} mostly ${rules.intended}.`;
}

/**
 * Slanted gaps, so that the proxy rule's bars differ without colour.
 * @param {Pen} g
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {Look} look
 */
function hatch(g, x, y, width, height, look) {
  g.save();
  g.beginPath();
  g.rect(x, y, width, height);
  g.clip();
  g.strokeStyle = look.bg;
  g.globalAlpha = 0.62;
  g.lineWidth = 4;
  for (let d = -height; d < width + height; d += 12) {
    g.beginPath();
    g.moveTo(x + d, y + height);
    g.lineTo(x + d + height, y);
    g.stroke();
  }
  g.restore();
}
