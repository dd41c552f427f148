// The pins: where they are, what Python said of each, and which one walks.
import { nearestOn } from "./ground.js";

const MOST = 6;
const SETTLED = 200; // milliseconds without a move before Python is asked

export class PinBoard {
  constructor(viewer) {
    Object.assign(this, { viewer, pins: [], walking: null, dropping: false, next: 1, sentence: "" });
  }

  /** Pins the node nearest to a place; the oldest of many gives way. */
  add([x, y]) {
    const pin = { id: this.next, name: String(this.next), exact: null };
    this.next += 1;
    this.pins = [...this.pins.slice(1 - MOST), pin];
    this.put(pin, [x, y]);
  }

  /** Pins that come with a lesson, once; Python knows what they are. */
  offer(places) {
    const offered = JSON.stringify(places);
    if (this.offered === offered) return;
    this.offered = offered;
    this.pins = places.map((place, k) => ({ id: k + 1, name: String(k + 1), exact: null, given: true }));
    this.next = places.length + 1;
    for (const [k, pin] of this.pins.entries()) this.seat(pin, this.viewer.scene.inFigure(places[k]));
    this.draw();
  }

  /** Moves a pin to the node nearest to a place; what was known of it is of another network. */
  put(pin, [x, y]) {
    const { ground } = this.viewer.scene;
    pin.exact = null;
    this.seat(pin, [ground.x[nearestOn(ground.x, x)], ground.y[nearestOn(ground.y, y)]]);
    this.changed();
  }

  /** After new numbers for the same place: the pins keep their place. */
  show() {
    this.dropping = false;
    if (this.viewer.scene.ground) for (const pin of this.pins) this.seat(pin, pin.point);
    this.draw();
  }

  /** Stands a pin on the ground as it is now; beside a hole on its node, over a hole at the bottom. */
  seat(pin, [x, y]) {
    const { scene } = this.viewer;
    const { ground } = scene;
    const i = nearestOn(ground.x, x);
    const j = nearestOn(ground.y, y);
    const at = j * ground.nx + i;
    const height = [ground.height(x, y), ground.z[at], 0].find(Number.isFinite);
    Object.assign(pin, { i, j, value: scene.arrays.values[at], point: [x, y, height + scene.header.lift] });
  }

  step(id, [dx, dy]) {
    const pin = this.find(id);
    const { ground } = this.viewer.scene;
    const limit = (v, n) => Math.min(n - 1, Math.max(0, v));
    this.put(pin, [ground.x[limit(pin.i + dx, ground.nx)], ground.y[limit(pin.j + dy, ground.ny)]]);
  }

  /** Moves a pin to a number typed in, in units of the view. */
  move(id, axis, value) {
    const pin = this.find(id);
    const { scene } = this.viewer;
    const units = scene.inUnits(pin.point);
    if (!Number.isFinite(value)) {
      this.draw();
      return;
    }
    units[axis] = value;
    this.put(
      pin,
      scene.inFigure(units).map((v) => Math.min(1, Math.max(-1, v))),
    );
  }

  walk(id) {
    this.walking = this.walking === id ? null : id;
    if (this.walking) this.viewer.ink.focus();
    this.draw();
  }

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

  /** One ball at a time: the next one may be dropped when this one has come to rest. */
  drop(id) {
    if (this.dropping) return;
    this.dropping = true;
    this.draw();
    const [x, y] = this.viewer.scene.inUnits(this.find(id).point);
    this.viewer.send?.("drop", { x, y });
  }

  find(id) {
    return this.pins.find((pin) => pin.id === id);
  }

  changed() {
    this.sentence = "";
    this.draw();
    clearTimeout(this.timer);
    const tell = () =>
      this.viewer.send?.(
        "pins",
        this.pins.map((pin) => ({ id: pin.id, place: this.viewer.scene.inUnits(pin.point) })),
      );
    if (this.walking) this.timer = setTimeout(tell, SETTLED);
    else tell();
  }

  /** What Python measured, for pins that still stand where they stood. */
  answers(answers, sentence, busy) {
    this.dropping = busy;
    for (const answer of answers) {
      const pin = this.find(answer.id);
      const units = pin && this.viewer.scene.inUnits(pin.point);
      if (
        !pin ||
        Math.hypot(units[0] - answer.place[0], units[1] - answer.place[1]) > 1e-4 * Math.max(1, Math.abs(units[0]))
      ) {
        continue;
      }
      pin.exact = { ...answer, tile: Uint8Array.from(atob(answer.tile), (c) => c.charCodeAt(0)) };
    }
    this.sentence = sentence;
    this.draw();
  }

  draw() {
    const { viewer } = this;
    if (!viewer.scene?.ground) {
      viewer.pins.element.hidden = true;
      return;
    }
    viewer.pins.show(viewer.scene, this.pins, viewer.look, this.sentence);
    viewer.panel.update(viewer.scene, viewer.look);
    if (viewer.mode === "text") viewer.caption.twin(viewer.scene, viewer.panel);
    viewer.draw();
  }
}
