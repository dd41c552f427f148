// Colours of the page's theme, of the ground, and of the two rules.
/** @import { Palette } from "./types/header.js" */
/** @import { Drawn, Look, Rgb, Stop } from "./types/viewer.js" */

export const MIXED = "#E6E0D0"; // half by one rule, half by the other

const TOKENS = /** @type {const} */ ([
  "bg",
  "panel",
  "ink",
  "soft",
  "control",
  "line",
  "proxy",
  "intended",
  "wall",
  "isoline",
]);

/**
 * What the page looks like now: colours from its style sheet, sizes by the room there is.
 * @param {Element} element
 * @param {Palette} palette
 * @param {{ small: boolean, large: boolean }} room
 * @returns {Look}
 */
export function lookOf(element, palette, { small, large }) {
  const style = getComputedStyle(element);
  /** @type {(name: string) => string} */
  const token = (name) => style.getPropertyValue(`--ll-${name}`).trim();
  const look = /** @type {Record<(typeof TOKENS)[number], string>} */ (
    Object.fromEntries(TOKENS.map((name) => [name, token(name)]))
  );
  const dark = brightness(look.bg) < 0.5;
  return {
    ...look,
    dark,
    font: style.fontFamily,
    path: palette.path,
    casing: palette.casing,
    ground: palette.ground,
    regions: palette.regions,
    shade: "rgba(22,24,27,.62)",
    markerCasing: dark ? look.bg : palette.casing,
    width: large ? 3.4 : 2.4,
    start: large ? 5 : 3.6,
    radius: large ? 16 : small ? 10 : 11,
    text: large ? 20 : 14,
  };
}

/**
 * Red, green and blue of "#rrggbb" or "rgb(r, g, b)".
 * @param {string} color
 * @returns {Rgb}
 */
function parts(color) {
  if (color.startsWith("rgb")) {
    return (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  }
  return [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
}

/** @type {(color: string) => number} */
export const brightness = (color) => {
  const [r, g, b] = parts(color || "#ffffff");
  return (0.3 * r + 0.59 * g + 0.11 * b) / 255;
};

/**
 * @param {string} a
 * @param {string} b
 * @param {number} share
 * @returns {Rgb}
 */
export function mix(a, b, share) {
  const p = parts(a);
  const q = parts(b);
  return p.map((v, i) => Math.round(v + (q[i] - v) * share));
}

/**
 * A table of 256 colours, [r, g, b] each, from stops of [place, colour].
 * @param {Stop[]} stops
 * @returns {Rgb[]}
 */
export function ramp(stops) {
  return Array.from({ length: 256 }, (_, k) => {
    const s = k / 255;
    const i = Math.max(0, stops.findIndex(([at]) => at >= s) - 1);
    const j = Math.min(i + 1, stops.length - 1);
    const span = stops[j][0] - stops[i][0];
    return mix(stops[i][1], stops[j][1], span > 0 ? Math.min(1, Math.max(0, (s - stops[i][0]) / span)) : 0);
  });
}

/**
 * What colours the ground: values of the nodes, their limits, and the scale.
 * @param {Drawn} scene
 * @param {Look} look
 * @returns {{ values: Float32Array, low: number, high: number, scale: Stop[], byRule: boolean }}
 */
export function colorsOf(scene, look) {
  const { color } = scene.header;
  if (!color || !scene.arrays.color) {
    return { values: scene.ground.z, low: 0, high: 1, scale: look.ground, byRule: false };
  }
  /** @type {Stop[]} */
  const scale = color.by_rule
    ? [
        [0, look.proxy],
        [0.5, MIXED],
        [1, look.intended],
      ]
    : look.ground;
  return { values: scene.arrays.color, low: color.low, high: color.high, scale, byRule: color.by_rule };
}
