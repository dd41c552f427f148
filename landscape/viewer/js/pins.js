// Pinned networks as cards below the view.
import { button, make, readable } from "./build.js";
import { paintTile } from "./tiles.js";

const SIDE_BY_SIDE = ["pair", "compact"];

/** Cards of pinned networks, side by side. */
export class Pins {
  constructor(viewer) {
    this.viewer = viewer;
    this.words = make("p", { class: "llv-message" });
    this.list = make("div", { class: "llv-cards" });
    this.element = make(
      "section",
      { class: "llv-pins", "aria-label": "Pinned networks", hidden: true },
      make("h2", { class: "llv-h2" }, "Pinned networks"),
      this.words,
      this.list,
    );
    this.cards = new Map();
  }

  show(scene, pins, look, sentence) {
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

  card(pin) {
    const canvas = make("canvas", { width: 192, height: 152 });
    const text = make("p", { class: "llv-card-text" });
    const title = make("h3", { class: "llv-h3" }, `Pin ${pin.name}`);
    const field = (label, axis) =>
      make(
        "label",
        { class: "llv-field" },
        label,
        make("input", {
          type: "number",
          step: "any",
          onchange: (event) => this.viewer.board.move(pin.id, axis, Number(event.target.value)),
        }),
      );
    const x = field("x", 0);
    const y = field("y", 1);
    const drop = button("Drop a ball here", () => this.viewer.board.drop(pin.id), { class: "llv-button" });
    const walk = button("Walk", () => this.viewer.board.walk(pin.id), {
      class: "llv-quiet",
      title: "Move this pin with the arrow keys",
      "aria-pressed": "false",
    });
    const unpin = button("Unpin", () => this.viewer.board.remove(pin.id), { class: "llv-quiet" });
    const element = make(
      "article",
      { class: "llv-card" },
      canvas,
      make(
        "div",
        {},
        title,
        text,
        make("div", { class: "llv-row" }, x, y),
        make("div", { class: "llv-row" }, drop, walk, unpin),
      ),
    );
    const card = { canvas, text, x: x.lastChild, y: y.lastChild, element, drop, walk, title };
    this.cards.set(pin.id, card);
    this.list.append(element);
    return card;
  }

  fill(card, scene, pin, look) {
    const units = scene.inUnits(pin.point);
    const exact = pin.exact;
    card.title.textContent = `Pin ${pin.name}`;
    for (const [input, value] of [
      [card.x, units[0]],
      [card.y, units[1]],
    ]) {
      if (document.activeElement !== input) input.value = Number(value.toFixed(3));
    }
    card.walk.setAttribute("aria-pressed", String(this.viewer.board.walking === pin.id));
    card.drop.hidden = !this.viewer.send || SIDE_BY_SIDE.includes(scene.header.form); // there nobody trains a ball
    card.drop.disabled = this.viewer.board.dropping;
    const pictured = scene.hasTiles && scene.header.form !== "lesson"; // a lesson's own panel shows what a pin does
    if (pictured && exact?.tile.length) {
      paintTile(card.canvas, scene, exact.tile, look, { shape: { height: exact.height, width: exact.width } });
    } else if (pictured) paintTile(card.canvas, scene, scene.tileNear(pin.point).values, look);
    card.canvas.hidden = !pictured;
    card.text.textContent =
      exact?.sentence ??
      `${scene.header.height.name} ${readable(pin.value, 3)} ${scene.header.height.unit}${pictured ? "; the picture is of the nearest network asked" : ""}.`;
  }
}
