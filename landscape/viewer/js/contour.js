// The same ground as a map: twelve bands of equal height, painted pixel by pixel on a plain canvas. Needs no WebGL.
/** @import { Drawn, Look, MapView, Numbers, Pen } from "./types/viewer.js" */
/** @import { Ground } from "./ground.js" */
import { colorsOf, mix, ramp } from "./colors.js";

export const BANDS = 12;
const MARGIN = { left: 58, right: 12, top: 12, bottom: 46 };

/**
 * The square of the map within so many pixels, and how figure coordinates fall on it.
 * @param {number} width
 * @param {number} height
 * @param {boolean} narrow
 * @returns {MapView}
 */
export function mapView(width, height, narrow) {
  const margin = narrow ? { left: 50, right: 6, top: 6, bottom: 42 } : MARGIN;
  const w = Math.min(width - margin.left - margin.right, 1.45 * (height - margin.top - margin.bottom));
  const h = height - margin.top - margin.bottom;
  const left = margin.left + (width - margin.left - margin.right - w) / 2;
  const top = margin.top;
  return {
    flat: true,
    width,
    height,
    left,
    top,
    w,
    h,
    point: ([x, y]) => [left + ((x + 1) / 2) * w, top + ((1 - y) / 2) * h],
    pick(px, py) {
      const x = (2 * (px - left)) / w - 1;
      const y = 1 - (2 * (py - top)) / h;
      return Math.abs(x) <= 1 && Math.abs(y) <= 1 ? [x, y] : null;
    },
  };
}

/**
 * Paints the bands and the lines between them.
 * @param {Pen} g
 * @param {Drawn} scene
 * @param {MapView} view
 * @param {Look} look
 * @param {number} ratio dots a pixel
 */
export function paintMap(g, scene, view, look, ratio) {
  const { ground } = scene;
  const w = Math.round(view.w * ratio);
  const h = Math.round(view.h * ratio);
  if (w < 1 || h < 1) return; // a page that is still being laid out may be narrower than the margins
  const colors = colorsOf(scene, look);
  const table = ramp(colors.scale);
  const own = colors.values === ground.z;
  const image = g.createImageData(w, h);
  const iso = mix(look.isoline, look.isoline, 0);
  const hole = mix(look.bg, look.soft, 0.25);
  const heights = sampled(ground, ground.z, w, h);
  const tints = own ? heights : sampled(ground, colors.values, w, h);
  for (let py = 0, k = 0; py < h; py += 1) {
    for (let px = 0; px < w; px += 1, k += 1) {
      const z = heights[k];
      const band = Math.min(BANDS - 1, Math.floor(z * BANDS));
      let color = hole;
      if (Number.isFinite(z)) {
        const share = own ? (band + 0.5) / BANDS : (tints[k] - colors.low) / (colors.high - colors.low);
        color = table[Math.min(255, Math.max(0, Math.round(255 * share)))];
        if (colors.byRule && share < 0.5 && (px + py) % Math.round(6.5 * ratio) < 2.5 * ratio) {
          color = color.map((v) => v + (255 - v) * 0.45);
        }
        const line = lineHere(heights, k, px, w, h, z);
        if (line > 0) color = color.map((v, i) => v + (iso[i] - v) * line);
      }
      image.data.set([color[0], color[1], color[2], 255], 4 * k);
    }
  }
  g.putImageData(image, Math.round(view.left * ratio), Math.round(view.top * ratio));
}

/**
 * How much of a line between two bands lies on a pixel.
 * @param {Float32Array} heights
 * @param {number} k
 * @param {number} px
 * @param {number} w
 * @param {number} h
 * @param {number} z
 */
function lineHere(heights, k, px, w, h, z) {
  const right = px + 1 < w ? heights[k + 1] : heights[k - 1];
  const below = k + w < w * h ? heights[k + w] : heights[k - w];
  const slope = Math.hypot(right - z, below - z) * BANDS;
  if (!(slope > 1e-7)) return 0;
  const away = Math.abs(z * BANDS - Math.round(z * BANDS));
  const edge = Math.round(z * BANDS);
  return edge <= 0 || edge >= BANDS ? 0 : Math.max(0, 0.8 * (1 - away / slope));
}

/**
 * A field of the nodes at every pixel, row 0 at the top.
 * @param {Ground} ground
 * @param {Numbers} field
 * @param {number} w
 * @param {number} h
 */
function sampled(ground, field, w, h) {
  const values = new Float32Array(w * h);
  const columns = Array.from({ length: w }, (_, px) => (2 * (px + 0.5)) / w - 1);
  for (let py = 0, k = 0; py < h; py += 1) {
    const y = 1 - (2 * (py + 0.5)) / h;
    for (let px = 0; px < w; px += 1, k += 1) values[k] = ground.sample(field, columns[px], y);
  }
  return values;
}
