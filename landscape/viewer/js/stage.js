// The picture itself: the relief or the map, and over it a canvas with paths and words.
/** @import { Laid, Moment, PathHead, Place, PlotlyElement, PlotlyLibrary, View } from "./types/viewer.js" */
/** @import { Camera } from "./camera.js" */
/** @import { Clock } from "./clock.js" */
/** @import { PinBoard } from "./pinboard.js" */
/** @import { State } from "./state.js" */
import { make, pen } from "./build.js";
import { pick } from "./camera.js";
import { mapView, paintMap } from "./contour.js";
import { drawInk, layPaths } from "./ink.js";
import { Relief } from "./relief.js";
import { hasGround } from "./state.js";

const NARROW_MAP = 500;
const LATE = 400; // milliseconds after which the paths follow the camera, should the browser not draw the frame

export class Stage {
  /** @type {Relief | null} */
  relief = null;
  /** @type {Laid[] | null} where the paths lie on the page; null when they moved */
  laid = null;
  /** @type {PathHead[]} */
  heads = [];
  /** Dots a pixel, where it is not the screen that is drawn for. */
  paperRatio = 0;
  draws = 0;
  turned = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  late;

  /**
   * @param {{ state: State, camera: Camera, clock: Clock, board: PinBoard }} shown
   * @param {() => Promise<PlotlyLibrary>} loadPlotly called when 3-D is first needed
   * @param {() => void} lost the browser took the 3-D picture away
   */
  constructor({ state, camera, clock, board }, loadPlotly, lost) {
    this.state = state;
    this.camera = camera;
    this.clock = clock;
    this.board = board;
    this.loadPlotly = loadPlotly;
    this.lost = lost;
    this.plot = /** @type {PlotlyElement} */ (make("div", { class: "llv-plot", "aria-hidden": "true" }));
    this.map = make("canvas", { class: "llv-map", "aria-hidden": "true" });
    this.ink = make("canvas", {
      class: "llv-ink",
      tabIndex: 0,
      role: "application",
      "aria-roledescription": "landscape",
    });
    this.element = make("div", { class: "llv-stage" }, this.plot, this.map, this.ink);
  }

  /**
   * Draws the ground anew.
   * @param {() => void} settle puts the camera home, if it is to be there
   */
  async refresh(settle) {
    const { scene, mode } = this.state;
    const three = mode === "3d" && hasGround(scene);
    this.element.hidden = mode === "text";
    this.map.hidden = mode !== "map" || !hasGround(scene);
    this.plot.hidden = !three;
    if (!hasGround(scene)) this.wipe();
    if (mode === "text" || !hasGround(scene)) return;
    if (three) await this.drawRelief(settle);
    else this.drawMap();
    this.relay();
  }

  /** @param {() => void} settle */
  async drawRelief(settle) {
    const { state } = this;
    const { scene } = state;
    this.relief ??= new Relief(await this.loadPlotly(), this.plot, {
      rendered: () => this.rendered(),
      lost: () => this.lost(),
    });
    if (scene !== state.scene || !hasGround(scene)) return; // a newer one came while Plotly loaded
    settle();
    await this.relief.draw(scene, state.look, this.camera);
  }

  get ratio() {
    return this.paperRatio || window.devicePixelRatio || 1;
  }

  drawMap() {
    const { map, element, ratio } = this;
    const { drawn, look } = this.state;
    const view = this.view();
    if (!element.clientWidth || !view.flat) return;
    map.width = Math.round(element.clientWidth * ratio);
    map.height = Math.round(element.clientHeight * ratio);
    paintMap(pen(map), drawn, view, look, ratio);
  }

  /**
   * How figure coordinates fall on the picture now.
   * @returns {View}
   */
  view() {
    const width = this.ink.clientWidth;
    const height = this.ink.clientHeight;
    if (this.state.mode !== "3d") return mapView(width, height, width < NARROW_MAP);
    return { flat: false, width, height, ...this.camera.projection(width, height) };
  }

  /** @returns {Moment} */
  moment() {
    const { clock, board, state } = this;
    const { step: time, playing: moving } = clock;
    return { time, moving, selected: state.selected, pins: board.pins, pin: board.walking };
  }

  /** Computes anew where the paths lie on the page, and draws. */
  relay() {
    this.laid = null;
    this.draw();
  }

  draw() {
    const { ink, ratio } = this;
    const { scene, mode } = this.state;
    if (!hasGround(scene) || mode === "text" || !ink.clientWidth) return;
    const w = Math.round(ink.clientWidth * ratio);
    const h = Math.round(ink.clientHeight * ratio);
    if (ink.width !== w || ink.height !== h) {
      ink.width = w;
      ink.height = h;
    }
    const { look } = this.state;
    const g = pen(ink);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, ink.clientWidth, ink.clientHeight);
    g.font = `400 14px ${look.font}`;
    const view = this.view();
    this.laid ??= layPaths(scene, view);
    this.heads = drawInk(g, scene, view, this.laid, this.moment(), look);
    this.draws += 1;
  }

  wipe() {
    pen(this.ink).clearRect(0, 0, this.ink.width, this.ink.height);
  }

  rendered() {
    if (!this.turned) return;
    this.turned = false;
    this.relay();
  }

  /** Brings the relief to where the camera is. */
  aim() {
    if (this.state.mode !== "3d" || !this.relief?.inner()) return;
    this.turned = true;
    this.relief.look(this.camera);
    clearTimeout(this.late);
    this.late = setTimeout(() => this.rendered(), LATE);
  }

  /** @param {() => void} settle */
  resized(settle) {
    const { mode, scene } = this.state;
    if (!hasGround(scene) || !this.element.clientWidth) return;
    if (mode === "3d" && this.relief?.inner()) {
      settle();
      this.turned = true;
      this.relief.resize().then(() => this.aim());
    } else if (mode === "map") this.drawMap();
    this.relay();
  }

  /**
   * What lies under a pixel: figure coordinates, or null.
   * @param {Place} pixel
   */
  under([px, py]) {
    const view = this.view();
    return view.flat ? view.pick(px, py) : pick(this.state.drawn.ground, view, px, py);
  }

  /** Lets go of the graphics context. */
  close() {
    clearTimeout(this.late);
    this.relief?.clear();
    this.relief = null;
  }
}
