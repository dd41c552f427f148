// Play, pause, step, scrub and speed.
import { button, icon, make, readable } from "./build.js";

const SPEEDS = [
  [0.25, "0.25\u00d7"],
  [1, "1\u00d7"],
  [4, "4\u00d7"],
];

export class TimeBar {
  constructor(viewer) {
    const { clock } = viewer;
    this.viewer = viewer;
    this.play = button("", () => clock.toggle(), { class: "llv-button llv-play" });
    this.back = button("", () => clock.stepBy(viewer.scene.keptSteps, -1), {
      class: "llv-icon",
      "aria-label": "One step back",
    });
    this.next = button("", () => clock.stepBy(viewer.scene.keptSteps, 1), {
      class: "llv-icon",
      "aria-label": "One step on",
    });
    this.back.append(icon("previous"));
    this.next.append(icon("next"));
    this.range = make("input", {
      type: "range",
      min: 0,
      max: 1000,
      step: 1,
      class: "llv-range",
      "aria-label": "Step of training",
    });
    this.range.addEventListener("input", () => {
      const share = this.range.value / 1000;
      clock.pause();
      clock.seek(share);
    });
    this.ticks = make("div", { class: "llv-ticks", "aria-hidden": "true" });
    this.now = make("span", { class: "llv-now" });
    this.speed = make(
      "select",
      {
        class: "llv-select",
        "aria-label": "Speed",
        onchange: () => {
          clock.speed = Number(this.speed.value);
        },
      },
      ...SPEEDS.map(([value, text]) => make("option", { value, selected: value === 1 }, text)),
    );
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

  show(scene) {
    const last = scene.lastStep;
    const marks = [0, ...[5, 50, 500, 5000].filter((s) => s < last / 2), last];
    this.ticks.replaceChildren(
      ...marks.map((s) => {
        const tick = make("span", {}, `${s}`);
        tick.style.left = `${100 * this.viewer.clock.shareOf(s)}%`;
        return tick;
      }),
    );
    this.update();
  }

  update() {
    const { clock, selected, scene } = this.viewer;
    const step = Math.round(clock.step);
    const place = String(Math.round(1000 * clock.share));
    if (this.range.value !== place) this.range.value = place;
    this.range.style.setProperty("--llv-share", `${100 * clock.share}%`);
    this.range.setAttribute("aria-valuetext", `step ${step}`);
    const chosen = scene.paths.find((path) => path.key === selected);
    const loss =
      chosen && chosen.ball < 0 ? `run ${chosen.letter} loss ${readable(scene.lossAt(chosen.run, clock.step))}` : "";
    const text = `step ${step}${loss ? `  ${loss}` : ""}`;
    if (this.now.textContent !== text) this.now.textContent = text;
    const name = clock.playing ? "Pause" : "Play";
    if (this.play.dataset.name !== name) {
      this.play.dataset.name = name;
      this.play.replaceChildren(icon(name.toLowerCase()), name);
    }
  }
}
