// The panel beside the landscape: what each run does at the time of the clock, and the loss curves.
import { button, make, readable, unbroken } from "./build.js";
import { drawLosses } from "./losses.js";
import { markerSvg } from "./shapes.js";
import { disagreement, paintTile } from "./tiles.js";

const MOST_TILES = 24;

export class RunsPanel {
  constructor({ state, clock, select }) {
    this.state = state;
    this.clock = clock;
    this.select = select;
    this.summary = make("p", { class: "llv-soft" });
    this.list = make("div", { class: "llv-runs", role: "group", "aria-label": "Runs" });
    this.losses = make("canvas", { class: "llv-losses", role: "img" });
    this.lossTitle = make("h2", { class: "llv-h2" }, "Loss");
    this.runsTitle = make("h2", { class: "llv-h2" }, "What each run does");
    this.element = make(
      "aside",
      { class: "llv-side", "aria-label": "Behaviour and loss" },
      this.runsTitle,
      this.summary,
      this.list,
      this.lossTitle,
      this.losses,
    );
  }

  /** Builds the list anew for a scene. */
  show(scene, look) {
    const { header } = scene;
    const tiles = this.showsTiles(scene) ? header.tiles : null;
    this.runsTitle.hidden = this.summary.hidden = !header.runs.length;
    this.summary.textContent = unbroken(header.words.behaviour);
    this.tiles = header.runs.slice(0, MOST_TILES).map((run, n) => {
      const canvas = tiles
        ? make("canvas", tiles.kind === "images" ? { width: 264, height: 216 } : { width: 96, height: 76 })
        : null;
      const loss = make("span", { class: "llv-loss" });
      const fill = run.rule ? look[run.rule] : look.ink;
      const element = button("", () => this.select(`run ${n}`), {
        class: "llv-run",
        "aria-label": `Run ${run.letter}`,
      });
      element.append(
        ...[
          canvas,
          make("span", { class: "llv-name" }, markerSvg(run.symbol, run.letter, 10, fill, look.bg), loss),
        ].filter(Boolean),
      );
      return { canvas, loss, element, run, key: `run ${n}`, tile: null };
    });
    this.list.classList.toggle("llv-large", tiles?.kind === "images");
    this.list.replaceChildren(...this.tiles.map((tile) => tile.element));
    if (header.runs.length > MOST_TILES) {
      this.list.append(make("p", { class: "llv-soft" }, `The first ${MOST_TILES} of ${header.runs.length} runs.`));
    }
    if (tiles?.kind === "map" && tiles.classes.length <= 4) this.list.append(key(tiles.classes, look));
    this.split = undefined;
    this.update(scene, look);
  }

  /** Before a bet what the runs do is not shown. */
  showsTiles(scene) {
    return scene.hasTiles && !scene.header.veiled;
  }

  /** Brings tiles, losses and the cursor to the clock's step. */
  update(scene, look) {
    const time = this.clock.step;
    const { selected } = this.state;
    const values = this.tiles.map((_, n) => (this.showsTiles(scene) ? scene.runTile(n, time) : null));
    const changed = this.tiles.filter((tile, n) => tile.tile?.byteOffset !== values[n]?.byteOffset);
    if (this.showsTiles(scene) && (changed.length || this.split === undefined)) {
      const sound = values.filter((_, n) => scene.header.runs[n].sound);
      this.split = scene.header.tiles.kind === "map" ? disagreement(sound) : null;
      this.tiles.forEach((tile, n) => {
        tile.tile = values[n];
        paintTile(tile.canvas, scene, values[n], look, { disagree: this.split });
      });
    }
    this.tiles.forEach((tile, n) => {
      const text = `${scene.header.runs[n].sound ? "" : "diverged "}${readable(scene.lossAt(n, time))}`;
      if (tile.loss.textContent !== text) tile.loss.textContent = text;
      tile.element.setAttribute("aria-pressed", String(tile.key === selected));
      tile.element.setAttribute("aria-label", `Run ${tile.run.letter}, loss ${text}`);
    });
    this.curves(scene, look);
  }

  curves(scene, look) {
    const { clock } = this;
    const { training, selected } = this.state;
    const unit = scene.header.unit;
    const own = {
      steps: scene.arrays.steps ?? [],
      losses: scene.arrays.train_loss ?? [],
      nRuns: scene.header.runs.length,
      last: scene.lastStep,
      time: clock.share < 1 ? clock.step : null,
    };
    const shown = training
      ? { steps: training.steps, losses: training.losses, nRuns: training.n_runs, last: training.n_steps }
      : own;
    const run = selected?.startsWith("run") && !training ? Number(selected.slice(4)) : -1;
    this.lossTitle.textContent = training ? "Training loss so far" : unit ? `Training loss, ${unit}` : "Training loss";
    drawLosses(this.losses, { ...shown, selected: run }, look, window.devicePixelRatio || 1);
    this.losses.setAttribute("aria-label", `Training loss of each run over the steps; the Text view has the numbers.`);
  }
}

function key(classes, look) {
  return make(
    "ul",
    { class: "llv-classes", "aria-label": "Classes" },
    ...classes.map((name, n) => {
      const swatch = make("span", { class: "llv-swatch", "aria-hidden": "true" });
      swatch.style.background = look.regions[n % look.regions.length];
      return make("li", {}, swatch, Number.isNaN(Number(name)) ? name : `class ${name}`);
    }),
  );
}
