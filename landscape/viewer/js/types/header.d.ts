// Made from landscape/viewer/header.py by `python -m tests.viewer.header_types`; a test holds it up to date.

/** Where an array stands among the bytes after the header. */
export interface ArrayPlace {
  at: number;
  kind: "f4" | "u1" | "i4";
  shape: number[];
}

/** Colours that are the same in light and dark: stops of the ground from 0 to 1, of classes, of paths. */
export interface Palette {
  ground: [number, string][];
  regions: string[];
  path: string;
  casing: string;
}

/** The part of the view that is shown, along x and along y in its units; figure coordinates run over [-1, 1]. */
export interface Frame {
  center: [number, number];
  half_width: [number, number];
}

/** How height is to be read; `ticks` are heights in [0, 1] and what stands at them, `floor` and `top` their ends. */
export interface HeightKey {
  title: string;
  name: string;
  unit: string;
  ticks: [number, string][];
  floor: number;
  top: number;
  logarithmic: boolean;
}

/** How colour is to be read where it is not the height: its ends, what stands at them, whether it paints rules. */
export interface ColorKey {
  title: string;
  name: string;
  unit: string;
  low: number;
  high: number;
  texts: [string, string];
  by_rule: boolean;
}

export interface PathPlace {
  run: number;
  ball: number;
  from: number;
  to: number;
}

/** A run, drawn or not; `rule` is None where there are no two rules, or before the bet. */
export interface Run {
  letter: string;
  symbol: string;
  seed: number;
  rule: "intended" | "proxy" | null;
  sound: boolean;
}

/** How a row of `tiles` is to be read: a picture of what a network answers. */
export interface TilesKey {
  kind: "map" | "curve" | "images";
  height: number;
  width: number;
  axes: [string, string];
  x_range: [number, number];
  y_range: [number, number];
  classes: string[];
  note: string;
}

/** The scene in words: its badge with a lead, what stands behind it and below the picture, and the table. */
export interface Words {
  lead: string;
  badge: string;
  why: string[];
  below: string[];
  behaviour: string;
  columns: string[];
  rows: string[][];
}

/** A format a scene can be taken away in. */
export interface ExportChoice {
  name: string;
  title: string;
}

/** The behaviour view of a finding; what else it holds is told by its kind, and `pins` are places to begin with. */
export interface Panel {
  kind: string;
  pins?: [number, number][];
}

/** Everything but the arrays. */
export interface Header {
  arrays: Record<string, ArrayPlace>;
  version: number;
  key: string;
  title: string;
  unit: string;
  palette: Palette;
  words: Words;
  runs: Run[];
  complete?: boolean;
  task?: string;
  axes?: [string, string];
  grid?: [number, number];
  frame?: Frame;
  height?: HeightKey;
  color?: ColorKey | null;
  paths?: PathPlace[];
  lift?: number;
  drop_threshold?: number;
  home_azimuth?: number;
  tiles?: TilesKey | null;
  panel?: Panel;
  slot?: string;
  group?: string;
  form?: "" | "bare" | "compact" | "hall" | "embed" | "lesson" | "pair";
  place?: string;
  link?: string;
  scene_link?: string;
  share?: boolean;
  hall?: boolean;
  level?: number;
  page?: string;
  question?: string;
  still?: string;
  exports?: ExportChoice[];
  panel_words?: Record<string, string>;
  veiled?: boolean;
}
