// Where the policies go once the coin was moved, and a level to edit and to watch one of them walk.
/** @import { Panel, Run } from "./types/header.js" */
/** @import { Look, PanelNeeds } from "./types/viewer.js" */
/** @import { LevelNow } from "./policy.js" */
/** @import { Scene } from "./scene.js" */
/** @typedef {{ part: string, walls: number[], coin: number, start: number }} Level */
/** @typedef {Panel & { levels: Level[], layers: [string, number[]][], n_played: number }} LevelPanelHeader */
import { percent } from "./bars.js";
import { button, icon, make } from "./build.js";
import { actionsOf, CELLS, COLUMNS, ROWS, walkOf } from "./policy.js";
import { markerSvg } from "./shapes.js";

const KINDS = ["coin", "right", "stuck"];
const TOOLS = /** @type {const} */ (["coin", "wall", "start"]);
const PACE = 260;

export class LevelPanel {
  /** @type {LevelPanelHeader} */
  panel = { kind: "level", levels: [], layers: [], n_played: 1 };
  /** @type {Float32Array} */
  weights = new Float32Array(0);
  lead = "";
  /** Whether the bet is still to come, and the link of the scene. */
  veiled = false;
  link = "";
  /** Which of the levels that came with the lesson is open. */
  number = 0;
  /** @type {LevelNow} */
  level = { walls: new Set(), coin: 0, start: 0 };
  edited = false;
  /** @type {(typeof TOOLS)[number]} */
  tool = "coin";
  /** @type {number[]} */
  actions = [];
  /** @type {number[]} the cells the walker comes to, and at which of them it is */
  walk = [];
  at = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  /** @param {PanelNeeds} needs */
  constructor({ state, select }) {
    this.state = state;
    this.select = select;
    this.title = make("h2", { class: "llv-h2" }, "What each policy does");
    this.bars = make("div", { class: "llv-bars", role: "group", "aria-label": "Policies" });
    this.key = make("p", { class: "llv-rulekey" });
    this.blind = make("p", { class: "llv-soft" });
    this.heading = make("h3", { class: "llv-h3" }, "Walk a level yourself");
    this.grid = make("div", { class: "llv-level", role: "grid", "aria-label": "Level" });
    this.cells = Array.from({ length: CELLS }, (_, cell) => button("", () => this.put(cell), { class: "llv-cell" }));
    for (let row = 0; row < ROWS; row += 1) {
      const cells = this.cells.slice(row * COLUMNS, (row + 1) * COLUMNS);
      const inside = cells.map((one) => make("div", { role: "gridcell" }, one));
      this.grid.append(make("div", { role: "row", class: "llv-level-row" }, ...inside));
    }
    this.tools = TOOLS.map((tool) =>
      button(
        `Move ${tool}`.replace("Move wall", "Walls"),
        () => {
          this.tool = tool;
          this.paint();
        },
        { class: "llv-quiet" },
      ),
    );
    this.who = make("select", { class: "llv-select", "aria-label": "Policy" });
    this.who.addEventListener("change", () => this.reset());
    this.walking = button("Walk", () => this.go(), { class: "llv-button" });
    this.stepping = button("Step", () => this.step(), { class: "llv-button" });
    this.next = button("Another level", () => this.open(this.number + 1), { class: "llv-quiet" });
    this.said = make("p", { class: "llv-answer", role: "status" });
    this.element = make(
      "aside",
      { class: "llv-side llv-tall", "aria-label": "Behaviour" },
      this.title,
      this.bars,
      this.key,
      this.blind,
      make("div", { class: "llv-row llv-walk" }, this.heading, this.who, this.walking, this.stepping),
      make(
        "div",
        { class: "llv-workshop" },
        this.grid,
        make("div", { class: "llv-row", role: "group", "aria-label": "Edit the level" }, ...this.tools, this.next),
      ),
      this.said,
    );
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
  show(scene, look) {
    const { panel_words: words = {}, runs, veiled = false, link = "" } = scene.header;
    const { panel_own: own, panel_moved: moved } = scene.arrays;
    this.panel = /** @type {LevelPanelHeader} */ (scene.header.panel);
    this.weights = scene.arrays.panel_weights;
    this.lead = words.lead ?? "";
    const { panel } = this;
    this.bars.replaceChildren(
      make(
        "p",
        { class: "llv-worlds llv-soft" },
        make("span", {}, words.own ?? "own"),
        make("span", {}, words.moved ?? "moved"),
      ),
      ...runs.map((run, n) => this.row(run, n, look, own, veiled ? null : moved)),
    );
    this.key.replaceChildren(
      ...KINDS.map((kind) =>
        make(
          "span",
          { class: "llv-kind" },
          make("span", { class: `llv-chip llv-goes-${kind}`, "aria-hidden": "true" }),
          words[kind] ?? kind,
        ),
      ),
    );
    this.blind.textContent = veiled ? (words.veiled ?? "") : (words.blind ?? "");
    this.heading.textContent = words.title ?? "Walk a level yourself";
    this.who.replaceChildren(
      ...runs.slice(0, panel.n_played).map((run, n) => make("option", { value: String(n) }, `Policy ${run.letter}`)),
    );
    const uncovered = this.veiled && !veiled && !this.edited;
    this.veiled = veiled;
    if (this.link !== link || uncovered) {
      this.link = link;
      this.open(veiled ? 0 : panel.levels.findIndex((level) => level.part === "shifted"));
    } else this.reset();
  }

  /**
   * @param {Run} run
   * @param {number} n
   * @param {Look} look
   * @param {Float32Array} own
   * @param {Float32Array | null} moved
   */
  row(run, n, look, own, moved) {
    const bars = [own, moved].map((shares) => {
      const bar = make("span", { class: `llv-rulebar${shares ? "" : " llv-unknown"}`, "aria-hidden": "true" });
      if (shares) {
        bar.append(
          ...KINDS.map((kind, k) => {
            const part = make("span", { class: `llv-goes-${kind}` });
            part.style.width = `${100 * shares[3 * n + k]}%`;
            return part;
          }),
        );
      }
      return bar;
    });
    const said = moved
      ? `with the coin moved: ${KINDS.map((kind, k) => `${percent(moved[3 * n + k])} ${kind}`).join(", ")}`
      : "with the coin moved: not shown before the bet";
    return make(
      "button",
      {
        type: "button",
        class: "llv-rule llv-pair-of-bars",
        "aria-label": `Policy ${run.letter}, ${said}`,
        onclick: () => this.select(`run ${n}`),
      },
      markerSvg(run.symbol, run.letter, 10, look.ink, look.bg),
      ...bars,
    );
  }

  /**
   * One of the levels that came with the lesson, as a fresh copy.
   * @param {number} number
   */
  open(number) {
    const { levels } = this.panel;
    this.number = ((number % levels.length) + levels.length) % levels.length;
    const { walls, coin, start } = levels[this.number];
    this.level = { walls: new Set(walls), coin, start };
    this.edited = false;
    this.reset();
  }

  /**
   * Puts what the tool holds on a cell; a wall in the way of coin or start gives way.
   * @param {number} cell
   */
  put(cell) {
    const { walls } = this.level;
    this.edited = true;
    if (this.tool === "wall") {
      if (walls.has(cell)) walls.delete(cell);
      else if (cell !== this.level.coin && cell !== this.level.start) walls.add(cell);
    } else if (cell !== this.level[this.tool === "coin" ? "start" : "coin"]) {
      walls.delete(cell);
      this.level[this.tool] = cell;
    }
    this.reset();
  }

  reset() {
    clearTimeout(this.timer);
    const { weights, panel } = this;
    const n = weights.length / panel.n_played;
    const who = Number(this.who.value || 0);
    this.actions = actionsOf(weights.subarray(who * n, (who + 1) * n), panel.layers, this.level);
    this.walk = walkOf(this.actions, this.level);
    this.at = 0;
    this.said.textContent = this.lead;
    this.paint();
  }

  step() {
    if (this.at >= this.walk.length - 1) this.at = 0;
    else this.at += 1;
    if (this.at === this.walk.length - 1) this.tell();
    this.paint();
  }

  go() {
    clearTimeout(this.timer);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.at = this.walk.length - 1;
      this.tell();
      this.paint();
      return;
    }
    if (this.at >= this.walk.length - 1) this.at = 0;
    const on = () => {
      this.step();
      if (this.at > 0 && this.at < this.walk.length - 1) this.timer = setTimeout(on, PACE);
    };
    on();
  }

  tell() {
    const { coin } = this.level;
    const end = this.walk.at(-1);
    const right = this.walk.some((cell) => cell % COLUMNS === COLUMNS - 1);
    this.said.textContent =
      end === coin
        ? `It took the coin in ${this.walk.length - 1} steps.`
        : right
          ? "It reached the right end, and the coin is still there."
          : "After 30 steps it has neither the coin nor the right end.";
  }

  paint() {
    const { walls, coin, start } = this.level;
    const now = this.walk[this.at];
    const trail = new Set(this.walk.slice(0, this.at + 1));
    this.cells.forEach((one, cell) => {
      /** @type {[string, boolean][]} */
      const here = [
        ["walker", cell === now],
        ["coin", cell === coin],
        ["wall", walls.has(cell)],
        ["start", cell === start],
      ];
      const what = ["walker", "wall", "coin"].find((name) => here.some(([other, is]) => is && name === other));
      const free = trail.has(cell) ? "trail" : "free";
      one.className = `llv-cell llv-is-${what ?? free}${cell === coin ? " llv-has-coin" : ""}`;
      one.replaceChildren(...(cell === now ? [icon("play")] : []));
      const said = here.filter(([, is]) => is).map(([name]) => name);
      const place = `row ${Math.floor(cell / COLUMNS) + 1}, column ${(cell % COLUMNS) + 1}`;
      one.setAttribute("aria-label", `${place}: ${said.join(", ") || "free"}`);
    });
    this.tools.forEach((tool, k) => tool.setAttribute("aria-pressed", String(TOOLS[k] === this.tool)));
  }

  update() {
    const { selected } = this.state;
    this.bars
      .querySelectorAll(".llv-rule")
      .forEach((row, n) => row.setAttribute("aria-pressed", String(selected === `run ${n}`)));
  }

  curves() {}

  /**
   * For the text view: where each policy goes.
   * @param {Scene} scene
   * @returns {string[]}
   */
  words(scene) {
    const {
      header,
      arrays: { panel_own: own, panel_moved: moved },
    } = scene;
    const names = header.panel_words ?? {};
    return header.runs.map((run, n) => {
      /** @type {(shares: Float32Array) => string} */
      const told = (shares) =>
        KINDS.map((kind, k) => `${names[kind] ?? kind} ${percent(shares[3 * n + k])}`).join(", ");
      const later = header.veiled ? "" : ` ${names.moved ?? "Coin moved"}: ${told(moved)}.`;
      return `Policy ${run.letter}. ${names.own ?? "Own coin"}: ${told(own)}.${later}`;
    });
  }
}
