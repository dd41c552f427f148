// Pictures and numbers to take away, made in the browser: PNG, the map as SVG, and a table.
/** @import { Drawn, Look, Pen } from "./types/viewer.js" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./state.js" */
import { drawInk, layPaths } from "./ink.js";
import { paintMap } from "./contour.js";
import { make, pen } from "./build.js";

const CAPTION = 64;

/** @typedef {{ state: State, stage: Stage }} Source */

/**
 * Hands a file to the browser.
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * The view as it stands, twice as fine, with the sentence that says how true it is under it.
 * @param {Source} source
 * @param {number} [scale]
 * @returns {Promise<Blob>}
 */
export async function png({ state, stage }, scale = 2) {
  const { drawn: scene, look } = state;
  const { ink, relief } = stage;
  const width = ink.clientWidth;
  const height = ink.clientHeight;
  const canvas = make("canvas", { width: width * scale, height: (height + CAPTION) * scale });
  const g = pen(canvas);
  g.fillStyle = look.bg;
  g.fillRect(0, 0, canvas.width, canvas.height);
  const view = stage.view();
  if (view.flat) paintMap(g, scene, view, look, scale);
  else if (relief) {
    const image = new Image();
    image.src = await relief.plotly.toImage(relief.element, { format: "png", width, height, scale });
    await image.decode();
    g.drawImage(image, 0, 0, width * scale, height * scale);
  }
  g.scale(scale, scale);
  g.font = `400 14px ${look.font}`;
  drawInk(g, scene, view, layPaths(scene, view), stage.moment(), look);
  g.fillStyle = look.soft;
  g.font = `400 13px ${look.font}`;
  g.textAlign = "left";
  g.textBaseline = "top";
  wrapped(g, `${scene.header.title}. ${scene.header.words.lead} ${scene.header.words.badge}`, width - 24)
    .slice(0, 3)
    .forEach((line, i) => g.fillText(line, 12, height + 6 + 18 * i));
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the picture is too large"))), "image/png");
  });
}

/**
 * @param {Pen} g
 * @param {string} text
 * @param {number} width
 */
function wrapped(g, text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (g.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/**
 * The map with every path, as a drawing that stays sharp at any size.
 * @param {Source} source
 */
export async function svg({ state, stage }) {
  const { drawn: scene, look } = state;
  const plotly = await stage.loadPlotly();
  const { header } = scene;
  const hidden = { showgrid: false, zeroline: false, showticklabels: false, range: [-1, 1] };
  const layout = {
    width: 800,
    height: 720,
    margin: { l: 48, r: 16, t: 16, b: 72 },
    paper_bgcolor: look.bg,
    plot_bgcolor: look.bg,
    font: { family: "sans-serif", color: look.soft },
    xaxis: { ...hidden, title: { text: header.axes[0] } },
    yaxis: { ...hidden, title: { text: header.axes[1] } },
    annotations: annotationsOf(scene, look),
  };
  const url = await plotly.toImage({ data: tracesOf(scene, look), layout }, { format: "svg", width: 800, height: 720 });
  return new Blob([decodeURIComponent(url.slice(url.indexOf(",") + 1))], { type: "image/svg+xml" });
}

/**
 * The ground in bands, and the paths on it.
 * @param {Drawn} scene
 * @param {Look} look
 */
function tracesOf({ ground, paths }, look) {
  const rows = Array.from({ length: ground.ny }, (_, j) => ground.z.subarray(j * ground.nx, (j + 1) * ground.nx));
  /** @type {object[]} */
  const traces = [
    {
      type: "contour",
      x: ground.x,
      y: ground.y,
      z: rows,
      colorscale: look.ground,
      zmin: 0,
      zmax: 1,
      autocontour: false,
      contours: { start: 1 / 12, end: 11 / 12, size: 1 / 12 },
      line: { width: 0.8, color: look.isoline },
      showscale: false,
    },
  ];
  for (const path of paths) {
    for (const [color, width] of [
      [look.casing, 4.8],
      [look.path, 2],
    ]) {
      traces.push({ type: "scatter", mode: "lines", x: path.x, y: path.y, line: { color, width }, showlegend: false });
    }
  }
  return traces;
}

/**
 * The letter at the end of each path, and what the picture is.
 * @param {Drawn} scene
 * @param {Look} look
 */
function annotationsOf({ header, paths }, look) {
  const ends = paths.filter((path) => path.step.length);
  /** @type {(values: Float32Array) => number} */
  const last = (values) => values[values.length - 1];
  const letters = ends.map((path) => ({
    x: last(path.x),
    y: last(path.y),
    text: `<b>${path.letter}</b>`,
    showarrow: false,
    font: { color: look.bg, size: 13 },
    bgcolor: look.ink,
    bordercolor: look.casing,
    borderwidth: 2,
    borderpad: 2,
  }));
  const title = {
    x: 0,
    y: -0.1,
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
    align: "left",
    showarrow: false,
    font: { size: 12, color: look.soft },
    text: `${header.title}. ${header.words.lead}`,
  };
  return [...letters, title];
}

/**
 * Nodes and paths as comma-separated values: one row each, told apart by the first column.
 * @param {Source} source
 */
export function csv({ state: { drawn: scene } }) {
  const { header, ground, paths, arrays } = scene;
  /** @type {(string | number)[][]} */
  const rows = [["what", "step", "x", "y", header.height.name]];
  for (let j = 0; j < ground.ny; j += 1) {
    for (let i = 0; i < ground.nx; i += 1) {
      rows.push(["node", "", ...scene.inUnits([ground.x[i], ground.y[j]]), arrays.values[j * ground.nx + i]]);
    }
  }
  for (const path of paths) {
    path.step.forEach((step, i) =>
      rows.push([
        path.ball >= 0 ? `ball ${path.letter}` : `run ${path.letter}`,
        step,
        ...scene.inUnits([path.x[i], path.y[i]]),
        path.value[i],
      ]),
    );
  }
  return new Blob([`${rows.map((row) => row.join(",")).join("\n")}\n`], { type: "text/csv" });
}
