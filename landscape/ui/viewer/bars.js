// Bars that tell two rules apart without colour: the proxy rule hatched, the intended rule solid.
import { make } from "./build.js";

/** A bar of two parts; `set(share)` gives the part that is solid, from 0 to 1, or null while it may not be seen. */
export function ruleBar() {
  const proxy = make("span", { class: "llv-bar-proxy" }), intended = make("span", { class: "llv-bar-intended" });
  const element = make("span", { class: "llv-rulebar", "aria-hidden": "true" }, proxy, intended);
  const set = (share) => {
    element.classList.toggle("llv-unknown", share === null);
    proxy.style.width = share === null ? "0%" : `${100 * (1 - share)}%`;
    intended.style.width = share === null ? "0%" : `${100 * share}%`;
  };
  return { element, set };
}

/** What hatched and solid mean. */
export function ruleKey(words) {
  return make("p", { class: "llv-rulekey" },
    make("span", { class: "llv-bar-proxy llv-chip", "aria-hidden": "true" }), words.proxy ?? "by the proxy rule",
    make("span", { class: "llv-bar-intended llv-chip", "aria-hidden": "true" }), words.intended ?? "by the intended rule");
}

/** A lesson's own words for the two rules. */
export const rulesIn = ({ panel_words: words = {} }) => ({ proxy: words.proxy ?? "by the proxy rule", intended: words.intended ?? "by the intended rule" });

export const percent = (share) => `${Math.round(100 * share)} %`;
