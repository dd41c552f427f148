// A hundred networks with one score: probe two of them on inputs of your choice, then see what all of them do.
/** @import { Panel } from "./types/header.js" */
/** @import { Look, Place } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
/** @typedef {Panel & { features: string[], classes: string[], pair: Place, n_probes: number }} TwinsPanelHeader */
import { rulesIn, spread, spreadSentence } from "./bars.js";
import { aside, button, make } from "./build.js";

export class TwinsPanel {
  /** @type {Scene | null} */
  #scene = null;
  /** @type {number[]} what stands on the switches, 0 or 1 */
  values = [];
  /** @type {{ values: number[], found: number[] }[]} the probes so far, and the class each network gave */
  asked = [];
  /** @type {Place} the numbers of the two networks */
  pair = [0, 1];
  key = "";

  constructor() {
    this.title = make("h2", { class: "llv-h2" }, "Can you tell two apart?");
    this.lead = make("p", { class: "llv-soft" });
    this.inputs = make("div", { class: "llv-switches", role: "group", "aria-label": "Input" });
    this.ask = button("Ask both", () => this.probe(), { class: "llv-button" });
    this.other = button("Another pair", () => this.again(), { class: "llv-quiet" });
    this.said = make("p", { class: "llv-answer", role: "status" });
    this.log = make("ol", { class: "llv-probes" });
    this.all = make("div", {});
    this.element = aside(
      this.title,
      this.lead,
      this.inputs,
      make("div", { class: "llv-row" }, this.ask, this.other),
      this.said,
      this.log,
      this.all,
    );
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
  show(scene, look) {
    const { panel_words: words = {}, link = "" } = scene.header;
    this.#scene = scene;
    const { panel } = this;
    if (this.key !== link) {
      this.key = link;
      this.pair = panel.pair;
      this.restart();
    }
    this.lead.textContent = words.question ?? "";
    this.other.hidden = scene.header.veiled === true; // before the bet the answers of one pair are here
    this.inputs.replaceChildren(
      ...panel.features.map((name, k) => {
        const flip = button(
          "",
          () => {
            this.values[k] = 1 - this.values[k];
            this.paint();
          },
          { class: "llv-switch" },
        );
        return make("label", { class: "llv-field" }, name, flip);
      }),
    );
    this.all.replaceChildren(
      ...(scene.header.veiled
        ? [make("p", { class: "llv-soft" }, words.veiled ?? "")]
        : [
            make("h3", { class: "llv-h3" }, words.all ?? "All of them, when the two rules disagree"),
            spread(
              scene.arrays.panel_share,
              look,
              spreadSentence(scene.arrays.panel_share, scene.header),
              rulesIn(scene.header),
            ),
            make("p", { class: "llv-soft" }, words.spread ?? ""),
          ]),
    );
    this.paint();
  }

  /** The scene that was shown last. */
  get scene() {
    if (!this.#scene) throw new Error("no scene was shown yet");
    return this.#scene;
  }

  get panel() {
    return /** @type {TwinsPanelHeader} */ (this.scene.header.panel);
  }

  restart() {
    this.values = this.panel.features.map(() => 0);
    this.asked = [];
    this.said.textContent = "";
  }

  /** Two other networks, drawn by the browser; the probes begin anew. */
  again() {
    const n = this.scene.arrays.panel_test_accuracy.length;
    const first = Math.floor(Math.random() * n);
    this.pair = [first, (first + 1 + Math.floor(Math.random() * (n - 1))) % n];
    this.restart();
    this.paint();
  }

  /** Both networks on the chosen input, if a probe is left. */
  probe() {
    const { panel } = this;
    const { panel_words: words = {} } = this.scene.header;
    const { panel_answers: answers, panel_inside: inside } = this.scene.arrays;
    if (this.asked.length >= panel.n_probes) return;
    const corner = this.values.reduce((sum, value) => 2 * sum + value, 0);
    const n = inside.length;
    const found = this.pair.map((net) => answers[net * n + corner]);
    this.asked.push({ values: [...this.values], found });
    const said = found[0] === found[1] ? "They agree" : "They differ";
    const seen = words.inside ?? "like those of training";
    const where = inside[corner] ? seen : (words.outside ?? "never seen in training");
    this.said.textContent = `${said} here, on an input ${where}. ${panel.n_probes - this.asked.length} probes left.`;
    this.paint();
  }

  /**
   * The letter of a run that is drawn, else its number.
   * @param {number} n
   */
  name(n) {
    return this.scene.header.runs[n]?.letter ?? `${n + 1}`;
  }

  paint() {
    const { panel } = this;
    const [one, two] = this.pair;
    const done = this.asked.length >= panel.n_probes;
    this.inputs.querySelectorAll(".llv-switch").forEach((flip, k) => {
      flip.textContent = this.values[k] ? "+1" : "\u22121";
      flip.setAttribute(
        "aria-label",
        `${panel.features[k]} is ${this.values[k] ? "plus" : "minus"} one; press to flip`,
      );
    });
    this.title.textContent = `Can you tell networks ${this.name(one)} and ${this.name(two)} apart?`;
    this.ask.disabled = done;
    this.ask.textContent = done ? "No probes left" : `Ask both (${panel.n_probes - this.asked.length} left)`;
    this.log.replaceChildren(
      ...this.asked.map(({ values, found }) => {
        const apart = found[0] !== found[1];
        const classes = found.map((k) => panel.classes[k] ?? "?");
        const input = values.map((v) => (v ? "+" : "\u2212")).join(" ");
        const said = apart ? `${classes[0]} against ${classes[1]}` : `both ${classes[0]}`;
        return make("li", { class: apart ? "llv-apart" : "" }, `${input}: ${said}`);
      }),
    );
  }

  /**
   * For the text view: what all networks do; the probes are buttons and stay beside it.
   * @param {Scene} scene
   * @returns {string[]}
   */
  words({ header, arrays }) {
    const words = header.panel_words ?? {};
    return (
      header.veiled
        ? [words.lead, words.veiled]
        : [
            words.lead,
            `${words.all ?? "All of them, when the two rules disagree"}: ${spreadSentence(arrays.panel_share, header)}`,
            words.spread,
          ]
    ).filter(Boolean);
  }

  update() {}

  curves() {}
}
