// Makes elements; all texts go in as text, never as markup.

/** @typedef {Record<string, unknown>} Properties */
/** @typedef {Node | string | null | undefined} Child */

/**
 * An element with properties, attributes (hyphenated or aria) and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = String(value);
    else if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * The frame of a view of behaviour.
 * @param {...Child} children
 */
export const aside = (...children) => make("aside", { class: "llv-side", "aria-label": "Behaviour" }, ...children);

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 */
export function pen(canvas) {
  const g = canvas.getContext("2d");
  if (!g) throw new Error("this browser gives no canvas to draw on");
  return g;
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  play: "M6 4l12 8-12 8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  first: "M5 5h3v14H5zM19 5v14L9 12z",
  next: "M16 5h3v14h-3zM5 5l10 7-10 7z",
  previous: "M5 5h3v14H5zM19 5v14L9 12z",
};

/**
 * A small picture from a fixed set, for buttons.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("width", "16");
  svg.setAttribute("height", "16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}

/**
 * A button with a text.
 * @type {(text: string, pressed: () => void, properties?: Properties) => HTMLButtonElement}
 */
export const button = (text, pressed, properties = {}) =>
  make("button", { type: "button", onclick: pressed, ...properties }, text);

/**
 * A number as people read it: two or three significant digits, a true minus.
 * @param {number} value
 * @param {number} [digits]
 */
export function readable(value, digits = 2) {
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "not a number";
  const text =
    value === 0
      ? "0"
      : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6
        ? `${Number(value.toPrecision(digits))}`
        : value.toExponential(digits - 1);
  return text.replace("-", "\u2212");
}

/**
 * A sentence in which no line begins with the sign for per cent.
 * @type {(text: string) => string}
 */
export const unbroken = (text) => text.replaceAll(" %", "\u00A0%");
