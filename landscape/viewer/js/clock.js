// One clock for landscape, loss curves and decision maps. Time is a step of training on a logarithmic axis.
const SECONDS = 9; // from the first step to the last at speed 1
const STILLS = 4;

export class Clock {
  constructor(changed) {
    this.changed = changed;
    this.last = 1;
    this.share = 1; // place on the axis, 0 to 1
    this.speed = 1;
    this.playing = false;
  }

  /** Sets the number of steps; the place on the axis stays. */
  setLast(last) {
    this.last = Math.max(1, last);
  }

  get step() {
    return Math.min(this.last, Math.expm1(this.share * Math.log1p(this.last)));
  }

  shareOf(step) {
    return Math.log1p(step) / Math.log1p(this.last);
  }

  get moving() {
    return this.playing || this.share < 1;
  }

  seek(share) {
    this.share = Math.min(1, Math.max(0, share));
    this.changed();
  }

  /** To the next of the kept steps, or the one before. */
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
      this.then = undefined;
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

  tick(now) {
    if (!this.playing) return;
    this.share = Math.min(1, this.share + ((now - (this.then ?? now)) / 1000 / SECONDS) * this.speed);
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
