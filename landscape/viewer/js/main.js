// Entry for Streamlit: one viewer per place on the page, and a second component that brings it news.
import { unpack } from "./message.js";
import { Viewer } from "./viewer.js";

const viewers = new Map(); // by place on the page
const bySlot = new Map(); // by the name Python knows it under
const news = new Map(); // what came before its viewer did
let plotly = null;

function loadPlotly() {
  plotly ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("./plotly.min.js", import.meta.url).href;
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      plotly = null;
      failed(new Error("Plotly could not be loaded"));
    };
    document.head.append(script);
  });
  return plotly;
}

function style() {
  const href = new URL("./viewer.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const ready = new Promise((done) => {
    link.onload = done;
    link.onerror = done;
  });
  document.head.append(link);
  return ready;
}

const asBytes = (data) => (data instanceof Uint8Array ? data : new Uint8Array(data));
const alike = (a, b) => a?.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);

/** Shows a scene; called again at every change of data or theme. */
export async function view({ parentElement, data, setStateValue, setTriggerValue }) {
  const bytes = asBytes(data);
  const message = unpack(bytes);
  const { slot, group } = message.header;
  let entry = viewers.get(parentElement);
  if (!entry) {
    const host = Object.assign(document.createElement("div"), { className: "llv-host" });
    parentElement.replaceChildren(host);
    entry = { slot, host };
    viewers.set(parentElement, entry);
    entry.ready = style().then(() => {
      entry.viewer = new Viewer(host, { plotly: loadPlotly, group, send: (what, value) => entry.send(what, value) });
      bySlot.set(slot, entry.viewer);
    });
  }
  entry.send = (what, value) => (what === "pins" ? setStateValue(what, value) : setTriggerValue(what, value));
  await entry.ready;
  const theme = getComputedStyle(entry.host).getPropertyValue("--ll-bg");
  if (theme === entry.theme && alike(entry.bytes, bytes)) return;
  Object.assign(entry, { theme, bytes });
  await entry.viewer.show(message);
  if (news.has(slot)) {
    entry.viewer.signal(news.get(slot));
    news.delete(slot);
  }
}

/** Brings news to the viewer of a slot. */
export function tell({ data }) {
  const what = JSON.parse(new TextDecoder().decode(asBytes(data)));
  if (!bySlot.has(what.slot)) {
    news.set(what.slot, what);
    return;
  }
  news.delete(what.slot); // older news must not come after newer
  bySlot.get(what.slot).signal(what);
}

export function leave({ parentElement }) {
  const entry = viewers.get(parentElement);
  entry?.viewer?.close();
  viewers.delete(parentElement);
  if (entry && bySlot.get(entry.slot) === entry.viewer) bySlot.delete(entry.slot);
}
