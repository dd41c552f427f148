// The viewer: one landscape to hold, with its time, its text and what every point of it does.
import { button, make, readable } from "./build.js";
import { Camera, pick } from "./camera.js";
import { Caption } from "./caption.js";
import { Clock } from "./clock.js";
import { lookOf } from "./colors.js";
import { mapView, paintMap } from "./contour.js";
import { Flight } from "./flight.js";
import { Hands } from "./hands.js";
import { Head } from "./head.js";
import { drawInk, layPaths } from "./ink.js";
import { RunsPanel } from "./panel.js";
import { panelFor } from "./panels.js";
import { positionAt } from "./paths.js";
import { hasWebGL, Relief } from "./relief.js";
import { Scene } from "./scene.js";
import { paintTile } from "./tiles.js";
import { TimeBar } from "./timebar.js";
import { PinBoard } from "./pinboard.js";
import { Pins } from "./pins.js";

const NARROW = 700;
const PAPER = { width: 340, height: 300, ratio: 3 }; // half an A4 page, about 280 dots an inch
const ON_HEAD = 14; // pixels around a marker that belong to it
const sharing = new Map(); // viewers whose cameras move together, by group

export class Viewer {
  /** `plotly`: loads Plotly when 3-D is first needed. `send`: tells Python; null in a stand-alone page. */
  constructor(root, { plotly, send = null, group = "" }) {
    Object.assign(this, {
      root,
      loadPlotly: plotly,
      send,
      group,
      mode: null,
      selected: null,
      rotate: false,
      training: null,
    });
    this.stats = { draws: 0, tipMs: 0 };
    this.camera = new Camera();
    this.canTurn = hasWebGL();
    this.clock = new Clock(() => this.tick());
    this.board = new PinBoard(this);
    this.build();
    this.hands = new Hands(this);
    if (group) sharing.set(group, (sharing.get(group) ?? new Set()).add(this));
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.stage);
    this.paper = [
      ["beforeprint", () => this.toPaper()],
      ["afterprint", () => this.fromPaper()],
    ];
    for (const [name, act] of this.paper) window.addEventListener(name, act);
  }

  build() {
    this.head = new Head(this);
    this.panel = new RunsPanel(this);
    this.timebar = new TimeBar(this);
    this.pins = new Pins(this);
    this.flight = new Flight(this);
    this.caption = new Caption();
    this.plot = make("div", { class: "llv-plot", "aria-hidden": "true" });
    this.map = make("canvas", { class: "llv-map", "aria-hidden": "true" });
    this.ink = make("canvas", {
      class: "llv-ink",
      tabIndex: 0,
      role: "application",
      "aria-roledescription": "landscape",
    });
    this.tipTile = make("canvas", { width: 126, height: 99 });
    this.tipText = make("p", {});
    this.tip = make("div", { class: "llv-tip", hidden: true, "aria-hidden": "true" }, this.tipTile, this.tipText);
    this.ring = make("div", { class: "llv-ring", hidden: true });
    const pin = button("Pin a point", () => this.pinMiddle(), {
      class: "llv-quiet",
      title: "Pins the network at the chosen run, or in the middle; then Walk moves it with the arrow keys",
    });
    this.bar = make("div", { class: "llv-bar" }, this.flight.element, pin);
    this.stage = make(
      "div",
      { class: "llv-stage" },
      this.plot,
      this.map,
      this.ink,
      this.ring,
      this.tip,
      this.caption.empty,
    );
    const main = make("div", { class: "llv-main" }, this.bar, this.stage, this.caption.text, this.caption.key);
    const { line, why, live } = this.caption;
    this.element = make(
      "div",
      { class: "llv" },
      this.head.element,
      make("div", { class: "llv-body" }, main, this.panel.element),
      line,
      why,
      this.timebar.element,
      live,
      this.pins.element,
    );
    this.element.viewer = this;
    this.root.replaceChildren(this.element);
  }

  /** Shows a scene; camera, clock, selection and mode stay, and so do the pins if the place is the same. */
  async show(message) {
    const before = this.scene;
    const scene = new Scene(message);
    this.scene = scene;
    this.look = this.lookNow();
    this.clock.setLast(scene.lastStep);
    if (before?.header.place !== scene.header.place) this.board.clear();
    if (!scene.paths.some((path) => path.key === this.selected)) this.selected = null;
    if (this.mode === null && scene.ground) this.mode = !this.canTurn || window.innerWidth < NARROW ? "map" : "3d";
    this.choosePanel(scene);
    this.element.classList.toggle("llv-large", Boolean(scene.header.hall));
    this.pins.element.classList.toggle("llv-elsewhere", Boolean(this.panel.handles)); // the panel has the handles of pins
    for (const form of ["bare", "compact", "hall", "embed", "lesson", "pair"]) {
      this.element.classList.toggle(`llv-${form}`, scene.header.form === form);
    }
    this.caption.show(scene, this.look);
    this.bar.hidden = !scene.ground;
    this.ink.setAttribute(
      "aria-label",
      `Loss landscape: ${scene.header.title}. ${scene.header.words.lead} Arrow keys turn it, plus and minus zoom, Enter pins a network. The Text view has it in words.`,
    );
    this.head.show(scene);
    this.panel.show(scene, this.look);
    this.timebar.show(scene);
    this.caption.twin(scene, this.panel);
    this.timebar.element.hidden = !scene.ground || !scene.paths.length; // a ground without runs has no time
    if (scene.ground && !before?.ground) {
      this.flight.settle();
      const [first] = this.partners();
      if (first) {
        this.camera = first.camera.copy();
        this.flight.atHome = false;
        this.clock.share = first.clock.share;
      }
    }
    await this.refresh();
    this.board.show();
    if (scene.header.panel?.pins) this.board.offer(scene.header.panel.pins);
    if (scene === this.scene) this.element.dataset.key = scene.header.key;
  }

  /** The view of behaviour that the scene names, in place of another kind's. */
  choosePanel(scene) {
    const Kind = panelFor(scene);
    if (this.panel instanceof Kind) return;
    const panel = new Kind(this);
    this.panel.element.replaceWith(panel.element);
    this.panel = panel;
  }

  lookNow() {
    return lookOf(this.element, this.scene.header.palette, {
      small: window.innerWidth < NARROW,
      large: this.scene.header.form === "hall" || Boolean(this.scene.header.hall),
    });
  }

  /** Draws the ground anew: after new data, another mode, another theme. */
  async refresh() {
    const { scene } = this;
    const three = this.mode === "3d" && scene.ground;
    this.look = this.lookNow();
    this.element.dataset.mode = this.mode ?? "";
    this.head.update();
    this.flight.element.hidden = this.mode !== "3d";
    this.caption.text.hidden = this.mode !== "text";
    this.stage.hidden = this.mode === "text";
    this.map.hidden = this.mode !== "map" || !scene.ground;
    this.plot.hidden = !three;
    if (this.mode === "text") this.caption.twin(scene, this.panel);
    if (this.mode === "text" || !scene.ground) {
      if (!scene.ground) this.wipe();
      return;
    }
    if (three) await this.drawRelief(scene);
    else this.drawMap();
    this.relay();
  }

  async drawRelief(scene) {
    this.relief ??= new Relief(await this.loadPlotly(), this.plot, {
      rendered: () => this.rendered(),
      lost: () => this.lost(),
    });
    if (scene !== this.scene) return; // a newer one came while Plotly loaded
    if (this.flight.atHome) {
      this.flight.settle();
      this.share();
    }
    await this.relief.draw(scene, this.look, this.camera);
  }

  get ratio() {
    return this.printing ? PAPER.ratio : window.devicePixelRatio || 1;
  }

  drawMap() {
    const { map, stage, ratio } = this;
    const width = stage.clientWidth;
    const height = stage.clientHeight;
    if (!width) return;
    map.width = Math.round(width * ratio);
    map.height = Math.round(height * ratio);
    paintMap(map.getContext("2d"), this.scene, this.view(), this.look, ratio);
  }

  /** How figure coordinates fall on the picture now. */
  view() {
    const width = this.ink.clientWidth;
    const height = this.ink.clientHeight;
    if (this.mode !== "3d") return mapView(width, height, width < NARROW - 200);
    return { flat: false, width, height, ...this.camera.projection(width, height) };
  }

  state() {
    return {
      time: this.clock.step,
      moving: this.clock.playing,
      selected: this.selected,
      pins: this.board.pins,
      pin: this.board.walking,
    };
  }

  /** Computes anew where the paths lie on the page, and draws. */
  relay() {
    this.laid = null;
    this.draw();
  }

  draw() {
    const { ink, scene } = this;
    if (!scene?.ground || this.mode === "text" || !ink.clientWidth) return;
    const { ratio } = this;
    const w = Math.round(ink.clientWidth * ratio);
    const h = Math.round(ink.clientHeight * ratio);
    if (ink.width !== w || ink.height !== h) {
      ink.width = w;
      ink.height = h;
    }
    const g = ink.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, ink.clientWidth, ink.clientHeight);
    g.font = `400 14px ${this.look.font}`;
    const view = this.view();
    this.laid ??= layPaths(scene, view);
    const state = this.state();
    drawInk(g, scene, view, this.laid, state, this.look);
    this.heads = state.heads;
    this.stats.draws += 1;
  }

  wipe() {
    this.ink.getContext("2d").clearRect(0, 0, this.ink.width, this.ink.height);
  }

  rendered() {
    if (this.turned) {
      this.turned = false;
      this.relay();
    }
  }

  /** A moment of the clock. */
  get time() {
    return this.clock.step;
  }

  tick() {
    if (!this.scene) return;
    if (this.flight.following) this.flight.track();
    this.draw();
    this.timebar.update();
    this.panel.update(this.scene, this.look);
    for (const other of this.partners()) {
      if (other.clock.share !== this.clock.share) {
        other.clock.share = this.clock.share;
        other.tick();
      }
    }
  }

  /** The other viewers of the group. */
  partners() {
    return [...(sharing.get(this.group) ?? [])].filter((other) => other !== this && other.scene?.ground);
  }

  // Camera.

  /** Moves the camera; other viewers of the group go with it. */
  turn(change) {
    this.flight.atHome = false;
    this.camera.set(change);
    this.aim();
    this.share();
  }

  /** The other viewers of the group look from where this one does. */
  share() {
    for (const other of this.partners()) {
      other.camera = this.camera.copy();
      other.flight.atHome = false;
      other.aim();
    }
  }

  aim() {
    if (this.mode !== "3d" || !this.relief?.inner()) return;
    this.turned = true;
    this.relief.look(this.camera);
    clearTimeout(this.late);
    this.late = setTimeout(() => this.rendered(), 400); // should the browser not draw the frame
  }

  // Hands.

  /** What lies under a pixel: figure coordinates, or null. */
  under([px, py]) {
    const view = this.view();
    return view.flat ? view.pick(px, py) : pick(this.scene.ground, view, px, py);
  }

  hover(at) {
    if (!this.scene?.ground || (at === null && !this.hovered)) return;
    const began = performance.now();
    const spot = at && this.under(at);
    const tile = spot && this.scene.tileNear(spot);
    if (spot && this.panel.paintPoint) {
      this.showPoint(spot, at);
      this.stats.tipMs = performance.now() - began;
      return;
    }
    if (spot && !tile) {
      this.showHeight(spot, at);
      return;
    }
    this.ring.hidden = this.tip.hidden = !tile;
    if (!tile) {
      this.hovered = null;
      return;
    }
    this.tipTile.hidden = false;
    const {
      at: [x, y],
    } = tile;
    const { lift, unit } = this.scene.header;
    if (this.hovered?.tile.values.byteOffset !== tile.values.byteOffset) {
      this.hovered = { tile };
      const [px, py] = this.view().point([x, y, this.scene.ground.height(x, y) + lift]);
      this.ring.style.transform = `translate(${px}px, ${py}px)`;
      paintTile(this.tipTile, this.scene, tile.values, this.look);
      const [ux, uy] = this.scene.inUnits([x, y]);
      const share = tile.share === null ? "" : `, ${Math.round(100 * tile.share)} % by the intended rule`;
      this.tipText.textContent = `The network here (${readable(ux)}, ${readable(uy)}): loss ${readable(tile.loss)} ${unit}${share}`;
    }
    this.placeTip(at);
    this.stats.tipMs = performance.now() - began;
  }

  /** The ring and an empty note at the very point under the pointer. */
  markPoint([x, y]) {
    this.ring.hidden = this.tip.hidden = false;
    this.hovered = { tile: { values: { byteOffset: -1 } } };
    const [px, py] = this.view().point([x, y, this.scene.ground.height(x, y) + this.scene.header.lift]);
    this.ring.style.transform = `translate(${px}px, ${py}px)`;
  }

  /** Before a bet, and where networks have no tiles: how high the ground is, and no more. */
  showHeight(spot, at) {
    const { header } = this.scene;
    const { name, unit } = header.height;
    this.markPoint(spot);
    this.tipTile.hidden = true;
    this.tipText.textContent = `${name[0].toUpperCase()}${name.slice(1)} ${readable(this.scene.valueNear(spot))} ${unit}.${header.veiled && header.runs.length ? " What the network here does is shown after the bet." : ""}`;
    this.placeTip(at);
  }

  /** A lesson whose networks the browser can compute shows what the one under the pointer does. */
  showPoint([x, y], at) {
    this.markPoint([x, y]);
    this.tipTile.hidden = false;
    this.tipText.textContent = this.panel.paintPoint(this.tipTile, this.scene.inUnits([x, y]), this.scene, this.look);
    this.placeTip(at);
  }

  placeTip([x, y]) {
    const left = x + 200 > this.stage.clientWidth ? x - 204 : x + 18;
    const top = Math.min(Math.max(4, y - 60), this.stage.clientHeight - 206);
    this.tip.style.transform = `translate(${left}px, ${top}px)`;
  }

  /** A click: on a marker it chooses the run, elsewhere it pins the network of the nearest node. */
  press(at) {
    const head = this.heads?.find(({ x, y }) => Math.hypot(x - at[0], y - at[1]) <= ON_HEAD);
    if (head) {
      this.select(head.paths[0].key);
      return;
    }
    const spot = this.under(at);
    if (spot) this.board.add(spot);
  }

  select(key) {
    this.selected = this.selected === key ? null : key;
    this.draw();
    this.timebar.update();
    this.panel.update(this.scene, this.look);
  }

  pinMiddle() {
    const chosen = this.scene.paths.find((path) => path.key === this.selected);
    const now = chosen && positionAt(chosen, this.time, 0);
    this.board.add(now ? now.point : [0, 0]);
  }

  // Mode, size, signals.

  setMode(mode) {
    this.mode = mode;
    this.tip.hidden = this.ring.hidden = true;
    this.hovered = null;
    return this.refresh();
  }

  resized() {
    if (!this.scene?.ground || !this.stage.clientWidth) return;
    if (this.mode === "3d" && this.relief?.inner()) {
      if (this.flight.atHome) {
        this.flight.settle();
        this.share();
      }
      this.turned = true;
      this.relief.resize().then(() => this.aim());
    } else if (this.mode === "map") this.drawMap();
    this.relay();
  }

  /** Browsers print no WebGL, so paper gets the map: in light colours, in a size that fits, fine enough for print. */
  toPaper() {
    if (!this.scene?.ground || this.mode === "text" || this.printing) return;
    this.printing = { mode: this.mode };
    Object.assign(this.stage.style, { width: `${PAPER.width}px`, height: `${PAPER.height}px` });
    this.lit().style.colorScheme = "light";
    this.mode = "map";
    this.map.hidden = false;
    this.plot.hidden = true;
    this.look = this.lookNow();
    this.drawMap();
    this.relay();
    this.panel.show(this.scene, this.look);
  }

  /** What carries the colours' names: the app, or the whole page where the viewer stands alone. */
  lit() {
    return this.element.closest(".stApp") ?? document.documentElement;
  }

  fromPaper() {
    if (!this.printing) return;
    const { mode } = this.printing;
    this.printing = null;
    Object.assign(this.stage.style, { width: "", height: "" });
    this.lit().style.colorScheme = "";
    this.look = this.lookNow();
    this.panel.show(this.scene, this.look);
    this.setMode(mode);
  }

  /** The graphics context is gone: the map stands in, and the relief comes back as soon as it can. */
  lost() {
    this.setMode("map");
    this.caption.tell("The browser took the 3-D picture away; the map stands in, and 3-D comes back in a moment.");
    this.relief.clear();
    this.relief = null;
    setTimeout(() => {
      if (this.mode === "map" && this.element.isConnected) this.setMode("3d");
    }, 1500);
  }

  /** News beside the scene: progress and losses of a training, a message, answers about pins. */
  signal({ progress = null, training = null, message = "", pins = [], compare = "" }) {
    this.training = training && { ...training, losses: Float32Array.from(training.losses, (v) => v ?? NaN) };
    this.element.dataset.busy = progress ? "true" : "false";
    this.caption.tell([message, progress?.text].filter(Boolean).join(" "));
    this.element.style.setProperty("--llv-progress", `${100 * (progress?.share ?? 0)}%`);
    this.board.answers(pins, compare, Boolean(progress));
    if (this.scene) this.panel.curves(this.scene, this.look);
  }

  /** The page goes away. */
  close() {
    this.clock.pause();
    this.sizes.disconnect();
    for (const [name, act] of this.paper) window.removeEventListener(name, act);
    clearTimeout(this.late);
    sharing.get(this.group)?.delete(this);
    this.relief?.clear();
  }
}
