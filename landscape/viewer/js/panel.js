// The panel beside the landscape: what each run does at the time of the clock, and the loss curves.
/** @import { Run } from "./types/header.js" */
/** @import { Look, PanelNeeds } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
import { button, make, readable, unbroken } from "./build.js";
import { drawLosses } from "./losses.js";
import { markerSvg } from "./shapes.js";
import { disagreement, paintTile } from "./tiles.js";

const MOST_TILES = 24;

/**
 * @typedef {object} RunRow
 * @property {HTMLCanvasElement | null} canvas
 * @property {HTMLElement} loss
 * @property {HTMLElement} element
 * @property {Run} run
 * @property {string} key
 * @property {Uint8Array | null} tile
 */

export class RunsPanel {
  /** @param {PanelNeeds} needs */
  constructor({ state, clock, select }) {
    this.state = state;
    this.clock = clock;
    this.select = select;
    /** @type {Uint8Array | null | undefined} where sound runs differ; undefined when it is not known yet */
    this.split = undefined;
    /** @type {RunRow[]} */
    this.tiles = [];
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

  /**
   * Builds the list anew for a scene.
   * @param {Scene} scene
   * @param {Look} look
   */
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
      if (canvas) element.append(canvas);
      element.append(make("span", { class: "llv-name" }, markerSvg(run.symbol, run.letter, 10, fill, look.bg), loss));
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

  /**
   * Before a bet what the runs do is not shown.
   * @param {Scene} scene
   */
  showsTiles(scene) {
    return scene.hasTiles && !scene.header.veiled;
  }

  /**
   * Brings tiles, losses and the cursor to the clock's step.
   * @param {Scene} scene
   * @param {Look} look
   */
  update(scene, look) {
    const time = this.clock.step;
    const { selected } = this.state;
    if (this.showsTiles(scene)) this.paint(scene, look, time);
    this.tiles.forEach((tile, n) => {
      const text = `${scene.header.runs[n].sound ? "" : "diverged "}${readable(scene.lossAt(n, time))}`;
      if (tile.loss.textContent !== text) tile.loss.textContent = text;
      tile.element.setAttribute("aria-pressed", String(tile.key === selected));
      tile.element.setAttribute("aria-label", `Run ${tile.run.letter}, loss ${text}`);
    });
    this.curves(scene, look);
  }

  /**
   * Tiles that are not those of before, hatched where sound runs differ.
   * @param {Scene} scene
   * @param {Look} look
   * @param {number} time
   */
  paint(scene, look, time) {
    const values = this.tiles.map((_, n) => scene.runTile(n, time));
    const changed = this.tiles.some((row, n) => row.tile?.byteOffset !== values[n].byteOffset);
    if (!changed && this.split !== undefined) return;
    const sound = values.filter((_, n) => scene.header.runs[n].sound);
    this.split = scene.header.tiles?.kind === "map" ? disagreement(sound) : null;
    for (const [n, row] of this.tiles.entries()) {
      row.tile = values[n];
      if (row.canvas) paintTile(row.canvas, scene, values[n], look, { disagree: this.split });
    }
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
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

/**
 * Which colour is which class.
 * @param {string[]} classes
 * @param {Look} look
 */
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
