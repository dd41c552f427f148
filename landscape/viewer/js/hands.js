// Hands on the view: drag turns, wheel and keys zoom, a click pins, arrow keys turn or walk.
const CLICK = 5; // pixels a pointer may move and still be clicking
const TURN = 0.008;
const KEY_TURN = Math.PI / 24;
const ZOOM = 1.15;

export class Hands {
  constructor(viewer) {
    this.viewer = viewer;
    this.engaged = false; // whether the wheel zooms: only after a click, so that the page still scrolls
    this.touches = new Map();
    const { ink } = viewer;
    const on = (name, act, options) => ink.addEventListener(name, act, options);
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => {
      this.touches.delete(event.pointerId);
      this.held = null;
    });
    on("pointerleave", () => {
      this.engaged = false;
      viewer.hover(null);
    });
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("keydown", (event) => this.key(event));
    on("blur", () => {
      this.engaged = false;
    });
    on("contextmenu", (event) => event.preventDefault());
  }

  at(event) {
    const box = this.viewer.ink.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  get turns() {
    return this.viewer.mode === "3d";
  }

  down(event) {
    const touch = event.pointerType === "touch";
    this.touches.set(event.pointerId, [event.clientX, event.clientY]);
    this.held = {
      x: event.clientX,
      y: event.clientY,
      moved: 0,
      button: event.button,
      turning: this.turns && (!touch || this.viewer.rotate),
    };
    if (this.held.turning) this.viewer.ink.setPointerCapture(event.pointerId);
  }

  move(event) {
    const { held, viewer } = this;
    if (!held) {
      if (event.pointerType !== "touch") viewer.hover(this.at(event));
      return;
    }
    const before = this.touches.get(event.pointerId) ?? [held.x, held.y];
    if (this.touches.size === 2 && held.turning) this.pinch(event, before);
    const dx = event.clientX - before[0];
    const dy = event.clientY - before[1];
    this.touches.set(event.pointerId, [event.clientX, event.clientY]);
    held.moved = Math.max(held.moved, Math.hypot(event.clientX - held.x, event.clientY - held.y));
    if (!held.turning || this.touches.size > 1 || held.moved < CLICK) return;
    viewer.hover(null);
    const { camera } = viewer;
    if (event.shiftKey || held.button === 2) this.pan(dx, dy);
    else viewer.turn({ azimuth: camera.azimuth - dx * TURN, elevation: camera.elevation + dy * TURN });
  }

  pan(dx, dy) {
    const { camera, ink } = this.viewer;
    const { right, up } = camera.axes();
    const scale = (camera.distance * Math.tan(Math.PI / 8)) / (ink.clientHeight / 2);
    this.viewer.turn({ center: camera.center.map((c, i) => c - right[i] * dx * scale + up[i] * dy * scale) });
  }

  pinch(event, before) {
    const other = [...this.touches].find(([id]) => id !== event.pointerId)[1];
    const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const is = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
    if (was > 0 && is > 0) this.viewer.turn({ distance: (this.viewer.camera.distance * was) / is });
  }

  up(event) {
    const { held } = this;
    this.touches.delete(event.pointerId);
    this.held = null;
    if (!held || held.moved >= CLICK || held.button !== 0) return;
    this.engaged = true;
    this.viewer.press(this.at(event));
  }

  wheel(event) {
    if (!this.turns || !(this.engaged || event.ctrlKey)) return;
    event.preventDefault();
    this.viewer.turn({
      distance:
        this.viewer.camera.distance * Math.exp(Math.sign(event.deltaY) * Math.min(0.25, Math.abs(event.deltaY) / 500)),
    });
  }

  key(event) {
    const { viewer } = this;
    const { camera } = viewer;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (arrows && viewer.board.walking) viewer.board.step(viewer.board.walking, arrows);
    else if (arrows && this.turns) {
      viewer.turn({
        azimuth: camera.azimuth + arrows[0] * KEY_TURN,
        elevation: camera.elevation + arrows[1] * KEY_TURN,
      });
    } else if ((event.key === "+" || event.key === "=") && this.turns)
      viewer.turn({ distance: camera.distance / ZOOM });
    else if (event.key === "-" && this.turns) viewer.turn({ distance: camera.distance * ZOOM });
    else if (event.key === "Home" && this.turns) viewer.flight.home();
    else if (event.key === "Enter") viewer.pinMiddle();
    else if (event.key === "Escape" && viewer.board.walking) viewer.board.walk(viewer.board.walking);
    else return;
    event.preventDefault();
  }
}
