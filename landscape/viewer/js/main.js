// Entry for Streamlit: one viewer per place on the page, and a second component that brings it news.
/** @import { Component, News, PlotlyLibrary, Send } from "./types/viewer.js" */
import { make } from "./build.js";
import { unpack } from "./message.js";
import { Viewer } from "./viewer.js";

/**
 * A place on the page and the viewer in it.
 * @typedef {object} Entry
 * @property {string} slot
 * @property {HTMLElement} host
 * @property {Send} send
 * @property {Promise<Viewer>} ready
 * @property {Viewer} [viewer]
 * @property {string} [theme]
 * @property {Uint8Array} [bytes]
 */

/** @type {Map<HTMLElement, Entry>} by place on the page */
const viewers = new Map();
/** @type {Map<string, Viewer>} by the name Python knows it under */
const bySlot = new Map();
/** @type {Map<string, News>} what came before its viewer did */
const news = new Map();
/** @type {Promise<PlotlyLibrary> | null} */
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

/** @returns {Promise<unknown>} */
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

/** @type {(data: Uint8Array | ArrayBuffer) => Uint8Array} */
const asBytes = (data) => (data instanceof Uint8Array ? data : new Uint8Array(data));
/** @type {(a: Uint8Array | undefined, b: Uint8Array) => boolean} */
const alike = (a, b) => a?.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);

/**
 * Shows a scene; called again at every change of data or theme.
 * @param {Component} component
 */
export async function view({ parentElement, data, setStateValue, setTriggerValue }) {
  const bytes = asBytes(data);
  const message = unpack(bytes);
  const { slot = "", group } = message.header;
  /** @type {Send} */
  const send = (what, value) => (what === "pins" ? setStateValue(what, value) : setTriggerValue(what, value));
  const entry = viewers.get(parentElement) ?? enter(parentElement, slot, group, send);
  entry.send = send;
  const viewer = await entry.ready;
  const theme = getComputedStyle(entry.host).getPropertyValue("--ll-bg");
  if (theme === entry.theme && alike(entry.bytes, bytes)) return;
  Object.assign(entry, { theme, bytes });
  await viewer.show(message);
  const waiting = news.get(slot);
  if (!waiting) return;
  viewer.signal(waiting);
  news.delete(slot);
}

/**
 * A viewer in a new place; it comes when its style is there.
 * @param {HTMLElement} place
 * @param {string} slot
 * @param {string | undefined} group
 * @param {Send} send
 */
function enter(place, slot, group, send) {
  const host = make("div", { class: "llv-host" });
  place.replaceChildren(host);
  const ready = style().then(() => {
    const viewer = new Viewer(host, { plotly: loadPlotly, group, send: (what, value) => entry.send(what, value) });
    entry.viewer = viewer;
    bySlot.set(slot, viewer);
    return viewer;
  });
  /** @type {Entry} */
  const entry = { slot, host, send, ready };
  viewers.set(place, entry);
  return entry;
}

/**
 * Brings news to the viewer of a slot.
 * @param {Component} component
 */
export function tell({ data }) {
  /** @type {News} */
  const what = JSON.parse(new TextDecoder().decode(asBytes(data)));
  const viewer = bySlot.get(what.slot);
  if (!viewer) {
    news.set(what.slot, what);
    return;
  }
  news.delete(what.slot); // older news must not come after newer
  viewer.signal(what);
}

/**
 * The page goes away.
 * @param {Component} component
 */
export function leave({ parentElement }) {
  const entry = viewers.get(parentElement);
  entry?.viewer?.close();
  viewers.delete(parentElement);
  if (entry && bySlot.get(entry.slot) === entry.viewer) bySlot.delete(entry.slot);
}
