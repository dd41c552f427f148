// Pinned networks as cards below the view, side by side.
/** @import { Drawn, Look, Pin } from "./types/viewer.js" */
/** @import { PinBoard } from "./pinboard.js" */
import { button, make, readable } from "./build.js";
import { paintTile } from "./tiles.js";

const SIDE_BY_SIDE = ["pair", "compact"];

/** @typedef {ReturnType<Pins["card"]>} Card */

export class Pins {
  /**
   * @param {PinBoard} board
   * @param {boolean} live whether Python is there to drop balls
   */
  constructor(board, live) {
    this.board = board;
    this.live = live;
    this.words = make("p", { class: "llv-message" });
    this.list = make("div", { class: "llv-cards" });
    this.element = make(
      "section",
      { class: "llv-pins", "aria-label": "Pinned networks", hidden: true },
      make("h2", { class: "llv-h2" }, "Pinned networks"),
      this.words,
      this.list,
    );
    /** @type {Map<number, Card>} */
    this.cards = new Map();
  }

  /**
   * @param {Drawn} scene
   * @param {Look} look
   */
  show(scene, look) {
    const { pins, sentence } = this.board;
    this.element.hidden = !pins.length;
    this.words.textContent = sentence;
    for (const [id, card] of this.cards) {
      if (!pins.some((pin) => pin.id === id)) {
        card.element.remove();
        this.cards.delete(id);
      }
    }
    for (const pin of pins) {
      const card = this.cards.get(pin.id) ?? this.card(pin);
      this.fill(card, scene, pin, look);
    }
  }

  /** @param {Pin} pin */
  card({ id, name }) {
    const { board } = this;
    const canvas = make("canvas", { width: 192, height: 152 });
    const text = make("p", { class: "llv-card-text" });
    const title = make("h3", { class: "llv-h3" }, `Pin ${name}`);
    /** @type {(axis: 0 | 1) => HTMLInputElement} */
    const input = (axis) => {
      const number = make("input", { type: "number", step: "any" });
      number.addEventListener("change", () => board.move(id, axis, Number(number.value)));
      return number;
    };
    const x = input(0);
    const y = input(1);
    const drop = button("Drop a ball here", () => board.drop(id), { class: "llv-button" });
    const walk = button("Walk", () => board.walk(id), {
      class: "llv-quiet",
      title: "Move this pin with the arrow keys",
      "aria-pressed": "false",
    });
    const unpin = button("Unpin", () => board.remove(id), { class: "llv-quiet" });
    const fields = [make("label", { class: "llv-field" }, "x", x), make("label", { class: "llv-field" }, "y", y)];
    const element = make(
      "article",
      { class: "llv-card" },
      canvas,
      make(
        "div",
        {},
        title,
        text,
        make("div", { class: "llv-row" }, ...fields),
        make("div", { class: "llv-row" }, drop, walk, unpin),
      ),
    );
    const card = { canvas, text, x, y, element, drop, walk, title };
    this.cards.set(id, card);
    this.list.append(element);
    return card;
  }

  /**
   * @param {Card} card
   * @param {Drawn} scene
   * @param {Pin} pin
   * @param {Look} look
   */
  fill(card, scene, pin, look) {
    const { header } = scene;
    const { exact } = pin;
    const units = scene.inUnits(pin.point);
    card.title.textContent = `Pin ${pin.name}`;
    for (const [k, input] of [card.x, card.y].entries()) {
      if (document.activeElement !== input) input.value = String(Number(units[k].toFixed(3)));
    }
    card.walk.setAttribute("aria-pressed", String(this.board.walking === pin.id));
    card.drop.hidden = !this.live || SIDE_BY_SIDE.includes(header.form ?? ""); // there nobody trains a ball
    card.drop.disabled = this.board.dropping;
    const near = header.form === "lesson" ? null : scene.tileNear(pin.point); // a lesson's own panel shows it
    if (near && exact?.tile.length) {
      paintTile(card.canvas, scene, exact.tile, look, { shape: { height: exact.height, width: exact.width } });
    } else if (near) paintTile(card.canvas, scene, near.values, look);
    card.canvas.hidden = !near;
    const whose = near ? "; the picture is of the nearest network asked" : "";
    card.text.textContent =
      exact?.sentence ?? `${header.height.name} ${readable(pin.value, 3)} ${header.height.unit}${whose}.`;
  }
}
