// Print: browsers print no WebGL, so paper gets the map, in light colours, in a size that fits, fine enough for print.
/** @import { Mode } from "./types/viewer.js" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./state.js" */
import { hasGround } from "./state.js";

const PAPER = { width: 340, height: 300, ratio: 3 }; // half an A4 page, about 280 dots an inch

export class Paper {
  /** @type {{ mode: Mode | null } | null} what was shown before */
  before = null;

  /**
   * @param {State} state
   * @param {Stage} stage
   * @param {{ relook: () => void, setMode: (mode: Mode | null) => void }} viewer `relook`: in the colours of now
   */
  constructor(state, stage, { relook, setMode }) {
    this.state = state;
    this.stage = stage;
    this.relook = relook;
    this.setMode = setMode;
    this.begin = () => this.toPaper();
    this.end = () => this.fromPaper();
    window.addEventListener("beforeprint", this.begin);
    window.addEventListener("afterprint", this.end);
  }

  toPaper() {
    const { state, stage } = this;
    if (!hasGround(state.scene) || state.mode === "text" || this.before) return;
    this.before = { mode: state.mode };
    stage.paperRatio = PAPER.ratio;
    Object.assign(stage.element.style, { width: `${PAPER.width}px`, height: `${PAPER.height}px` });
    this.lit.style.colorScheme = "light";
    state.mode = "map";
    stage.map.hidden = false;
    stage.plot.hidden = true;
    this.relook();
    stage.drawMap();
    stage.relay();
  }

  fromPaper() {
    if (!this.before) return;
    const { mode } = this.before;
    this.before = null;
    this.stage.paperRatio = 0;
    Object.assign(this.stage.element.style, { width: "", height: "" });
    this.lit.style.colorScheme = "";
    this.relook();
    this.setMode(mode);
  }

  /** What carries the colours' names: the app, or the whole page where the viewer stands alone. */
  get lit() {
    return /** @type {HTMLElement} */ (this.stage.element.closest(".stApp") ?? document.documentElement);
  }

  close() {
    window.removeEventListener("beforeprint", this.begin);
    window.removeEventListener("afterprint", this.end);
  }
}
