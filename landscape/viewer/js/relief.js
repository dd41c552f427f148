// The ground in three dimensions: a solid block drawn by Plotly. Paths and words lie over it, on a canvas of our own.
/** @import { Drawn, Look, PlotlyElement, PlotlyLibrary, PlotlyPicture } from "./types/viewer.js" */
/** @import { Camera } from "./camera.js" */
import { ASPECT, BASE, SIDE, TOP } from "./camera.js";
import { colorsOf } from "./colors.js";

const LIGHTING = { ambient: 0.62, diffuse: 0.62, specular: 0.06, roughness: 0.95, fresnel: 0.02 };
const PLAIN = { ambient: 0.78, diffuse: 0.3, specular: 0, roughness: 1, fresnel: 0 };
const LIGHT = { x: -1600, y: 900, z: 1800 };
const QUIET = { x: { highlight: false }, y: { highlight: false }, z: { highlight: false } };
const HIDDEN_AXIS = { visible: false, showspikes: false, autorange: false };

/** Whether the browser draws WebGL at all. */
export function hasWebGL() {
  try {
    const g = document.createElement("canvas").getContext("webgl");
    g?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(g);
  } catch {
    return false;
  }
}

export class Relief {
  /**
   * `lost` is called when the browser takes the graphics context away.
   * @param {PlotlyLibrary} plotly
   * @param {PlotlyElement} element
   * @param {{ rendered: () => void, lost: () => void }} told
   */
  constructor(plotly, element, { rendered, lost }) {
    this.plotly = plotly;
    this.element = element;
    this.rendered = rendered;
    this.lost = lost;
    /** @type {PlotlyPicture | null} the picture whose frames are heard of */
    this.hooked = null;
  }

  /**
   * Draws a scene, or draws it anew; the camera stays what it is told to be.
   * @param {Drawn} scene
   * @param {Look} look
   * @param {Camera} camera
   */
  async draw(scene, look, camera) {
    const layout = {
      uirevision: "viewer",
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      hovermode: false,
      width: this.element.clientWidth,
      height: this.element.clientHeight,
      scene: {
        uirevision: "viewer",
        hovermode: false,
        dragmode: false,
        aspectmode: "manual",
        aspectratio: { x: ASPECT[0], y: ASPECT[1], z: ASPECT[2] },
        camera: camera.plotly(),
        xaxis: { ...HIDDEN_AXIS, range: [-SIDE, SIDE] },
        yaxis: { ...HIDDEN_AXIS, range: [-SIDE, SIDE] },
        zaxis: { ...HIDDEN_AXIS, range: [BASE, TOP] },
      },
    };
    await this.plotly.react(this.element, traces(scene, look), layout, {
      displayModeBar: false,
      responsive: false,
      scrollZoom: false,
    });
    this.hook();
    this.look(camera);
  }

  hook() {
    const inner = this.inner();
    if (!inner || inner === this.hooked) return;
    this.hooked = inner;
    const before = inner.onrender;
    inner.onrender = (...args) => {
      before?.apply(inner, args);
      this.rendered();
    };
    const scene = this.scene();
    if (scene) scene.recoverContext = () => {}; // the viewer builds a lost relief anew; Plotly would wait for it
    inner.canvas.addEventListener(
      "webglcontextlost",
      (event) => {
        event.preventDefault();
        this.lost();
      },
      { once: true },
    );
  }

  /** Plotly's own picture, not public: needed to move the camera without a new layout and to hear of each frame. */
  inner() {
    return this.scene()?.glplot ?? null;
  }

  scene() {
    return this.element._fullLayout?.scene?._scene ?? null;
  }

  /** @param {Camera} camera */
  look(camera) {
    const wanted = camera.plotly();
    const scene = this.scene();
    if (scene?.setViewport) {
      scene.camera.delay = 0; // else Plotly glides after us for 32 ms, and the paths lie beside the ground meanwhile
      scene.setViewport({ camera: wanted, aspectratio: { x: ASPECT[0], y: ASPECT[1], z: ASPECT[2] } });
      this.element.layout.scene.camera = wanted;
      const full = this.element._fullLayout?.scene;
      if (full) full.camera = { ...full.camera, ...wanted };
      scene.glplot?.redraw();
    } else this.plotly.relayout(this.element, { "scene.camera": wanted });
  }

  resize() {
    return this.plotly.relayout(this.element, { width: this.element.clientWidth, height: this.element.clientHeight });
  }

  clear() {
    this.hooked = null;
    this.plotly.purge(this.element);
  }
}

/**
 * @param {Float32Array} values
 * @param {number} nx
 */
function rowsOf(values, nx) {
  return Array.from({ length: values.length / nx }, (_, j) => values.subarray(j * nx, (j + 1) * nx));
}

/**
 * The ground with its lines of equal height, and its four walls.
 * @param {Drawn} scene
 * @param {Look} look
 */
function traces(scene, look) {
  const { x, y, z, nx, ny } = scene.ground;
  const rows = rowsOf(z, nx);
  const colors = colorsOf(scene, look);
  const line = { start: 0, end: 1.0001, size: 1 / 12, color: look.isoline, width: 1 };
  const ground = {
    type: "surface",
    x,
    y,
    z: rows,
    surfacecolor: rowsOf(colors.values, nx),
    colorscale: colors.scale,
    cmin: colors.low,
    cmax: colors.high,
    showscale: false,
    hoverinfo: "none",
    lighting: LIGHTING,
    lightposition: LIGHT,
    contours: { ...QUIET, z: { ...line, show: true, usecolormap: false, highlight: false } },
  };
  const xs = Array.from(x);
  const ys = Array.from(y);
  /** @type {<T>(axis: T[], value: number) => number[]} */
  const all = (axis, value) => axis.map(() => value);
  /** @type {(i: number) => number[]} */
  const column = (i) => rows.map((row) => row[i]);
  return [
    ground,
    wall(xs, all(xs, y[0]), Array.from(rows[0]), look),
    wall(xs, all(xs, y[ny - 1]), Array.from(rows[ny - 1]), look),
    wall(all(ys, x[0]), ys, column(0), look),
    wall(all(ys, x[nx - 1]), ys, column(nx - 1), look),
  ];
}

/**
 * A wall from the flat bottom up to an edge of the ground.
 * @param {number[]} x
 * @param {number[]} y
 * @param {number[]} z
 * @param {Look} look
 */
function wall(x, y, z, look) {
  return {
    type: "surface",
    x: [x, x],
    y: [y, y],
    z: [z.map(() => BASE), z],
    surfacecolor: [z.map(() => 0), z.map(() => 0)],
    colorscale: [
      [0, look.wall],
      [1, look.wall],
    ],
    showscale: false,
    hoverinfo: "skip",
    lighting: PLAIN,
    lightposition: LIGHT,
    contours: QUIET,
  };
}
