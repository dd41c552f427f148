// Which of two rules each run follows, as bars that move with the clock, and how many further starts do.
/** @import { ArrayPlace, Header, Panel, Run } from "./types/header.js" */
/** @import { Arrays, Look, PanelNeeds } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
/** @typedef {Panel & { note?: string }} RulesPanelHeader */
import { percent, ruleBar, ruleKey, rulesIn, spread, spreadSentence } from "./bars.js";
import { aside, make, pen } from "./build.js";
import { markerSvg } from "./shapes.js";

const MOST_PICTURES = 4;

export class RulesPanel {
  /** @param {PanelNeeds} needs */
  constructor({ state, clock, select }) {
    this.state = state;
    this.clock = clock;
    this.select = select;
    /** @type {ReturnType<RulesPanel["row"]>[]} */
    this.rows = [];
    this.title = make("h2", { class: "llv-h2" }, "What each run does");
    this.examples = make("div", { class: "llv-examples" });
    this.lead = make("p", { class: "llv-soft" });
    this.list = make("div", { class: "llv-bars", role: "group", "aria-label": "Runs" });
    this.key = make("div", {});
    this.more = make("div", { class: "llv-more" });
    this.element = aside(this.title, this.examples, this.lead, this.list, this.key, this.more);
  }

  /**
   * @param {Scene} scene
   * @param {Look} look
   */
  show(scene, look) {
    const { header, arrays } = scene;
    const words = header.panel_words ?? {};
    this.examples.replaceChildren(...pictures(arrays, header.arrays, words));
    this.lead.textContent = header.veiled
      ? (words.veiled ?? "")
      : [words.lead ?? words.share, /** @type {RulesPanelHeader} */ (header.panel).note].filter(Boolean).join(" ");
    this.rows = header.runs.map((run, n) => this.row(run, n, look));
    this.list.replaceChildren(...this.rows.map((row) => row.element));
    this.key.replaceChildren(ruleKey(words));
    const { panel_more: further } = arrays;
    this.more.replaceChildren(
      ...(further?.length && !header.veiled
        ? [
            spread(further, look, spreadSentence(further, header), rulesIn(header)),
            make("p", { class: "llv-soft" }, words.more ?? ""),
          ]
        : []),
    );
    this.update(scene);
  }

  /**
   * @param {Run} run
   * @param {number} n
   * @param {Look} look
   */
  row(run, n, look) {
    const bar = ruleBar();
    const share = make("span", { class: "llv-share" });
    const fill = run.rule ? look[run.rule] : look.ink;
    const element = make(
      "button",
      { type: "button", class: "llv-rule", onclick: () => this.select(`run ${n}`) },
      markerSvg(run.symbol, run.letter, 10, fill, look.bg),
      bar.element,
      share,
    );
    return { bar, share, element, run, key: `run ${n}` };
  }

  /** @param {Scene} scene */
  update(scene) {
    const time = this.clock.step;
    const { selected } = this.state;
    const { panel_share: shares } = scene.arrays;
    const steps = scene.arrays.panel_share_steps ?? scene.arrays.run_steps;
    let at = steps.length - 1;
    while (at > 0 && steps[at] > time + 1e-6) at -= 1;
    this.rows.forEach((row, n) => {
      const share = scene.header.veiled ? null : shares[n * steps.length + at];
      row.bar.set(share);
      row.share.textContent = share === null ? "?" : percent(share);
      row.element.setAttribute("aria-pressed", String(row.key === selected));
      const said = share === null ? "not shown before the bet" : `${percent(share)} ${rulesIn(scene.header).intended}`;
      row.element.setAttribute("aria-label", `Run ${row.run.letter}: ${said}`);
    });
  }

  /**
   * The same for the text view: the share of each run at its end, and how the further starts spread.
   * @param {Scene} scene
   * @returns {string[]}
   */
  words({ header, arrays }) {
    const words = header.panel_words ?? {};
    const { panel_share: shares, panel_more: further, run_steps: steps } = arrays;
    if (header.veiled) return [words.veiled].filter(Boolean);
    const rules = rulesIn(header);
    const each = header.runs.map(({ letter }, n) => `${letter} ${percent(shares[(n + 1) * steps.length - 1])}`);
    return [
      words.lead,
      `At the end of training, ${rules.intended}: ${each.join(", ")}; the rest ${rules.proxy}.`,
      ...(further?.length ? [`${spreadSentence(further, header)} ${words.more ?? ""}`] : []),
    ].filter(Boolean);
  }

  curves() {}
}

/**
 * Pictures of training and of the new world.
 * @param {Arrays} arrays
 * @param {Header["arrays"]} shapes
 * @param {Record<string, string>} words
 */
function pictures({ panel_train_images: train, panel_shifted_images: shifted }, shapes, words) {
  return [
    ...(train ? [figure(train, shapes.panel_train_images, words.training ?? words.train ?? "training")] : []),
    ...(shifted ? [figure(shifted, shapes.panel_shifted_images, words.new ?? words.shifted ?? "new")] : []),
  ];
}

/**
 * A few pictures with a caption.
 * @param {Uint8Array} pixels red, green and blue of each
 * @param {ArrayPlace} place has their shape: (n, rows, columns, 3)
 * @param {string} said
 */
function figure(pixels, { shape: [n, rows, columns] }, said) {
  const canvases = Array.from({ length: Math.min(MOST_PICTURES, n) }, (_, k) => {
    const canvas = make("canvas", { width: columns, height: rows, class: "llv-example" });
    const g = pen(canvas);
    const image = g.createImageData(columns, rows);
    for (let p = 0, at = 3 * k * rows * columns; p < rows * columns; p += 1, at += 3) {
      image.data.set([...pixels.subarray(at, at + 3), 255], 4 * p);
    }
    g.putImageData(image, 0, 0);
    return canvas;
  });
  return make(
    "figure",
    { class: "llv-figure" },
    make("div", { class: "llv-strip-of-pictures", "aria-hidden": "true" }, ...canvases),
    make("figcaption", { class: "llv-soft" }, said),
  );
}
