// Viewers side by side whose cameras and clocks move together.
/** @import { Viewer } from "./viewer.js" */

/** @type {Map<string, Set<Viewer>>} */
const groups = new Map();

export class Group {
  /**
   * @param {string} name "" stands alone
   * @param {Viewer} viewer
   */
  constructor(name, viewer) {
    this.viewer = viewer;
    /** @type {Set<Viewer>} */
    this.all = groups.get(name) ?? new Set();
    if (name) groups.set(name, this.all.add(viewer));
  }

  /** The other viewers that have a picture. */
  get others() {
    return [...this.all].filter((other) => other !== this.viewer && other.scene?.ground);
  }

  leave() {
    this.all.delete(this.viewer);
  }
}
