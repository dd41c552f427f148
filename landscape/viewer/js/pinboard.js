// The pins: where they are, what Python said of each, and which one walks.
/** @import { Answer, Pin, Place, Send } from "./types/viewer.js" */
/** @import { State } from "./state.js" */
import { nearestOn } from "./ground.js";
import { hasGround } from "./state.js";

const MOST = 6;
const SETTLED = 200; // milliseconds without a move before Python is asked

/**
 * A pin that stands nowhere yet.
 * @param {number} id
 * @param {boolean} given whether it came with a lesson
 * @returns {Pin}
 */
const newPin = (id, given) => ({ id, name: String(id), exact: null, given, i: 0, j: 0, value: NaN, point: [0, 0, 0] });

export class PinBoard {
  /** @type {Pin[]} */
  pins = [];
  /** @type {number | null} the id of the pin that the arrow keys move */
  walking = null;
  /** Whether a ball is on its way. */
  dropping = false;
  next = 1;
  /** What Python says of all pins together. */
  sentence = "";
  /** The places a lesson came with, as text. */
  offered = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  /**
   * @param {State} state
   * @param {object} outside
   * @param {Send | null} outside.send tells Python
   * @param {() => void} outside.redraw
   * @param {() => void} outside.focus gives the keys to the picture
   */
  constructor(state, { send, redraw, focus }) {
    this.state = state;
    this.send = send;
    this.redraw = redraw;
    this.focus = focus;
  }

  /**
   * Pins the node nearest to a place; the oldest of many gives way.
   * @param {Place} place
   */
  add(place) {
    const pin = newPin(this.next, false);
    this.next += 1;
    this.pins = [...this.pins.slice(1 - MOST), pin];
    this.put(pin, place);
  }

  /**
   * Pins that come with a lesson, once; Python knows what they are.
   * @param {Place[]} places in units of the view
   */
  offer(places) {
    const offered = JSON.stringify(places);
    if (this.offered === offered) return;
    this.offered = offered;
    this.pins = places.map((_, k) => newPin(k + 1, true));
    this.next = places.length + 1;
    for (const [k, pin] of this.pins.entries()) this.seat(pin, this.state.drawn.inFigure(places[k]));
    this.redraw();
  }

  /**
   * Moves a pin to the node nearest to a place; what was known of it is of another network.
   * @param {Pin} pin
   * @param {Place} place
   */
  put(pin, [x, y]) {
    const { ground } = this.state.drawn;
    pin.exact = null;
    this.seat(pin, [ground.x[nearestOn(ground.x, x)], ground.y[nearestOn(ground.y, y)]]);
    this.changed();
  }

  /** After new numbers for the same place: the pins keep their place. */
  show() {
    this.dropping = false;
    if (hasGround(this.state.scene)) for (const pin of this.pins) this.seat(pin, [pin.point[0], pin.point[1]]);
    this.redraw();
  }

  /**
   * Stands a pin on the ground as it is now; beside a hole on its node, over a hole at the bottom.
   * @param {Pin} pin
   * @param {Place} place
   */
  seat(pin, [x, y]) {
    const { ground, header, arrays } = this.state.drawn;
    const i = nearestOn(ground.x, x);
    const j = nearestOn(ground.y, y);
    const at = j * ground.nx + i;
    const height = [ground.height(x, y), ground.z[at]].find(Number.isFinite) ?? 0;
    Object.assign(pin, { i, j, value: arrays.values[at], point: [x, y, height + header.lift] });
  }

  /**
   * Moves a pin by nodes.
   * @param {number} id
   * @param {Place} by
   */
  step(id, [dx, dy]) {
    const pin = this.find(id);
    const { ground } = this.state.drawn;
    /** @type {(v: number, n: number) => number} */
    const limit = (v, n) => Math.min(n - 1, Math.max(0, v));
    if (pin) this.put(pin, [ground.x[limit(pin.i + dx, ground.nx)], ground.y[limit(pin.j + dy, ground.ny)]]);
  }

  /**
   * Moves a pin to a number typed in.
   * @param {number} id
   * @param {0 | 1} axis
   * @param {number} value in units of the view
   */
  move(id, axis, value) {
    const pin = this.find(id);
    const { drawn } = this.state;
    if (!pin || !Number.isFinite(value)) {
      this.redraw();
      return;
    }
    const units = drawn.inUnits(pin.point);
    units[axis] = value;
    const [x, y] = drawn.inFigure(units).map((v) => Math.min(1, Math.max(-1, v)));
    this.put(pin, [x, y]);
  }

  /** @param {number} id of the pin to move with the arrow keys, or no longer */
  walk(id) {
    this.walking = this.walking === id ? null : id;
    if (this.walking) this.focus();
    this.redraw();
  }

  /** @param {number} id */
  remove(id) {
    this.pins = this.pins.filter((pin) => pin.id !== id);
    if (this.walking === id) this.walking = null;
    this.changed();
  }

  clear() {
    if (!this.pins.length) return;
    this.pins = [];
    this.walking = null;
    this.changed();
  }

  /**
   * One ball at a time: the next one may be dropped when this one has come to rest.
   * @param {number} id of the pin to drop it from
   */
  drop(id) {
    const pin = this.find(id);
    if (this.dropping || !pin) return;
    this.dropping = true;
    this.redraw();
    const [x, y] = this.state.drawn.inUnits(pin.point);
    this.send?.("drop", { x, y });
  }

  /** @param {number} id */
  find(id) {
    return this.pins.find((pin) => pin.id === id);
  }

  changed() {
    this.sentence = "";
    this.redraw();
    clearTimeout(this.timer);
    if (this.walking) this.timer = setTimeout(() => this.tell(), SETTLED);
    else this.tell();
  }

  /** Tells Python where the pins are. */
  tell() {
    const places = this.pins.map((pin) => ({ id: pin.id, place: this.state.drawn.inUnits(pin.point) }));
    this.send?.("pins", places);
  }

  /**
   * What Python measured, for pins that still stand where they stood.
   * @param {Answer[]} answers
   * @param {string} sentence
   * @param {boolean} busy
   */
  answers(answers, sentence, busy) {
    this.dropping = busy;
    for (const answer of answers) {
      const pin = this.find(answer.id);
      if (!pin) continue;
      const units = this.state.drawn.inUnits(pin.point);
      const away = Math.hypot(units[0] - answer.place[0], units[1] - answer.place[1]);
      if (away > 1e-4 * Math.max(1, Math.abs(units[0]))) continue;
      pin.exact = { ...answer, tile: Uint8Array.from(atob(answer.tile), (c) => c.charCodeAt(0)) };
    }
    this.sentence = sentence;
    this.redraw();
  }
}
