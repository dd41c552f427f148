// Hands on the view: drag turns, wheel and keys zoom, a click pins, arrow keys turn or walk.
/** @import { Place, Triple } from "./types/viewer.js" */
/** @import { Flight } from "./flight.js" */
/** @import { PinBoard } from "./pinboard.js" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./state.js" */
/** @import { Tip } from "./tip.js" */

const CLICK = 5; // pixels a pointer may move and still be clicking
const TURN = 0.008;
const KEY_TURN = Math.PI / 24;
const ZOOM = 1.15;
/** @type {Record<string, Place>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Hands {
  /** Whether the wheel zooms: only after a click, so that the page still scrolls. */
  engaged = false;
  /** @type {Map<number, Place>} where each pointer was */
  touches = new Map();
  /** @type {{ x: number, y: number, moved: number, button: number, turning: boolean } | null} */
  held = null;

  /**
   * @param {{ state: State, stage: Stage, flight: Flight, board: PinBoard, tip: Tip }} held
   * @param {{ press: (at: Place) => void, pinMiddle: () => void }} acts
   */
  constructor({ state, stage, flight, board, tip }, { press, pinMiddle }) {
    this.state = state;
    this.ink = stage.ink;
    this.flight = flight;
    this.board = board;
    this.tip = tip;
    this.press = press;
    this.pinMiddle = pinMiddle;
    const { ink } = this;
    ink.addEventListener("pointerdown", (event) => this.down(event));
    ink.addEventListener("pointermove", (event) => this.move(event));
    ink.addEventListener("pointerup", (event) => this.up(event));
    ink.addEventListener("pointercancel", (event) => {
      this.touches.delete(event.pointerId);
      this.held = null;
    });
    ink.addEventListener("pointerleave", () => {
      this.engaged = false;
      tip.hover(null);
    });
    ink.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    ink.addEventListener("keydown", (event) => this.key(event));
    ink.addEventListener("blur", () => {
      this.engaged = false;
    });
    ink.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /**
   * Where on the picture, in pixels.
   * @param {PointerEvent} event
   * @returns {Place}
   */
  at(event) {
    const box = this.ink.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  get turns() {
    return this.state.mode === "3d";
  }

  /** @param {PointerEvent} event */
  down(event) {
    const { clientX: x, clientY: y, pointerId } = event;
    const turning = this.turns && (event.pointerType !== "touch" || this.flight.rotate);
    this.touches.set(pointerId, [x, y]);
    this.held = { x, y, moved: 0, button: event.button, turning };
    if (turning) this.ink.setPointerCapture(pointerId);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { held, flight } = this;
    if (!held) {
      if (event.pointerType !== "touch") this.tip.hover(this.at(event));
      return;
    }
    const before = this.touches.get(event.pointerId) ?? [held.x, held.y];
    if (this.touches.size === 2 && held.turning) this.pinch(event, before);
    const dx = event.clientX - before[0];
    const dy = event.clientY - before[1];
    this.touches.set(event.pointerId, [event.clientX, event.clientY]);
    held.moved = Math.max(held.moved, Math.hypot(event.clientX - held.x, event.clientY - held.y));
    if (!held.turning || this.touches.size > 1 || held.moved < CLICK) return;
    this.tip.hover(null);
    const { camera } = flight;
    if (event.shiftKey || held.button === 2) this.pan(dx, dy);
    else flight.turn({ azimuth: camera.azimuth - dx * TURN, elevation: camera.elevation + dy * TURN });
  }

  /**
   * @param {number} dx pixels
   * @param {number} dy pixels
   */
  pan(dx, dy) {
    const { camera } = this.flight;
    const { right, up } = camera.axes();
    const scale = (camera.distance * Math.tan(Math.PI / 8)) / (this.ink.clientHeight / 2);
    const center = camera.center.map((c, i) => c - right[i] * dx * scale + up[i] * dy * scale);
    this.flight.turn({ center: /** @type {Triple} */ (center) });
  }

  /**
   * @param {PointerEvent} event of one of two fingers
   * @param {Place} before where it was
   */
  pinch(event, before) {
    const other = [...this.touches].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return;
    const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const is = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
    if (was > 0 && is > 0) this.flight.turn({ distance: (this.flight.camera.distance * was) / is });
  }

  /** @param {PointerEvent} event */
  up(event) {
    const { held } = this;
    this.touches.delete(event.pointerId);
    this.held = null;
    if (!held || held.moved >= CLICK || held.button !== 0) return;
    this.engaged = true;
    this.press(this.at(event));
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.turns || !(this.engaged || event.ctrlKey)) return;
    event.preventDefault();
    const farther = Math.exp(Math.sign(event.deltaY) * Math.min(0.25, Math.abs(event.deltaY) / 500));
    this.flight.turn({ distance: this.flight.camera.distance * farther });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.keyWalks(event.key) || (this.turns && this.keyTurns(event.key))) event.preventDefault();
  }

  /**
   * Pins and walks; whether the key is for that.
   * @param {string} key
   */
  keyWalks(key) {
    const { board } = this;
    if (key === "Enter") this.pinMiddle();
    else if (board.walking && ARROWS[key]) board.step(board.walking, ARROWS[key]);
    else if (board.walking && key === "Escape") board.walk(board.walking);
    else return false;
    return true;
  }

  /**
   * Moves the camera; whether the key is for that.
   * @param {string} key
   */
  keyTurns(key) {
    const { flight } = this;
    const { azimuth, elevation, distance } = flight.camera;
    if (ARROWS[key]) {
      const [right, up] = ARROWS[key];
      flight.turn({ azimuth: azimuth + right * KEY_TURN, elevation: elevation + up * KEY_TURN });
    } else if (key === "+" || key === "=") flight.turn({ distance: distance / ZOOM });
    else if (key === "-") flight.turn({ distance: distance * ZOOM });
    else if (key === "Home") flight.home();
    else return false;
    return true;
  }
}
