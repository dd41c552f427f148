// What the modules hand to each other and no class owns; the header's own types are in header.d.ts.
import type { Scene } from "../scene.js";
import type { Ground } from "../ground.js";
import type { State } from "../state.js";
import type { Clock } from "../clock.js";
import type { PinBoard } from "../pinboard.js";
import type { Header, Panel, Run } from "./header.js";

/** A place in figure coordinates, in units of the view, or in pixels. */
export type Place = [number, number];
/** x, y and height in figure coordinates. */
export type Triple = [number, number, number];
/** A point of which only the place in space matters here. */
export type Point = readonly [number, number, number, ...unknown[]];
/** x, y, height, step, and whether a new line begins here. */
export type Piece = [number, number, number, number, boolean];
/** Red, green and blue, each up to 255. */
export type Rgb = number[];
/** Where it lies on a scale from 0 to 1, and the colour there. */
export type Stop = [number, string];
export type Mode = "3d" | "map" | "text";
export type Send = (what: "pins" | "drop", value: unknown) => void;
export type Numbers = Float32Array | Int32Array | Uint8Array;
export type Pen = CanvasRenderingContext2D;

/** The header of a scene that has a ground. */
export type Shown = Header & Required<Pick<Header, Picture>>;
type Picture = "axes" | "grid" | "frame" | "height" | "lift" | "drop_threshold" | "home_azimuth" | "paths";

/** A scene with a ground: what everything over the picture is drawn from. */
export type Drawn = Scene & { ground: Ground; header: Shown };

/**
 * What stands behind the header; `header.arrays` has the shapes. Before a bet some are kept back: whoever reads what
 * tells of the rules asks `header.veiled` first.
 */
export interface Arrays {
  x: Float32Array;
  y: Float32Array;
  z?: Float32Array;
  values: Float32Array;
  color?: Float32Array;
  path_x: Float32Array;
  path_y: Float32Array;
  path_z: Float32Array;
  path_ground: Float32Array;
  path_value: Float32Array;
  path_step: Int32Array;
  path_break: Uint8Array;
  path_held_out: Uint8Array;
  tiles: Uint8Array;
  tile_rows: Int32Array;
  tile_columns: Int32Array;
  tile_loss: Float32Array;
  tile_share?: Float32Array;
  run_tiles: Uint8Array;
  run_steps: Int32Array;
  ball_tiles: Uint8Array;
  ball_steps: Int32Array;
  images: Uint8Array;
  image_targets: Uint8Array;
  points: Float32Array;
  point_targets: Float32Array;
  steps?: Int32Array;
  train_loss?: Float32Array;
  panel_share: Float32Array;
  panel_share_steps?: Int32Array;
  panel_more?: Float32Array;
  panel_starts: Float32Array;
  panel_rule?: Uint8Array;
  panel_own: Float32Array;
  panel_moved: Float32Array;
  panel_weights: Float32Array;
  panel_answers: Uint8Array;
  panel_inside: Uint8Array;
  panel_test_accuracy: Float32Array;
  panel_train_images?: Uint8Array;
  panel_shifted_images?: Uint8Array;
}

/** The page's colours and the sizes of marks. */
export interface Look {
  bg: string;
  panel: string;
  ink: string;
  soft: string;
  control: string;
  line: string;
  proxy: string;
  intended: string;
  wall: string;
  isoline: string;
  dark: boolean;
  font: string;
  path: string;
  casing: string;
  ground: Stop[];
  regions: string[];
  shade: string;
  markerCasing: string;
  width: number;
  start: number;
  radius: number;
  text: number;
}

/** A run, or a ball that was dropped, as a line over the ground. */
export interface Path {
  run: number;
  ball: number;
  key: string;
  letter: string;
  symbol: string;
  rule: Run["rule"];
  x: Float32Array;
  y: Float32Array;
  z: Float32Array;
  ground: Float32Array;
  value: Float32Array;
  step: Int32Array;
  breaks: Uint8Array;
  pieces: Piece[];
}

/** Where the pieces of a path appear, and whether ground hides them. */
export interface Laid {
  x: Float32Array;
  y: Float32Array;
  hidden: Uint8Array;
}

/** Heads of paths on one spot: where they are, and where their marker stands. */
export interface PathHead {
  at: Triple;
  paths: Path[];
  x: number;
  y: number;
  ax: number;
  ay: number;
}

/** What a camera shows of so many pixels. */
export interface Projection {
  origin: Triple;
  point: (p: Point) => Place;
  ray: (px: number, py: number) => Triple;
}
export interface ReliefView extends Projection {
  flat: false;
  width: number;
  height: number;
}
export interface MapView {
  flat: true;
  width: number;
  height: number;
  left: number;
  top: number;
  w: number;
  h: number;
  point: (p: readonly [number, number, ...unknown[]]) => Place;
  pick: (px: number, py: number) => Place | null;
}
export type View = ReliefView | MapView;

/** What of a scene is drawn now. */
export interface Moment {
  time: number;
  moving: boolean;
  selected: string | null;
  pins: Pin[];
  pin: number | null;
}

/** A change of the camera; what is missing stays. */
export interface Aim {
  azimuth?: number;
  elevation?: number;
  distance?: number;
  center?: Triple;
}

/** How a tile is laid out. */
export interface TileShape {
  height: number;
  width: number;
}

/** The tile nearest to a place. */
export interface Tile {
  at: Place;
  values: Uint8Array;
  loss: number;
  share: number | null;
}

/** What Python measured of a pin. */
export interface Answer {
  id: number;
  place: Place;
  sentence: string;
  tile: string;
  height: number;
  width: number;
}
export interface Pin {
  id: number;
  name: string;
  exact: (Omit<Answer, "tile"> & { tile: Uint8Array }) | null;
  given?: boolean;
  i: number;
  j: number;
  value: number;
  point: Triple;
}

/** Losses of a training that still runs. */
export interface Training {
  steps: number[];
  losses: Float32Array;
  n_runs: number;
  n_steps: number;
}
export interface News {
  slot: string;
  progress?: { share: number; text: string } | null;
  training?: (Omit<Training, "losses"> & { losses: (number | null)[] }) | null;
  message?: string;
  pins?: Answer[];
  compare?: string;
}

/** What a view of behaviour may use. */
export interface PanelNeeds {
  state: State;
  clock: Clock;
  board: PinBoard;
  select: (key: string) => void;
  /** Whether Python is there to train on from a point. */
  live: boolean;
}
/** A view of behaviour beside the landscape. */
export interface BehaviourPanel {
  element: HTMLElement;
  show(scene: Scene, look: Look): void;
  /** Brings it to the clock's step. */
  update(scene: Scene, look: Look): void;
  /** News of losses. */
  curves(scene: Scene, look: Look): void;
  /** The same for the text view. */
  words?(scene: Scene): string[];
  /** Paints the network at a place on a canvas and says what it is. */
  paintPoint?(canvas: HTMLCanvasElement, place: Place, scene: Scene, look: Look): string;
  /** Whether it has the handles of the pins itself. */
  hasHandles?: boolean;
}

/** The little of Plotly that is used; what begins with an underscore is not public there. */
export interface PlotlyLibrary {
  react(element: Element, data: unknown[], layout: object, config: object): Promise<unknown>;
  relayout(element: Element, change: object): Promise<unknown>;
  purge(element: Element): void;
  toImage(figure: Element | object, options: object): Promise<string>;
}
export interface PlotlyElement extends HTMLDivElement {
  layout: { scene: { camera: object } };
  _fullLayout?: { scene?: { camera: object; _scene?: PlotlyScene } };
}
export interface PlotlyScene {
  glplot?: PlotlyPicture;
  camera: { delay: number };
  recoverContext: () => void;
  setViewport?: (layout: object) => void;
}
export interface PlotlyPicture {
  canvas: HTMLCanvasElement;
  onrender?: (...args: unknown[]) => void;
  redraw(): void;
}

/** What Streamlit hands to a component. */
export interface Component {
  parentElement: HTMLElement;
  data: Uint8Array | ArrayBuffer;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

declare global {
  interface Window {
    Plotly: PlotlyLibrary;
  }
}
