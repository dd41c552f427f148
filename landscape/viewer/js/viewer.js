// The viewer: one landscape to hold, with its time, its text and what every point of it does.
/** @import { Aim, BehaviourPanel, Mode, News, Place, PlotlyLibrary, Send } from "./types/viewer.js" */
/** @import { Message } from "./message.js" */
import { button, make } from "./build.js";
import { Camera } from "./camera.js";
import { Caption } from "./caption.js";
import { Clock } from "./clock.js";
import { lookOf } from "./colors.js";
import { Flight } from "./flight.js";
import { Group } from "./group.js";
import { Hands } from "./hands.js";
import { Head } from "./head.js";
import { RunsPanel } from "./panel.js";
import { panelFor } from "./panels.js";
import { Paper } from "./paper.js";
import { positionAt } from "./paths.js";
import { PinBoard } from "./pinboard.js";
import { Pins } from "./pins.js";
import { hasWebGL } from "./relief.js";
import { Scene } from "./scene.js";
import { Stage } from "./stage.js";
import { hasGround, State } from "./state.js";
import { TimeBar } from "./timebar.js";
import { Tip } from "./tip.js";

const NARROW = 700;
const ON_HEAD = 14; // pixels around a marker that belong to it
const FORMS = ["bare", "compact", "hall", "embed", "lesson", "pair"];

export class Viewer {
  /**
   * @param {HTMLElement} root
   * @param {object} outside
   * @param {() => Promise<PlotlyLibrary>} outside.plotly loads Plotly when 3-D is first needed
   * @param {Send | null} [outside.send] tells Python; null in a stand-alone page
   * @param {string} [outside.group] viewers of one group move together
   */
  constructor(root, { plotly, send = null, group = "" }) {
    this.state = new State();
    this.camera = new Camera();
    this.canTurn = hasWebGL();
    this.clock = new Clock(() => this.tick());
    const { state, camera, clock } = this;
    this.board = new PinBoard(state, { send, redraw: () => this.showPins(), focus: () => this.stage.ink.focus() });
    this.stage = new Stage({ state, camera, clock, board: this.board }, plotly, () => this.lost());
    this.flight = new Flight({ state, camera, clock, stage: this.stage }, () => this.share());
    this.needs = {
      state,
      clock,
      board: this.board,
      live: Boolean(send),
      select: (/** @type {string} */ key) => this.select(key),
    };
    /** @type {BehaviourPanel} */
    this.panel = new RunsPanel(this.needs);
    this.tip = new Tip(state, this.stage, () => this.panel);
    this.pins = new Pins(this.board, Boolean(send));
    this.timebar = new TimeBar(state, clock);
    this.caption = new Caption();
    this.head = new Head({ state, stage: this.stage }, this.canTurn, (mode) => this.setMode(mode));
    this.bar = make("div", { class: "llv-bar" }, this.flight.element, this.pinButton());
    this.element = Object.assign(this.build(), { viewer: this });
    root.replaceChildren(this.element);
    this.hands = new Hands(
      { state, stage: this.stage, flight: this.flight, board: this.board, tip: this.tip },
      { press: (at) => this.press(at), pinMiddle: () => this.pinMiddle() },
    );
    this.group = new Group(group, this);
    this.sizes = new ResizeObserver(() => this.stage.resized(() => this.settle()));
    this.sizes.observe(this.stage.element);
    this.paper = new Paper(state, this.stage, {
      relook: () => this.relook(),
      setMode: (mode) => this.setMode(mode),
    });
  }

  build() {
    const { line, why, live, text, key, empty } = this.caption;
    this.stage.element.append(empty);
    const main = make("div", { class: "llv-main" }, this.bar, this.stage.element, text, key);
    const body = make("div", { class: "llv-body" }, main, this.panel.element);
    const { head, timebar, pins } = this;
    return make("div", { class: "llv" }, head.element, body, line, why, timebar.element, live, pins.element);
  }

  pinButton() {
    return button("Pin a point", () => this.pinMiddle(), {
      class: "llv-quiet",
      title: "Pins the network at the chosen run, or in the middle; then Walk moves it with the arrow keys",
    });
  }

  /** The scene that is shown. */
  get scene() {
    return this.state.scene;
  }

  /**
   * Shows a scene; camera, clock, selection and mode stay, and so do the pins if the place is the same.
   * @param {Message} message
   */
  async show(message) {
    const { state, caption } = this;
    const before = state.scene;
    const scene = new Scene(message);
    const { header } = scene;
    state.scene = scene;
    state.look = this.lookNow(scene);
    this.clock.setLast(scene.lastStep);
    if (before?.header.place !== header.place) this.board.clear();
    if (!state.chosen) state.selected = null;
    if (state.mode === null && scene.ground) state.mode = !this.canTurn || window.innerWidth < NARROW ? "map" : "3d";
    this.choosePanel(scene);
    this.wear(scene);
    caption.show(scene, state.look);
    this.head.show(scene);
    this.panel.show(scene, state.look);
    this.timebar.show(scene);
    caption.twin(scene, this.panel);
    if (scene.ground && !before?.ground) this.begin();
    await this.refresh();
    this.board.show();
    if (header.panel?.pins) this.board.offer(header.panel.pins);
    if (scene === state.scene) this.element.dataset.key = header.key;
  }

  /**
   * Styles, names and parts by the scene's header.
   * @param {Scene} scene
   */
  wear({ header, ground, paths }) {
    const { classList } = this.element;
    classList.toggle("llv-large", Boolean(header.hall));
    for (const form of FORMS) classList.toggle(`llv-${form}`, header.form === form);
    this.pins.element.classList.toggle("llv-elsewhere", Boolean(this.panel.hasHandles));
    this.bar.hidden = !ground;
    this.timebar.element.hidden = !ground || !paths.length; // a ground without runs has no time
    const keys = "Arrow keys turn it, plus and minus zoom, Enter pins a network. The Text view has it in words.";
    this.stage.ink.setAttribute("aria-label", `Loss landscape: ${header.title}. ${header.words.lead} ${keys}`);
  }

  /** The first picture: from where the others of the group look, or from home. */
  begin() {
    this.flight.settle();
    const [first] = this.group.others;
    if (!first) return;
    this.camera.become(first.camera);
    this.flight.atHome = false;
    this.clock.share = first.clock.share;
  }

  /**
   * The view of behaviour that the scene names, in place of another kind's.
   * @param {Scene} scene
   */
  choosePanel(scene) {
    const Kind = panelFor(scene);
    if (this.panel.constructor === Kind) return;
    const panel = new Kind(this.needs);
    this.panel.element.replaceWith(panel.element);
    this.panel = panel;
  }

  /** @param {Scene} scene */
  lookNow({ header }) {
    const large = header.form === "hall" || Boolean(header.hall);
    return lookOf(this.element, header.palette, { small: window.innerWidth < NARROW, large });
  }

  /** Takes the page's colours anew. */
  relook() {
    if (!this.scene) return;
    this.state.look = this.lookNow(this.scene);
    this.panel.show(this.scene, this.state.look);
  }

  /** Draws the ground anew: after new data, another mode, another theme. */
  async refresh() {
    const { scene, mode } = this.state;
    if (!scene) return;
    this.state.look = this.lookNow(scene);
    this.element.dataset.mode = mode ?? "";
    this.head.update();
    this.flight.element.hidden = mode !== "3d";
    this.caption.text.hidden = mode !== "text";
    if (mode === "text") this.caption.twin(scene, this.panel);
    await this.stage.refresh(() => this.settle());
  }

  /** Puts the camera home anew, unless somebody has moved it. */
  settle() {
    if (!this.flight.atHome) return;
    this.flight.settle();
    this.share();
  }

  /** A moment of the clock. */
  tick() {
    const { scene, clock } = this;
    if (!scene) return;
    if (this.flight.following) this.flight.track();
    this.stage.draw();
    this.followTime();
    for (const other of this.group.others) {
      if (other.clock.share === clock.share) continue;
      other.clock.share = clock.share;
      other.tick();
    }
  }

  followTime() {
    this.timebar.update();
    if (this.scene) this.panel.update(this.scene, this.state.look);
  }

  /** The other viewers of the group look from where this one does. */
  share() {
    for (const other of this.group.others) other.flight.lookFrom(this.camera);
  }

  /** @param {Aim} change moves the camera */
  turn(change) {
    this.flight.turn(change);
  }

  /**
   * A click: on a marker it chooses the run, elsewhere it pins the network of the nearest node.
   * @param {Place} at
   */
  press(at) {
    const head = this.stage.heads.find(({ x, y }) => Math.hypot(x - at[0], y - at[1]) <= ON_HEAD);
    const spot = head ? null : this.stage.under(at);
    if (head) this.select(head.paths[0].key);
    else if (spot) this.board.add(spot);
  }

  /** @param {string} key */
  select(key) {
    this.state.choose(key);
    this.stage.draw();
    this.followTime();
  }

  pinMiddle() {
    const { chosen } = this.state;
    const now = chosen && positionAt(chosen, this.clock.step, 0);
    this.board.add(now ? [now.point[0], now.point[1]] : [0, 0]);
  }

  /** The pins have changed, or what is known of them. */
  showPins() {
    const { state, pins } = this;
    const { scene } = state;
    pins.element.hidden = !hasGround(scene);
    if (!hasGround(scene)) return;
    pins.show(scene, state.look);
    this.panel.update(scene, state.look);
    if (state.mode === "text") this.caption.twin(scene, this.panel);
    this.stage.draw();
  }

  /** @param {Mode | null} mode */
  setMode(mode) {
    this.state.mode = mode;
    this.tip.hide();
    return this.refresh();
  }

  /** The graphics context is gone: the map stands in, and the relief comes back as soon as it can. */
  lost() {
    this.setMode("map");
    this.caption.tell("The browser took the 3-D picture away; the map stands in, and 3-D comes back in a moment.");
    this.stage.close();
    setTimeout(() => {
      if (this.state.mode === "map" && this.element.isConnected) this.setMode("3d");
    }, 1500);
  }

  /**
   * News beside the scene: progress and losses of a training, a message, answers about pins.
   * @param {Omit<News, "slot">} news
   */
  signal({ progress = null, training = null, message = "", pins = [], compare = "" }) {
    this.state.training = training && { ...training, losses: Float32Array.from(training.losses, (v) => v ?? NaN) };
    this.element.dataset.busy = progress ? "true" : "false";
    this.caption.tell([message, progress?.text].filter(Boolean).join(" "));
    this.element.style.setProperty("--llv-progress", `${100 * (progress?.share ?? 0)}%`);
    this.board.answers(pins, compare, Boolean(progress));
    if (this.scene) this.panel.curves(this.scene, this.state.look);
  }

  /** The page goes away. */
  close() {
    this.clock.pause();
    this.sizes.disconnect();
    this.paper.close();
    this.group.leave();
    this.stage.close();
  }
}
