// Where the camera goes: the first view, a few named ones, and along with a run.
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
  constructor(viewer) {
    Object.assign(this, { viewer, atHome: true, following: false });
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

  /** A camera that shows the whole block from the side that hides least of the paths. */
  homeCamera() {
    const { scene, stage } = this.viewer;
    const camera = new Camera(scene.header.home_azimuth);
    const width = stage.clientWidth;
    if (width) camera.fit(scene.outline(BASE), width, stage.clientHeight, width < NARROW ? SMALL_PAD : PAD);
    return camera;
  }

  /** Puts the camera there without a flight, as after a change of size. */
  settle() {
    this.viewer.camera = this.homeCamera();
    this.atHome = true;
  }

  home() {
    this.stop();
    this.to(this.homeCamera(), () => {
      this.atHome = true;
    });
  }

  /** Goes to a view, quickly and smoothly; at once where motion is not wanted. */
  to(goal, then = () => {}) {
    const { viewer } = this;
    const from = viewer.camera.copy();
    const end = from.copy();
    end.set(goal);
    const turn = Math.atan2(Math.sin(end.azimuth - from.azimuth), Math.cos(end.azimuth - from.azimuth));
    const between = (a, b, s) => a + (b - a) * s;
    const at = (s) => ({
      azimuth: from.azimuth + turn * s,
      elevation: between(from.elevation, end.elevation, s),
      distance: between(from.distance, end.distance, s),
      center: from.center.map((c, i) => between(c, end.center[i], s)),
    });
    cancelAnimationFrame(this.frame);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      viewer.turn(at(1));
      then();
      return;
    }
    const began = performance.now();
    const go = () => {
      const s = Math.min(1, (performance.now() - began) / 1000 / SECONDS);
      viewer.turn(at(s * s * (3 - 2 * s)));
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
    this.viewer.selected ??= this.viewer.scene.paths[0]?.key ?? null;
    this.track();
  }

  stop() {
    this.following = false;
    this.followButton.setAttribute("aria-pressed", "false");
  }

  /** Keeps the chosen run in the middle. */
  track() {
    const { viewer } = this;
    const path = viewer.scene.paths.find((one) => one.key === viewer.selected);
    const now = path && positionAt(path, viewer.time, 0);
    if (now) viewer.turn({ center: toScene(now.point), distance: NEAR });
  }

  toggleRotate() {
    const { viewer } = this;
    viewer.rotate = !viewer.rotate;
    this.rotateButton.setAttribute("aria-pressed", String(viewer.rotate));
    viewer.ink.style.touchAction = viewer.rotate ? "none" : "pan-y";
  }
}
