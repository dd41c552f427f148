// One clock for landscape, loss curves and decision maps. Time is a step of training on a logarithmic axis.
const SECONDS = 9; // from the first step to the last at speed 1
const STILLS = 4;

export class Clock {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.last = 1;
    this.share = 1; // place on the axis, 0 to 1
    this.speed = 1;
    this.playing = false;
    this.frame = 0;
    this.then = -1; // when the last frame was drawn; before the first, -1
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * Sets the number of steps; the place on the axis stays.
   * @param {number} last
   */
  setLast(last) {
    this.last = Math.max(1, last);
  }

  get step() {
    return Math.min(this.last, Math.expm1(this.share * Math.log1p(this.last)));
  }

  /** @param {number} step */
  shareOf(step) {
    return Math.log1p(step) / Math.log1p(this.last);
  }

  get moving() {
    return this.playing || this.share < 1;
  }

  /** @param {number} share */
  seek(share) {
    this.share = Math.min(1, Math.max(0, share));
    this.changed();
  }

  /**
   * To the next of the kept steps, or the one before.
   * @param {number[]} steps
   * @param {1 | -1} direction
   */
  stepBy(steps, direction) {
    this.pause();
    const now = this.step;
    const eps = 1e-6 * Math.max(1, now);
    const next = direction > 0 ? steps.find((s) => s > now + eps) : steps.findLast((s) => s < now - eps);
    if (next !== undefined) this.seek(this.shareOf(next));
  }

  toggle() {
    if (this.playing) {
      this.pause();
      return;
    }
    if (this.share >= 1) this.share = 0;
    this.playing = true;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.stills();
    else {
      this.then = -1;
      this.frame = requestAnimationFrame((now) => this.tick(now));
    }
    this.changed();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.changed();
  }

  /** @param {number} now milliseconds */
  tick(now) {
    if (!this.playing) return;
    this.share = Math.min(1, this.share + ((now - (this.then < 0 ? now : this.then)) / 1000 / SECONDS) * this.speed);
    this.then = now;
    if (this.share >= 1) {
      this.pause();
      return;
    }
    this.changed();
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  /** Without motion: a few still pictures, one after the other. */
  stills() {
    if (!this.playing) return;
    this.changed();
    if (this.share >= 1) {
      this.pause();
      return;
    }
    this.timer = setTimeout(() => {
      this.share = Math.min(1, Math.round(this.share * STILLS + 1) / STILLS);
      this.stills();
    }, 1500 / this.speed);
  }
}
