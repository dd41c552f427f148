// The text twin: what is plotted, where each run ends and what differs, in sentences and a table.
/** @import { Shown } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
import { make } from "./build.js";
import { hasGround } from "./state.js";

/**
 * A scene in paragraphs and a table.
 * @param {Scene} scene
 * @param {string[]} [more] what the view of behaviour says in words
 * @returns {HTMLElement[]}
 */
export function textTwin(scene, more = []) {
  const { header } = scene;
  const { words } = header;
  const plotted = hasGround(scene) ? plottedIn(scene.header) : "There is no picture of this scene.";
  const paragraphs = [plotted, `${words.lead} ${words.badge}`.trim(), words.behaviour, ...more, ...words.below].filter(
    Boolean,
  );
  if (!words.rows?.length) return paragraphs.map((text) => make("p", {}, text));
  const table = make(
    "table",
    { class: "llv-table" },
    make("caption", {}, `Each run at its end${header.unit ? `; losses in ${header.unit}` : ""}`),
    make("thead", {}, make("tr", {}, ...words.columns.map((column) => make("th", { scope: "col" }, column)))),
    make(
      "tbody",
      {},
      ...words.rows.map(([first, ...rest]) =>
        make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((cell) => make("td", {}, cell))),
      ),
    ),
  );
  return [
    ...paragraphs.map((text) => make("p", {}, text)),
    make("div", { class: "llv-wide", tabIndex: 0, role: "region", "aria-label": "The runs in numbers" }, table),
  ];
}

/**
 * What height and the two axes are.
 * @param {Shown} header
 */
function plottedIn({ height, axes }) {
  const scale = height.logarithmic ? " on a logarithmic scale" : "";
  const range = `from ${height.ticks[0]?.[1]} to ${height.ticks.at(-1)?.[1]}`;
  const unit = height.name === height.title ? "" : ` ${height.unit}`;
  return `Height is the ${height.name}${scale}, ${range}${unit}, over ${axes[0]} and ${axes[1]}.`;
}
