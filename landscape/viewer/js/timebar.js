// Play, pause, step, scrub and speed.
/** @import { Clock } from "./clock.js" */
/** @import { Scene } from "./scene.js" */
/** @import { State } from "./state.js" */
import { button, icon, make, readable } from "./build.js";

/** @type {[number, string][]} */
const SPEEDS = [
  [0.25, "0.25\u00d7"],
  [1, "1\u00d7"],
  [4, "4\u00d7"],
];

export class TimeBar {
  /**
   * @param {State} state
   * @param {Clock} clock
   */
  constructor(state, clock) {
    this.state = state;
    this.clock = clock;
    this.play = button("", () => clock.toggle(), { class: "llv-button llv-play" });
    this.back = button("", () => this.step(-1), { class: "llv-icon", "aria-label": "One step back" });
    this.next = button("", () => this.step(1), { class: "llv-icon", "aria-label": "One step on" });
    this.back.append(icon("previous"));
    this.next.append(icon("next"));
    this.range = make("input", {
      type: "range",
      min: "0",
      max: "1000",
      step: "1",
      class: "llv-range",
      "aria-label": "Step of training",
    });
    this.range.addEventListener("input", () => {
      const share = Number(this.range.value) / 1000;
      clock.pause();
      clock.seek(share);
    });
    this.ticks = make("div", { class: "llv-ticks", "aria-hidden": "true" });
    this.now = make("span", { class: "llv-now" });
    this.speed = make(
      "select",
      { class: "llv-select", "aria-label": "Speed" },
      ...SPEEDS.map(([value, text]) => make("option", { value: String(value), selected: value === 1 }, text)),
    );
    this.speed.addEventListener("change", () => {
      clock.speed = Number(this.speed.value);
    });
    this.element = make(
      "div",
      { class: "llv-time", role: "group", "aria-label": "Time" },
      this.back,
      this.play,
      this.next,
      make("div", { class: "llv-track" }, this.range, this.ticks),
      this.now,
      this.speed,
    );
  }

  /** @param {1 | -1} direction */
  step(direction) {
    if (this.state.scene) this.clock.stepBy(this.state.scene.keptSteps, direction);
  }

  /** @param {Scene} scene */
  show(scene) {
    const last = scene.lastStep;
    const marks = [0, ...[5, 50, 500, 5000].filter((s) => s < last / 2), last];
    this.ticks.replaceChildren(
      ...marks.map((s) => {
        const tick = make("span", {}, `${s}`);
        tick.style.left = `${100 * this.clock.shareOf(s)}%`;
        return tick;
      }),
    );
    this.update();
  }

  update() {
    const { clock } = this;
    const { chosen, scene } = this.state;
    const step = Math.round(clock.step);
    const place = String(Math.round(1000 * clock.share));
    if (this.range.value !== place) this.range.value = place;
    this.range.style.setProperty("--llv-share", `${100 * clock.share}%`);
    this.range.setAttribute("aria-valuetext", `step ${step}`);
    const loss =
      scene && chosen && chosen.ball < 0
        ? `run ${chosen.letter} loss ${readable(scene.lossAt(chosen.run, clock.step))}`
        : "";
    const text = `step ${step}${loss ? `  ${loss}` : ""}`;
    if (this.now.textContent !== text) this.now.textContent = text;
    const name = clock.playing ? "Pause" : "Play";
    if (this.play.dataset.name !== name) {
      this.play.dataset.name = name;
      this.play.replaceChildren(icon(clock.playing ? "pause" : "play"), name);
    }
  }
}
