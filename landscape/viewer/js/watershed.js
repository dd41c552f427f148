// Where each of a thousand starts ended: the watershed between two valleys, drawn over the box of the starts.
/** @import { Header, Panel } from "./types/header.js" */
/** @import { Look, Place } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
/** @typedef {Panel & { box: [Place, Place] }} WatershedPanelHeader */
import { ruleKey, rulesIn } from "./bars.js";
import { aside, make, pen } from "./build.js";

const WIDE = 640;
const HIGH = 360;

export class WatershedPanel {
  constructor() {
    this.title = make("h2", { class: "llv-h2" }, "Where each start ends");
    this.canvas = make("canvas", { width: WIDE, height: HIGH, class: "llv-watershed", role: "img" });
    this.axes = make("p", { class: "llv-soft" });
    this.counts = make("div", { class: "llv-counts" });
    this.key = make("div", {});
    this.lead = make("p", { class: "llv-soft" });
    this.element = aside(this.title, this.canvas, this.axes, this.key, this.counts, this.lead);
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
  show(scene, look) {
    const { header, arrays } = scene;
    const words = header.panel_words ?? {};
    const { panel_starts: starts, panel_rule: rules = null } = arrays;
    const [[x0, x1], [y0, y1]] = /** @type {WatershedPanelHeader} */ (header.panel).box;
    const n = starts.length / 2;
    const g = pen(this.canvas);
    g.fillStyle = look.panel;
    g.fillRect(0, 0, WIDE, HIGH);
    for (let i = 0; i < n; i += 1) {
      const x = ((starts[2 * i] - x0) / (x1 - x0)) * WIDE;
      const y = (1 - (starts[2 * i + 1] - y0) / (y1 - y0)) * HIGH;
      const rule = rules?.[i] ?? 2;
      g.fillStyle = g.strokeStyle = [look.proxy, look.intended, look.ink][rule];
      g.lineWidth = 2.4;
      g.beginPath();
      if (rule === 0) {
        g.rect(x - 4, y - 4, 8, 8);
        g.stroke();
      } else {
        g.arc(x, y, rule === 1 ? 5 : 2.4, 0, 2 * Math.PI);
        g.fill();
      }
    }
    const counts = rules && countsOf(rules);
    this.canvas.setAttribute("aria-label", countsSentence(rules, header, n));
    this.axes.textContent = words.axes ?? "";
    this.key.replaceChildren(...(header.veiled ? [] : [ruleKey(words)]));
    this.counts.replaceChildren(
      ...(!counts || header.veiled
        ? []
        : ["proxy", "intended"].map((rule, k) => {
            const bar = make("span", { class: `llv-bar-${rule} llv-count` });
            bar.style.width = `${(60 * counts[k]) / n}%`;
            return make("p", {}, bar, make("span", {}, `${counts[k]} of ${n}`));
          })),
    );
    this.lead.textContent = header.veiled ? (words.veiled ?? "") : (words.lead ?? "");
  }

  /**
   * The same for the text view.
   * @param {Scene} scene
   * @returns {string[]}
   */
  words({ header, arrays }) {
    const words = header.panel_words ?? {};
    return [
      words.axes,
      countsSentence(arrays.panel_rule, header, arrays.panel_starts.length / 2),
      header.veiled ? "" : words.lead,
    ].filter(Boolean);
  }

  update() {}

  curves() {}
}

/** @type {(rules: Uint8Array) => number[]} */
const countsOf = (rules) => [0, 1, 2].map((rule) => rules.filter((value) => value === rule).length);

/**
 * @param {Uint8Array | null | undefined} rules
 * @param {Header} header
 * @param {number} n
 */
function countsSentence(rules, header, n) {
  if (!rules) return `${n} starts; where each ends is shown after the bet.`;
  const names = rulesIn(header);
  const [proxy, intended, neither] = countsOf(rules);
  return `Of ${n} starts, ${proxy} end ${names.proxy}, ${intended} ${names.intended}, ${neither} by neither.`;
}
