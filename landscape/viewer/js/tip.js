// The note at the pointer: what the network under it does.
/** @import { BehaviourPanel, Place, Tile } from "./types/viewer.js" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./state.js" */
import { make, readable } from "./build.js";
import { hasGround } from "./state.js";
import { paintTile } from "./tiles.js";

export class Tip {
  /** How long the last note took. */
  ms = 0;
  /** Whether a note is there, and which tile is painted on it. */
  shown = false;
  /** @type {number | null} */
  painted = null;

  /**
   * @param {State} state
   * @param {Stage} stage
   * @param {() => BehaviourPanel} panel the view of behaviour that stands beside the picture now
   */
  constructor(state, stage, panel) {
    this.state = state;
    this.stage = stage;
    this.panel = panel;
    this.tile = make("canvas", { width: 126, height: 99 });
    this.text = make("p", {});
    this.element = make("div", { class: "llv-tip", hidden: true, "aria-hidden": "true" }, this.tile, this.text);
    this.ring = make("div", { class: "llv-ring", hidden: true });
    stage.element.append(this.ring, this.element);
  }

  /** @param {Place | null} at pixels; null when the pointer has gone */
  hover(at) {
    const { scene } = this.state;
    if (!hasGround(scene) || (at === null && !this.shown)) return;
    const began = performance.now();
    const spot = at && this.stage.under(at);
    if (!at || !spot) {
      this.hide();
      return;
    }
    const tile = scene.tileNear(spot);
    if (this.panel().paintPoint) this.showPoint(spot);
    else if (tile) this.showTile(tile);
    else this.showHeight(spot);
    this.place(at);
    this.ms = performance.now() - began;
  }

  hide() {
    this.ring.hidden = true;
    this.element.hidden = true;
    this.shown = false;
    this.painted = null;
  }

  /**
   * The network of the nearest node.
   * @param {Tile} tile
   */
  showTile({ at, values, loss, share }) {
    const { drawn: scene, look } = this.state;
    const fresh = this.painted !== values.byteOffset;
    this.open();
    if (!fresh) return;
    this.painted = values.byteOffset;
    this.mark(at);
    paintTile(this.tile, scene, values, look);
    const [ux, uy] = scene.inUnits(at).map((value) => readable(value));
    const rule = share === null ? "" : `, ${Math.round(100 * share)} % by the intended rule`;
    this.text.textContent = `The network here (${ux}, ${uy}): loss ${readable(loss)} ${scene.header.unit}${rule}`;
  }

  /**
   * Before a bet, and where networks have no tiles: how high the ground is, and no more.
   * @param {Place} spot
   */
  showHeight(spot) {
    const { drawn: scene } = this.state;
    const { height, veiled, runs } = scene.header;
    this.open();
    this.painted = null;
    this.mark(spot);
    this.tile.hidden = true;
    const name = `${height.name[0].toUpperCase()}${height.name.slice(1)}`;
    const later = veiled && runs.length ? " What the network here does is shown after the bet." : "";
    this.text.textContent = `${name} ${readable(scene.valueNear(spot))} ${height.unit}.${later}`;
  }

  /**
   * A lesson whose networks the browser can compute shows what the one under the pointer does.
   * @param {Place} spot
   */
  showPoint(spot) {
    const { drawn: scene, look } = this.state;
    this.open();
    this.painted = null;
    this.mark(spot);
    this.text.textContent = this.panel().paintPoint?.(this.tile, scene.inUnits(spot), scene, look) ?? "";
  }

  open() {
    this.shown = true;
    this.ring.hidden = false;
    this.element.hidden = false;
    this.tile.hidden = false;
  }

  /**
   * The ring, on the ground.
   * @param {Place} place
   */
  mark([x, y]) {
    const { drawn: scene } = this.state;
    const [px, py] = this.stage.view().point([x, y, scene.ground.height(x, y) + scene.header.lift]);
    this.ring.style.transform = `translate(${px}px, ${py}px)`;
  }

  /** @param {Place} at */
  place([x, y]) {
    const { clientWidth, clientHeight } = this.stage.element;
    const left = x + 200 > clientWidth ? x - 204 : x + 18;
    const top = Math.min(Math.max(4, y - 60), clientHeight - 206);
    this.element.style.transform = `translate(${left}px, ${top}px)`;
  }
}
