// A message made ready for drawing.
/** @import { Drawn, Path, Place, Tile, Triple } from "./types/viewer.js" */
/** @import { Message } from "./message.js" */
import { Ground, nearestOn } from "./ground.js";
import { pathsOf } from "./paths.js";
import { tileAt } from "./tiles.js";

export class Scene {
  /** @param {Message} message */
  constructor({ header, arrays }) {
    this.header = header;
    this.arrays = arrays;
    this.ground = arrays.z ? new Ground(arrays.x, arrays.y, arrays.z) : null;
    /** @type {Path[]} */
    this.paths = pathsOf(header, arrays);
  }

  get hasTiles() {
    return Boolean(this.header.tiles);
  }

  get lastStep() {
    const { steps } = this.arrays;
    return steps?.length ? steps[steps.length - 1] : 1;
  }

  /**
   * Points around the block, from which a camera is fitted.
   * @this {Drawn}
   * @param {number} base
   * @returns {Triple[]}
   */
  outline(base) {
    /** @type {Triple[]} */
    const points = [];
    const { x, y, z, nx, ny } = this.ground;
    const every = Math.max(1, Math.floor(nx / 12));
    for (let j = 0; j < ny; j += j + every < ny || j === ny - 1 ? every : ny - 1 - j) {
      for (let i = 0; i < nx; i += i + every < nx || i === nx - 1 ? every : nx - 1 - i) {
        points.push([x[i], y[j], Number.isFinite(z[j * nx + i]) ? z[j * nx + i] : 0]);
      }
    }
    for (const a of [-1, 1]) for (const b of [-1, 1]) points.push([a, b, base]);
    return points;
  }

  /**
   * From figure coordinates to units of the view.
   * @this {Drawn}
   * @param {Place | Triple} place
   * @returns {Place}
   */
  inUnits(place) {
    const [x, y] = place;
    const { center, half_width: half } = this.header.frame;
    return [center[0] + x * half[0], center[1] + y * half[1]];
  }

  /**
   * And back.
   * @this {Drawn}
   * @param {Place} place
   * @returns {Place}
   */
  inFigure(place) {
    const [x, y] = place;
    const { center, half_width: half } = this.header.frame;
    return [(x - center[0]) / half[0], (y - center[1]) / half[1]];
  }

  /**
   * The node with a tile that is nearest to a place: where it is, its tile and its loss.
   * @this {Drawn}
   * @param {Place | Triple} place
   * @returns {Tile | null}
   */
  tileNear(place) {
    const [x, y] = place;
    const { tiles: meta, grid } = this.header;
    if (!meta) return null;
    const [nx, ny] = grid;
    const { tile_rows: rows, tile_columns: columns, tiles, tile_loss: losses, tile_share: shares } = this.arrays;
    const column = nearestOn(columns, ((x + 1) / 2) * (nx - 1));
    const row = nearestOn(rows, ((y + 1) / 2) * (ny - 1));
    const n = row * columns.length + column;
    /** @type {Place} */
    const at = [(2 * columns[column]) / (nx - 1) - 1, (2 * rows[row]) / (ny - 1) - 1];
    return { at, values: tileAt(tiles, meta, n), loss: losses[n], share: shares ? shares[n] : null };
  }

  /**
   * The quantity of the height at the node nearest to a place.
   * @this {Drawn}
   * @param {Place} place
   */
  valueNear(place) {
    const [x, y] = place;
    const { ground } = this;
    return this.arrays.values[nearestOn(ground.y, y) * ground.nx + nearestOn(ground.x, x)];
  }

  /**
   * What a run does at a step: the tile of the last kept step before it.
   * @param {number} run
   * @param {number} step
   */
  runTile(run, step) {
    const { run_tiles: tiles, run_steps: steps } = this.arrays;
    const { tiles: meta } = this.header;
    if (!meta) throw new Error("this scene has no tiles");
    return tileAt(tiles, meta, run * steps.length + before(steps, step));
  }

  /**
   * Training loss of a run at the last snapshot before a step.
   * @param {number} run
   * @param {number} step
   */
  lossAt(run, step) {
    const { steps, train_loss: losses } = this.arrays;
    return steps && losses ? losses[run * steps.length + before(steps, step)] : NaN;
  }

  /** Steps at which something was kept, for stepping through. */
  get keptSteps() {
    return Array.from(this.arrays.steps ?? [0]);
  }
}

/**
 * @param {ArrayLike<number>} steps
 * @param {number} step
 */
function before(steps, step) {
  let i = steps.length - 1;
  while (i > 0 && steps[i] > step + 1e-6) i -= 1;
  return i;
}
