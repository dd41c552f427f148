// The row over the view: title, kind of view, sharing, taking away.
import { button, make } from "./build.js";
import { csv, download, png, svg } from "./exports.js";

const MODES = [
  ["3d", "3-D"],
  ["map", "Contour"],
  ["text", "Text"],
];

export class Head {
  constructor(viewer) {
    this.viewer = viewer;
    this.title = make("div", { class: "llv-title", role: "heading", "aria-level": "1" });
    this.modes = MODES.map(([mode, text]) =>
      button(text, () => viewer.setMode(mode), { class: "llv-mode", "aria-pressed": "false", "data-mode": mode }),
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

  show({ header, ground }) {
    this.title.textContent = header.title;
    this.title.setAttribute("aria-level", String(header.level ?? 1));
    this.tools.hidden = !ground;
    this.share.element.hidden = !header.link || header.share === false;
    if (header.link) this.fillShare(header);
    this.fillExport(header);
  }

  update() {
    for (const element of this.modes) {
      element.setAttribute("aria-pressed", String(element.dataset.mode === this.viewer.mode));
      const impossible = element.dataset.mode === "3d" && !this.viewer.canTurn;
      element.disabled = impossible;
      element.title = impossible ? "This browser does not draw 3-D (WebGL is off)." : "";
    }
  }

  fillShare({ link, title, page = "lab", question = title, still = "" }) {
    const address = new URL(`${page}?${link}`, pageBase()).href;
    const frame = snippet(`${page}?embed=true&${link}`, question, address, still);
    const copy = (label, text) => {
      const done = make("span", { class: "llv-soft", role: "status" });
      return make(
        "div",
        { class: "llv-row" },
        button(
          label,
          async () => {
            try {
              await navigator.clipboard.writeText(text);
              done.textContent = "Copied.";
            } catch {
              done.textContent = "Copy it from the field.";
            }
          },
          { class: "llv-button" },
        ),
        done,
      );
    };
    const field = (label, text) =>
      make(
        "label",
        { class: "llv-field" },
        label,
        make("input", {
          type: "text",
          readOnly: true,
          value: text,
          class: "llv-link",
          onfocus: (event) => event.target.select(),
        }),
      );
    this.share.panel.replaceChildren(
      make(
        "p",
        { class: "llv-soft" },
        "This link opens the same scene in any browser: same data, same seeds, same view.",
      ),
      field("Link", address),
      copy("Copy link", address),
      field("For a web page", frame),
      copy("Copy iframe", frame),
      make("img", {
        class: "llv-qr",
        alt: "QR code of the link",
        loading: "lazy",
        src: new URL(`qr.svg?${page === "lab" ? "" : `page=${page}&`}${link}`, pageBase()).href,
      }),
      ...(/(^|&)data=csv(&|$)/.test(link)
        ? [make("p", { class: "llv-soft" }, "Your file does not travel in it: whoever opens it needs the same file.")]
        : []),
    );
  }

  /** A lesson's link is not that of its scene; where the lab cannot make the scene, only what the browser has is offered. */
  fillExport({ page, link, scene_link: scene = page ? "" : link, exports = [], title, still = "", veiled }) {
    const name = title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
    const said = make("p", { class: "llv-soft", role: "status" });
    const own = (text, suffix, makeIt) =>
      make(
        "li",
        {},
        button(
          text,
          async () => {
            said.textContent = "";
            try {
              download(`${name}.${suffix}`, await makeIt(this.viewer));
            } catch (error) {
              said.textContent = "That did not work in this browser.";
              console.warn(error);
            }
          },
          { class: "llv-quiet" },
        ),
      );
    const from = exports.map(({ name: format, title: text }) =>
      make(
        "li",
        {},
        make(
          "a",
          { class: "llv-quiet", href: new URL(`export/${format}?${scene}`, pageBase()).href, download: "" },
          text,
        ),
      ),
    );
    const print = still
      ? [
          make(
            "li",
            {},
            make(
              "a",
              {
                class: "llv-quiet",
                href: new URL(veiled ? still : `${still}&answer=1`, pageBase()).href,
                target: "_blank",
                rel: "noopener",
              },
              "Sheet for print (SVG)",
            ),
          ),
        ]
      : [];
    this.export.panel.replaceChildren(
      make(
        "ul",
        { class: "llv-menu" },
        own("PNG picture of this view", "png", png),
        own("SVG of the contour", "svg", svg),
        ...print,
        ...(scene && exports.length ? from : [own("CSV table", "csv", csv)]),
      ),
      said,
    );
  }
}

/** The folder the pages live in: pages are one level deep. */
const pageBase = () => new URL(".", document.baseURI);

/** The lines for another page: the frame, and the lesson's still where scripts are off. */
function snippet(source, question, address, still) {
  const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const at = (path) => quoted(new URL(path, pageBase()).href);
  const frame = `<iframe src="${at(source)}" width="1024" height="640" loading="lazy" title="${quoted(question)}"></iframe>`;
  return still
    ? `${frame}\n<noscript><a href="${quoted(address)}"><img src="${at(still)}" alt="${quoted(question)}" width="760"></a></noscript>`
    : frame;
}

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
    if (event.relatedTarget && !element.contains(event.relatedTarget)) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (element.isConnected && !element.contains(event.target)) close();
  });
  return { element, panel };
}
