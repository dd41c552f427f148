// The words around the picture: how true it is, what its colours mean, and the line that tells the news.
/** @import { BehaviourPanel, Look, Shown, Stop } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
import { button, make, unbroken } from "./build.js";
import { MIXED } from "./colors.js";
import { hasGround } from "./state.js";
import { textTwin } from "./text.js";
import { truthFigure } from "./truth.js";

export class Caption {
  constructor() {
    this.lead = make("b", {});
    this.badge = make("span", {});
    this.why = make("div", { class: "llv-why", hidden: true });
    this.ask = button("How true is this?", () => this.open(), { class: "llv-ask", "aria-expanded": "false" });
    this.line = make("p", { class: "llv-badge" }, this.lead, " ", this.badge, " ", this.ask);
    this.live = make("p", { class: "llv-live", role: "status" });
    this.key = make("div", { class: "llv-key" });
    this.empty = make("p", { class: "llv-empty", hidden: true });
    this.text = make("div", { class: "llv-text", hidden: true });
    this.news = "";
    this.rest = ""; // what stands in the line without news
    this.nothing = ""; // what stands in place of a picture
  }

  open() {
    this.why.hidden = !this.why.hidden;
    this.ask.setAttribute("aria-expanded", String(!this.why.hidden));
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
  show(scene, look) {
    const { header } = scene;
    const { words } = header;
    this.rest = words.below.join(" ");
    this.nothing = words.below.at(-1) ?? "";
    this.lead.textContent = words.lead;
    this.badge.textContent = unbroken(words.badge);
    this.line.hidden = !words.lead;
    const truth = hasGround(scene) ? truthFigure(scene, look) : null;
    this.why.replaceChildren(
      ...(truth ? [truth] : []),
      make("div", {}, ...words.why.map((text) => make("p", {}, text))),
    );
    this.empty.hidden = hasGround(scene);
    this.key.hidden = !hasGround(scene);
    if (hasGround(scene)) this.keyOf(scene.header, look);
    this.tell(this.news);
  }

  /**
   * The text view, with what the view of behaviour beside it says.
   * @param {Scene} scene
   * @param {BehaviourPanel} panel
   */
  twin(scene, panel) {
    const more = panel.words?.(scene) ?? [];
    this.text.replaceChildren(...(scene.header.runs.length || more.length ? textTwin(scene, more) : []));
  }

  /** News in place of the words at rest; without news, those again. */
  tell(news = "") {
    this.news = news;
    const said = news || this.rest || "";
    if (this.live.textContent !== said) this.live.textContent = said;
    if (!this.empty.hidden) this.empty.textContent = news || this.nothing || "";
  }

  /**
   * Where the colour is the rule, a lesson's own words for the two stand at the ends.
   * @param {Shown} header
   * @param {Look} look
   */
  keyOf({ color, height, panel_words: own }, look) {
    const ramp = make("span", { class: `llv-ramp${color?.by_rule ? " llv-rules" : ""}`, "aria-hidden": "true" });
    const [low, high] = color ? color.texts : [height.ticks[0][1], height.ticks.at(-1)?.[1] ?? ""];
    /** @type {Stop[]} */
    const stops = color?.by_rule
      ? [
          [0, look.proxy],
          [0.5, MIXED],
          [1, look.intended],
        ]
      : look.ground;
    ramp.style.background = `linear-gradient(90deg, ${stops.map(([at, c]) => `${c} ${100 * at}%`).join(", ")})`;
    const [title, first, last] =
      color?.by_rule && own?.proxy && own.intended
        ? ["", own.proxy, own.intended]
        : color?.by_rule
          ? [color.title, "proxy 0", "1 intended"]
          : [color ? color.title : height.title, low, high];
    this.key.replaceChildren(
      ...[title, first, ramp, last]
        .filter(Boolean)
        .map((part) => (typeof part === "string" ? make("span", {}, part) : part)),
    );
  }
}
