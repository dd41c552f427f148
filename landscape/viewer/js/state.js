// What is shown: the scene, how the page looks, the kind of view and the chosen run.
/** @import { Drawn, Look, Mode, Training } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */

/** Whether a scene has a picture. */
export const hasGround = /** @type {(scene: Scene | null) => scene is Drawn} */ ((scene) => Boolean(scene?.ground));

export class State {
  /** @type {Scene | null} */
  scene = null;
  /** @type {Mode | null} */
  mode = null;
  /** @type {string | null} the key of the chosen path */
  selected = null;
  /** @type {Training | null} */
  training = null;
  /** @type {Look | null} */
  #look = null;

  /** Colours and sizes of the page as it is now. */
  get look() {
    if (!this.#look) throw new Error("the look is known only when a scene was shown");
    return this.#look;
  }

  set look(look) {
    this.#look = look;
  }

  /** The scene, for what is reached through its picture alone. */
  get drawn() {
    if (!hasGround(this.scene)) throw new Error("this scene has no picture");
    return this.scene;
  }

  /** The path of the chosen run or ball. */
  get chosen() {
    return this.scene?.paths.find((path) => path.key === this.selected);
  }

  /** @param {string} key chooses a path, or lets go of it */
  choose(key) {
    this.selected = this.selected === key ? null : key;
  }
}
