// A network of two weights as what it is: a window that looks at one place of a strip and answers with a gain.
/** @import { Panel } from "./types/header.js" */
/** @import { Drawn, Look, PanelNeeds, Path, Pin, Place } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
/** @typedef {Panel & { cells: Place, training: number[], new: number[] }} StripPanelHeader */
import { aside, button, make, pen, readable } from "./build.js";
import { positionAt } from "./paths.js";
import { hasGround } from "./state.js";
import { markerSvg } from "./shapes.js";

const WINDOW = 0.3;
const MOST = 4;
const WORLDS = /** @type {const} */ (["training", "new"]);

/** @typedef {{ key: string, at: Place, pin?: Pin, path?: Path }} Subject a pin or the end of a run */

/**
 * Weight of every cell of a window at a place; area 1.
 * @param {number} place
 * @param {number} n of cells
 * @param {Place} ends where the first and the last cell are
 */
export function windowAt(place, n, [first, last]) {
  const spacing = (last - first) / (n - 1);
  const area = (Math.sqrt(2 * Math.PI) * WINDOW) / spacing;
  return Array.from(
    { length: n },
    (_, i) => Math.exp(-((first + i * spacing - place) ** 2) / (2 * WINDOW ** 2)) / area,
  );
}

/** @type {(place: number, gain: number, strip: number[], cells: Place) => number} */
export const answer = (place, gain, strip, cells) =>
  gain * windowAt(place, strip.length, cells).reduce((sum, weight, i) => sum + weight * strip[i], 0);

export class StripPanel {
  /** @param {PanelNeeds} needs */
  constructor({ state, clock, board, live }) {
    this.state = state;
    this.clock = clock;
    this.board = board;
    this.live = live;
    this.hasHandles = true;
    this.said = ""; // what the rows were made from
    this.title = make("h2", { class: "llv-h2" }, "What a point does");
    this.heads = make("div", { class: "llv-worlds llv-soft" });
    this.list = make("div", { class: "llv-windows", "aria-live": "off" });
    this.hint = make(
      "p",
      { class: "llv-soft" },
      "Click the ground to pin a point, or a letter to choose a run; Walk moves a pin with the arrow keys.",
    );
    this.element = aside(this.title, this.heads, this.list, this.hint);
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
  show(scene, look) {
    const words = scene.header.panel_words ?? {};
    this.heads.replaceChildren(...WORLDS.map((world) => make("span", {}, words[world] ?? world)));
    this.said = "";
    this.update(scene, look);
  }

  /**
   * The pinned points and the chosen run; with neither, the first two runs.
   * @param {Drawn} scene
   * @returns {Subject[]}
   */
  subjects(scene) {
    /** @type {Subject[]} */
    const subjects = this.board.pins
      .slice(-MOST)
      .map((pin) => ({ key: `pin ${pin.id}`, pin, at: scene.inUnits(pin.point) }));
    const runs = scene.paths.filter((path) => path.ball < 0);
    const chosen = runs.filter((path) => path.key === this.state.selected);
    for (const path of chosen.length || subjects.length ? chosen : runs.slice(0, 2)) {
      const now = positionAt(path, this.clock.step, 0);
      if (now) subjects.push({ key: path.key, path, at: scene.inUnits(now.point) });
    }
    return subjects;
  }

  /**
   * Each subject with its window on both strips.
   * @param {Scene} scene
   * @param {Look} look
   */
  update(scene, look) {
    const subjects = hasGround(scene) ? this.subjects(scene) : [];
    const said = JSON.stringify([
      subjects.map(({ key, at }) => [key, at]),
      scene.header.veiled,
      look.ink,
      this.board.walking,
      this.board.dropping,
    ]);
    if (said === this.said) return;
    this.said = said;
    const rows = subjects.map((subject) => this.row(subject, scene, look));
    this.list.replaceChildren(...rows);
  }

  /**
   * @param {Subject} subject
   * @param {Scene} scene
   * @param {Look} look
   */
  row({ pin, path, at: [place, gain] }, scene, look) {
    const { panel_words: words = {}, runs, veiled } = scene.header;
    const panel = stripOf(scene);
    const answers = WORLDS.map((world) => answer(place, gain, panel[world], panel.cells));
    const run = path && runs[path.run];
    const fill = run?.rule ? look[run.rule] : look.ink;
    const mark = run
      ? markerSvg(run.symbol, run.letter, 10, fill, look.bg)
      : make("b", { class: "llv-pinname" }, pin?.name);
    const charts = WORLDS.map((world, k) => {
      const hidden = veiled && world === "new";
      const canvas = make("canvas", { width: 288, height: 104, class: "llv-window", "aria-hidden": "true" });
      paint(canvas, panel[world], windowAt(place, panel[world].length, panel.cells), look);
      const said = hidden ? "answers: bet first" : `answers ${verdict(answers[k])}`;
      return make("div", {}, canvas, make("p", { class: "llv-answer" }, said));
    });
    const does = veiled ? "" : `, ${doing(answers, words)}`;
    const name = make(
      "p",
      { class: "llv-pointname" },
      mark,
      make("span", {}, `place ${readable(place, 3)}, gain ${readable(gain, 2)}${does}`),
    );
    if (pin) name.append(make("span", { class: "llv-handles" }, ...this.handles(pin)));
    return make("div", { class: "llv-point" }, name, make("div", { class: "llv-worlds" }, ...charts));
  }

  /**
   * What can be done with a pinned point.
   * @param {Pin} pin
   */
  handles(pin) {
    const { board } = this;
    const walk = button("Walk", () => board.walk(pin.id), {
      class: "llv-quiet",
      title: "Move this point with the arrow keys",
      "aria-pressed": String(board.walking === pin.id),
    });
    const drop = button("Drop a ball", () => board.drop(pin.id), {
      class: "llv-quiet",
      disabled: board.dropping,
      title: "Train on from here",
    });
    const unpin = button("Unpin", () => board.remove(pin.id), { class: "llv-quiet" });
    return this.live ? [walk, drop, unpin] : [walk, unpin];
  }

  /**
   * The network under the pointer, on a training strip; says what it is.
   * @param {HTMLCanvasElement} canvas
   * @param {Place} place in units of the view
   * @param {Scene} scene
   * @param {Look} look
   */
  paintPoint(canvas, [place, gain], scene, look) {
    const { training, cells } = stripOf(scene);
    paint(canvas, training, windowAt(place, training.length, cells), look);
    const said = readable(answer(place, gain, training, cells), 2);
    return `The network here looks at ${readable(place, 2)} and answers ${said}`;
  }

  /**
   * The same for the text view: place, gain, and what each point answers on both strips.
   * @param {Scene} scene
   * @returns {string[]}
   */
  words(scene) {
    const { panel_words: words = {}, runs, veiled } = scene.header;
    const panel = stripOf(scene);
    if (!hasGround(scene)) return [];
    return this.subjects(scene).map(({ pin, path, at: [place, gain] }) => {
      const answers = WORLDS.map((world) => answer(place, gain, panel[world], panel.cells));
      const name = path ? `Run ${runs[path.run].letter}` : `Point ${pin?.name}`;
      const said = WORLDS.filter((world) => !(veiled && world === "new")).map(
        (world) => `${words[world] ?? world}: ${verdict(answers[WORLDS.indexOf(world)])}`,
      );
      const does = veiled ? "" : `, ${doing(answers, words)}`;
      return `${name}: place ${readable(place, 3)}, gain ${readable(gain, 2)}${does}. Answers: ${said.join("; ")}.`;
    });
  }

  curves() {}
}

/** @type {(scene: Scene) => StripPanelHeader} */
const stripOf = (scene) => /** @type {StripPanelHeader} */ (scene.header.panel);

/** @type {(value: number) => string} */
const verdict = (value) =>
  `${readable(value, 2)}: ${Math.abs(value) < 0.05 ? "nearly nothing" : value > 0 ? "right" : "wrong"}`;

/**
 * Which rule the answers on both strips speak for, in the lesson's words.
 * @param {number[]} answers on the training strip and on the new one
 * @param {Record<string, string>} words
 */
function doing([training, fresh], words) {
  const rule = fresh < -0.05 ? "proxy" : training > 0.05 && fresh > 0.05 ? "intended" : "elsewhere";
  return words[rule] ?? rule;
}

/**
 * The strip as bars up and down, and where the window looks.
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} strip
 * @param {number[]} weights of the window
 * @param {Look} look
 */
function paint(canvas, strip, weights, look) {
  const g = pen(canvas);
  const { width, height } = canvas;
  const wide = width / strip.length;
  const middle = height / 2;
  const most = Math.max(...weights);
  g.fillStyle = look.panel;
  g.fillRect(0, 0, width, height);
  weights.forEach((weight, i) => {
    g.globalAlpha = 0.55 * (weight / most);
    g.fillStyle = look.control;
    g.fillRect(i * wide, 0, wide, height);
  });
  g.globalAlpha = 1;
  g.fillStyle = look.ink;
  strip.forEach((value, i) =>
    g.fillRect(
      i * wide + 1,
      Math.min(middle, middle - value * 0.44 * height),
      wide - 2,
      Math.max(1, Math.abs(value) * 0.44 * height),
    ),
  );
}
