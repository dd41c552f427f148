// Which of two rules each run follows, as bars that move with the clock, and how many further starts do.
import { percent, ruleBar, ruleKey, rulesIn } from "./bars.js";
import { make } from "./build.js";
import { markerSvg } from "./shapes.js";

const BINS = 20;

export class RulesPanel {
  constructor(viewer) {
    this.viewer = viewer;
    this.title = make("h2", { class: "llv-h2" }, "What each run does");
    this.examples = make("div", { class: "llv-examples" });
    this.lead = make("p", { class: "llv-soft" });
    this.list = make("div", { class: "llv-bars", role: "group", "aria-label": "Runs" });
    this.key = make("div", {});
    this.more = make("div", { class: "llv-more" });
    this.element = make("aside", { class: "llv-side", "aria-label": "Behaviour" }, this.title, this.examples, this.lead, this.list, this.key, this.more);
  }

  show(scene, look) {
    const { header, arrays } = scene, words = header.panel_words ?? {};
    this.examples.replaceChildren(...pictures(arrays, header.panel, words));
    this.lead.textContent = header.veiled ? words.veiled ?? "" : words.lead ?? "";
    this.rows = header.runs.map((run, n) => this.row(run, n, look));
    this.list.replaceChildren(...this.rows.map((row) => row.element));
    this.key.replaceChildren(ruleKey(words));
    const { panel_more: further } = arrays;
    this.more.replaceChildren(...(further?.length && !header.veiled ? [histogram(further, look, spreadOf(further, header)), make("p", { class: "llv-soft" }, words.more ?? "")] : []));
    this.update(scene, look);
  }

  row(run, n, look) {
    const bar = ruleBar(), share = make("span", { class: "llv-share" });
    const fill = run.rule ? look[run.rule] : look.ink;
    const element = make("button", { type: "button", class: "llv-rule", onclick: () => this.viewer.select(`run ${n}`) }, markerSvg(run.symbol, run.letter, 9, fill, look.bg), bar.element, share);
    return { bar, share, element, run, key: `run ${n}` };
  }

  update(scene) {
    const { time, selected } = this.viewer, { panel_share: shares, run_steps: steps } = scene.arrays;
    let at = steps.length - 1;
    while (at > 0 && steps[at] > time + 1e-6) at -= 1;
    this.rows.forEach((row, n) => {
      const share = scene.header.veiled ? null : shares[n * steps.length + at];
      row.bar.set(share);
      row.share.textContent = share === null ? "?" : percent(share);
      row.element.setAttribute("aria-pressed", String(row.key === selected));
      row.element.setAttribute("aria-label", `Run ${row.run.letter}: ${share === null ? "not shown before the bet" : `${percent(share)} ${rulesIn(scene.header).intended}`}`);
    });
  }

  /** The same for the text view: the share of each run at its end, and how the further starts spread. */
  words({ header, arrays }) {
    const words = header.panel_words ?? {}, { panel_share: shares, panel_more: further, run_steps: steps } = arrays;
    if (header.veiled) return [words.veiled].filter(Boolean);
    const rules = rulesIn(header), each = header.runs.map(({ letter }, n) => `${letter} ${percent(shares[(n + 1) * steps.length - 1])}`);
    return [`${words.lead ? `${words.lead}; at` : "At"} the end of training, ${rules.intended}: ${each.join(", ")}; the rest ${rules.proxy}.`, ...(further?.length ? [`${spreadOf(further, header)} ${words.more ?? ""}`] : [])];
  }

  curves() {}
}

function spreadOf(shares, header) {
  const rules = rulesIn(header), proxy = shares.filter((share) => share < 0.5).length;
  return `${shares.length} starts: ${proxy} mostly ${rules.proxy}, ${shares.length - proxy} mostly ${rules.intended}.`;
}

/** Pictures of training and of the new world, from arrays of bytes (n, rows, columns, 3). */
function pictures(arrays, panel, words) {
  return ["training", "new"].filter((name) => arrays[`panel_${name}_images`]).map((name) => {
    const pixels = arrays[`panel_${name}_images`], [n, rows, columns] = panel[`${name}_shape`];
    const canvases = Array.from({ length: n }, (_, k) => {
      const canvas = make("canvas", { width: columns, height: rows, class: "llv-example" }), g = canvas.getContext("2d"), image = g.createImageData(columns, rows);
      for (let p = 0; p < rows * columns; p += 1) image.data.set([...pixels.subarray(3 * (k * rows * columns + p), 3 * (k * rows * columns + p) + 3), 255], 4 * p);
      g.putImageData(image, 0, 0);
      return canvas;
    });
    return make("figure", { class: "llv-figure" }, make("div", { class: "llv-strip-of-pictures" }, ...canvases), make("figcaption", { class: "llv-soft" }, words[name] ?? name));
  });
}

/** How the shares of many starts spread from all by the proxy rule (left) to all by the intended one (right). */
function histogram(shares, look, said) {
  const canvas = make("canvas", { class: "llv-histogram", role: "img", width: 640, height: 120 }), g = canvas.getContext("2d");
  const counts = new Array(BINS).fill(0);
  for (const share of shares) counts[Math.min(BINS - 1, Math.floor(share * BINS))] += 1;
  const most = Math.max(...counts), wide = 640 / BINS;
  counts.forEach((count, k) => {
    const h = (count / most) * 104;
    g.fillStyle = k < BINS / 2 ? look.proxy : look.intended;
    g.fillRect(k * wide + 2, 112 - h, wide - 4, h);
    if (k < BINS / 2) { g.strokeStyle = look.bg; g.lineWidth = 3; g.beginPath(); for (let y = 112 - h; y < 112 + wide; y += 12) { g.moveTo(k * wide, y); g.lineTo(k * wide + wide, y - wide); } g.save(); g.clip(); g.restore(); }
  });
  g.fillStyle = look.control; g.fillRect(0, 112, 640, 2);
  canvas.setAttribute("aria-label", said);
  return canvas;
}
