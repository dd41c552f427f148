// The text twin: what is plotted, where each run ends and what differs, in sentences and a table.
import { make } from "./build.js";

/** `more`: what the view of behaviour says in words. */
export function textTwin({ header }, more = []) {
  const { words } = header;
  const plotted = header.height
    ? `Height is the ${header.height.name}${header.height.logarithmic ? " on a logarithmic scale" : ""}, from ${header.height.ticks[0]?.[1]} to ${header.height.ticks.at(-1)?.[1]}${header.height.name === header.height.title ? "" : ` ${header.height.unit}`}, over ${header.axes[0]} and ${header.axes[1]}.`
    : "There is no picture of this scene.";
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
