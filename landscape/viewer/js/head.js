// The row over the view: title, kind of view, sharing, taking away.
/** @import { Header } from "./types/header.js" */
/** @import { Mode } from "./types/viewer.js" */
/** @import { Properties } from "./build.js" */
/** @import { Source } from "./exports.js" */
/** @import { Scene } from "./scene.js" */
import { button, make } from "./build.js";
import { csv, download, png, svg } from "./exports.js";

/** @type {[Mode, string][]} */
const MODES = [
  ["3d", "3-D"],
  ["map", "Contour"],
  ["text", "Text"],
];

export class Head {
  /**
   * @param {Source} source
   * @param {boolean} canTurn whether the browser draws 3-D
   * @param {(mode: Mode) => void} setMode
   */
  constructor(source, canTurn, setMode) {
    this.source = source;
    this.canTurn = canTurn;
    this.title = make("div", { class: "llv-title", role: "heading", "aria-level": "1" });
    this.modes = MODES.map(([mode, text]) =>
      button(text, () => setMode(mode), { class: "llv-mode", "aria-pressed": "false", "data-mode": mode }),
    );
    this.share = menu("Share");
    this.export = menu("Export");
    this.tools = make(
      "div",
      { class: "llv-tools" },
      make("div", { class: "llv-modes", role: "group", "aria-label": "Kind of view" }, ...this.modes),
      this.share.element,
      this.export.element,
    );
    this.element = make("div", { class: "llv-head" }, this.title, this.tools);
  }

  /** @param {Scene} scene */
  show({ header, ground }) {
    this.title.textContent = header.title;
    this.title.setAttribute("aria-level", String(header.level ?? 1));
    this.tools.hidden = !ground;
    this.share.element.hidden = !header.link || header.share === false;
    if (header.link) this.share.panel.replaceChildren(...shareItems(header, header.link));
    this.fillExport(header);
  }

  update() {
    for (const element of this.modes) {
      element.setAttribute("aria-pressed", String(element.dataset.mode === this.source.state.mode));
      const impossible = element.dataset.mode === "3d" && !this.canTurn;
      element.disabled = impossible;
      element.title = impossible ? "This browser does not draw 3-D (WebGL is off)." : "";
    }
  }

  /**
   * What can be taken away; where the lab cannot make the scene, only what the browser has.
   * @param {Header} header a lesson's link is not that of its scene
   */
  fillExport({ page, link, scene_link: scene = page ? "" : link, exports = [], title, still = "", veiled }) {
    const name = title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
    const said = make("p", { class: "llv-soft", role: "status" });
    /** @type {(text: string, suffix: string, makeIt: (source: Source) => Blob | Promise<Blob>) => HTMLElement} */
    const own = (text, suffix, makeIt) => {
      const take = async () => {
        said.textContent = "";
        try {
          download(`${name}.${suffix}`, await makeIt(this.source));
        } catch (error) {
          said.textContent = "That did not work in this browser.";
          console.warn(error);
        }
      };
      return make("li", {}, button(text, take, { class: "llv-quiet" }));
    };
    /** @type {(text: string, path: string, more: Properties) => HTMLElement} */
    const from = (text, path, more) =>
      make("li", {}, make("a", { class: "llv-quiet", href: fromPages(path), ...more }, text));
    const print = { target: "_blank", rel: "noopener" };
    const table = own("CSV table", "csv", csv);
    const files = exports.map((format) => from(format.title, `export/${format.name}?${scene}`, { download: "" }));
    const list = [
      own("PNG picture of this view", "png", png),
      own("SVG of the contour", "svg", svg),
      ...(still ? [from("Sheet for print (SVG)", veiled ? still : `${still}&answer=1`, print)] : []),
      ...(scene && files.length ? files : [table]),
    ];
    this.export.panel.replaceChildren(make("ul", { class: "llv-menu" }, ...list), said);
  }
}

/**
 * The address of a path beside the pages, which are one level deep.
 * @param {string} path
 */
const fromPages = (path) => new URL(path, new URL(".", document.baseURI)).href;

/**
 * Link, frame and code to share.
 * @param {Header} header
 * @param {string} link
 */
function shareItems({ title, page = "lab", question = title, still = "" }, link) {
  const address = fromPages(`${page}?${link}`);
  const frame = snippet(`${page}?embed=true&${link}`, question, address, still);
  const what = "This link opens the same scene in any browser: same data, same seeds, same view.";
  const file = "Your file does not travel in it: whoever opens it needs the same file.";
  const code = fromPages(`qr.svg?${page === "lab" ? "" : `page=${page}&`}${link}`);
  return [
    make("p", { class: "llv-soft" }, what),
    field("Link", address),
    copier("Copy link", address),
    field("For a web page", frame),
    copier("Copy iframe", frame),
    make("img", { class: "llv-qr", alt: "QR code of the link", loading: "lazy", src: code }),
    ...(/(^|&)data=csv(&|$)/.test(link) ? [make("p", { class: "llv-soft" }, file)] : []),
  ];
}

/**
 * A button that copies a text, and says whether it could.
 * @param {string} label
 * @param {string} text
 */
function copier(label, text) {
  const done = make("span", { class: "llv-soft", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      done.textContent = "Copied.";
    } catch {
      done.textContent = "Copy it from the field.";
    }
  };
  return make("div", { class: "llv-row" }, button(label, copy, { class: "llv-button" }), done);
}

/**
 * A field with a text to copy by hand.
 * @param {string} label
 * @param {string} text
 */
function field(label, text) {
  const input = make("input", { type: "text", readOnly: true, value: text, class: "llv-link" });
  input.addEventListener("focus", () => input.select());
  return make("label", { class: "llv-field" }, label, input);
}

/**
 * The lines for another page: the frame, and the lesson's still where scripts are off.
 * @param {string} source
 * @param {string} question
 * @param {string} address
 * @param {string} still
 */
function snippet(source, question, address, still) {
  /** @type {(text: string) => string} */
  const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const size = 'width="1024" height="640" loading="lazy"';
  const frame = `<iframe src="${quoted(fromPages(source))}" ${size} title="${quoted(question)}"></iframe>`;
  if (!still) return frame;
  const image = `<img src="${quoted(fromPages(still))}" alt="${quoted(question)}" width="760">`;
  return `${frame}\n<noscript><a href="${quoted(address)}">${image}</a></noscript>`;
}

/**
 * A button that opens and closes a small panel.
 * @param {string} name
 */
function menu(name) {
  const panel = make("div", { class: "llv-panel", hidden: true });
  const opener = button(
    name,
    () => {
      panel.hidden = !panel.hidden;
      opener.setAttribute("aria-expanded", String(!panel.hidden));
    },
    { class: "llv-button llv-opener", "aria-expanded": "false" },
  );
  const close = () => {
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  const element = make("div", { class: "llv-dropdown" }, opener, panel);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      close();
      opener.focus();
    }
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !element.contains(/** @type {Node} */ (event.relatedTarget))) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (element.isConnected && !element.contains(/** @type {Node} */ (event.target))) close();
  });
  return { element, panel };
}
