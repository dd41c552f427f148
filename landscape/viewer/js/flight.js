// Where the camera goes: the first view, a few named ones, and along with a run.
/** @import { Aim, Triple } from "./types/viewer.js" */
/** @import { Clock } from "./clock.js" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./state.js" */
import { button, make } from "./build.js";
import { BASE, Camera, HIGHEST, HOME_ELEVATION, toScene } from "./camera.js";
import { positionAt } from "./paths.js";

const PAD = { left: 84, right: 28, top: 34, bottom: 38 };
const SMALL_PAD = { left: 62, right: 14, top: 26, bottom: 30 };
const NARROW = 700;
const SECONDS = 0.35;
const NEAR = 1.1;
const SIDE_ELEVATION = (14 * Math.PI) / 180;

export class Flight {
  /** Whether the camera is where the first view puts it; it then follows a change of size. */
  atHome = true;
  /** Whether the chosen run is kept in the middle. */
  following = false;
  /** Whether one finger turns the picture; else it scrolls the page. */
  rotate = false;
  frame = 0;

  /**
   * @param {{ state: State, camera: Camera, clock: Clock, stage: Stage }} shown
   * @param {() => void} moved the camera was moved by hand or flight
   */
  constructor({ state, camera, clock, stage }, moved) {
    this.state = state;
    this.camera = camera;
    this.clock = clock;
    this.stage = stage;
    this.moved = moved;
    /** @type {(name: string, act: () => void, title: string) => HTMLButtonElement} */
    const look = (name, act, title) => button(name, act, { class: "llv-quiet", title });
    this.followButton = look("Follow", () => this.follow(), "Keeps the chosen run in the middle");
    this.rotateButton = look(
      "Rotate",
      () => this.toggleRotate(),
      "Turn with one finger; otherwise one finger scrolls the page",
    );
    this.rotateButton.classList.add("llv-touch");
    for (const pressed of [this.followButton, this.rotateButton]) pressed.setAttribute("aria-pressed", "false");
    this.element = make(
      "div",
      { class: "llv-cameras", role: "group", "aria-label": "Camera" },
      look("Tilt", () => this.to({ elevation: HOME_ELEVATION }), "Seen at a slant"),
      look("Top", () => this.to({ elevation: HIGHEST, azimuth: -Math.PI / 2 }), "Seen from above"),
      look("Side", () => this.to({ elevation: SIDE_ELEVATION }), "Seen from the side"),
      this.followButton,
      look("Home", () => this.home(), "The first view"),
      this.rotateButton,
    );
  }

  /**
   * Moves the camera; other viewers of the group go with it.
   * @param {Aim} change
   */
  turn(change) {
    this.atHome = false;
    this.camera.set(change);
    this.stage.aim();
    this.moved();
  }

  /** @param {Camera} camera of another viewer */
  lookFrom(camera) {
    this.camera.become(camera);
    this.atHome = false;
    this.stage.aim();
  }

  /** A camera that shows the whole block from the side that hides least of the paths. */
  homeCamera() {
    const { drawn } = this.state;
    const { clientWidth: width, clientHeight: height } = this.stage.element;
    const camera = new Camera(drawn.header.home_azimuth);
    if (width) camera.fit(drawn.outline(BASE), width, height, width < NARROW ? SMALL_PAD : PAD);
    return camera;
  }

  /** Puts the camera there without a flight, as after a change of size. */
  settle() {
    this.camera.become(this.homeCamera());
    this.atHome = true;
  }

  home() {
    this.stop();
    this.to(this.homeCamera(), () => {
      this.atHome = true;
    });
  }

  /**
   * Goes to a view, quickly and smoothly; at once where motion is not wanted.
   * @param {Aim} goal
   */
  to(goal, then = () => {}) {
    const from = this.camera.copy();
    const end = from.copy();
    end.set(goal);
    const turn = Math.atan2(Math.sin(end.azimuth - from.azimuth), Math.cos(end.azimuth - from.azimuth));
    /** @type {(a: number, b: number, s: number) => number} */
    const between = (a, b, s) => a + (b - a) * s;
    /** @type {(s: number) => Aim} */
    const at = (s) => ({
      azimuth: from.azimuth + turn * s,
      elevation: between(from.elevation, end.elevation, s),
      distance: between(from.distance, end.distance, s),
      center: /** @type {Triple} */ (from.center.map((c, i) => between(c, end.center[i], s))),
    });
    cancelAnimationFrame(this.frame);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.turn(at(1));
      then();
      return;
    }
    const began = performance.now();
    const go = () => {
      const s = Math.min(1, (performance.now() - began) / 1000 / SECONDS);
      this.turn(at(s * s * (3 - 2 * s)));
      if (s < 1) this.frame = requestAnimationFrame(go);
      else then();
    };
    go();
  }

  follow() {
    if (this.following) {
      this.stop();
      return;
    }
    this.following = true;
    this.followButton.setAttribute("aria-pressed", "true");
    this.state.selected ??= this.state.drawn.paths[0]?.key ?? null;
    this.track();
  }

  stop() {
    this.following = false;
    this.followButton.setAttribute("aria-pressed", "false");
  }

  /** Keeps the chosen run in the middle. */
  track() {
    const { chosen } = this.state;
    const now = chosen && positionAt(chosen, this.clock.step, 0);
    if (now) this.turn({ center: toScene(now.point), distance: NEAR });
  }

  toggleRotate() {
    this.rotate = !this.rotate;
    this.rotateButton.setAttribute("aria-pressed", String(this.rotate));
    this.stage.ink.style.touchAction = this.rotate ? "none" : "pan-y";
  }
}
