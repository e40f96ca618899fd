/** What a fake Premiere holds: projects, sequences, tracks. Plain data that tests set up and read back. */

export const SECOND = 254_016_000_000n;

/** Start and length in ticks: of a sequence from its start, of an item from its first frame. */
export interface MarkerState {
  readonly start: bigint;
  readonly duration: bigint;
  readonly name: string;
  readonly comments: string;
  readonly colour: number;
}

export function aMarker(start: bigint, name: string, changes: Partial<MarkerState> = {}): MarkerState {
  return { start, duration: 0n, name, comments: "", colour: 0, ...changes };
}

export interface Item {
  readonly id: string;
  readonly kind: "clip" | "bin" | "sequence";
  readonly name: string;
  readonly path: string;
  readonly duration: bigint;
  readonly children: Item[];
  in: bigint;
  out: bigint;
  offline: boolean;
  /** Path of what is attached; empty: nothing. */
  proxy: string;
  multicam: boolean;
  /** What the project panel says in the column Video Info. */
  videoInfo: string;
  readonly markers: MarkerState[];
}

/** Of an effect on a clip: values of its parameters in their order, and those that have keyframes by their places. */
export interface Effect {
  readonly matchName: string;
  readonly values: (number | boolean | { x: number; y: number } | [number, number])[];
  readonly varying: number[];
}

/** As it is on every clip of picture: position, scale, scale width, uniform, rotation, anchor, flicker, four sides. */
export function aMotion(changes: Record<number, Effect["values"][number]> = {}, varying: number[] = []): Effect {
  const middle: [number, number] = [0.5, 0.5];
  const values = [middle, 100, 100, true, 0, middle, 0, 0, 0, 0, 0].map((value, index) => changes[index] ?? value);
  return { matchName: "AE.ADBE Motion", values, varying };
}

export interface Placed {
  readonly item: Item;
  start: bigint;
  end: bigint;
  in: bigint;
  speed: number;
  reversed: boolean;
  adjustment: boolean;
  effects: Effect[];
}

export interface TrackState {
  name: string;
  items: Placed[];
}

export interface SequenceState {
  readonly guid: string;
  readonly name: string;
  zero: bigint;
  ticksPerFrame: bigint;
  player: bigint;
  video: TrackState[];
  audio: TrackState[];
  selected: Placed[];
  readonly markers: MarkerState[];
}

export interface ProjectState {
  readonly guid: string;
  readonly root: Item;
  sequences: SequenceState[];
  active: SequenceState | null;
}

/** How this Premiere behaves where the vendor does not say. */
export interface Manners {
  /** Which index past the end makes a track; "existing": none, the file lands on the last one. */
  newTrackAt: "count" | "count+1" | "existing" | "never";
  heedsMarks: boolean;
  /** importFiles answers true in any case. */
  imports: boolean;
  transacts: boolean;
  takesActions: boolean;
  /** An insert shifts the other tracks in spite of limitShift. */
  shiftsAll: boolean;
  /** Placed this many ticks late. */
  late: bigint;
  tellsColumns: boolean;
}

export const GOOD: Manners = {
  newTrackAt: "count",
  heedsMarks: true,
  imports: true,
  transacts: true,
  takesActions: true,
  shiftsAll: false,
  late: 0n,
  tellsColumns: true,
};

let made = 0;

export function anItem(kind: Item["kind"], name: string, path = "", duration = 0n): Item {
  return {
    id: `item-${++made}`,
    kind,
    name,
    path,
    duration,
    children: [],
    in: 0n,
    out: duration,
    offline: false,
    proxy: "",
    multicam: false,
    videoInfo: "1920 x 1080 (1.0)",
    markers: [],
  };
}

export function placedAt(
  item: Item,
  start: bigint,
  from: bigint,
  duration: bigint,
  changes: Partial<Placed> = {},
): Placed {
  return {
    item,
    start,
    end: start + duration,
    in: from,
    speed: 1,
    reversed: false,
    adjustment: false,
    effects: [{ matchName: "AE.ADBE Opacity", values: [100], varying: [] }, aMotion()],
    ...changes,
  };
}

export function aSequence(name: string, changes: Partial<SequenceState> = {}): SequenceState {
  const tracks = (letter: string): TrackState[] =>
    [1, 2].map((number) => ({ name: `${letter} ${number}`, items: [] }));
  return {
    guid: `sequence-${++made}`,
    name,
    zero: 0n,
    ticksPerFrame: SECOND / 25n,
    player: 0n,
    video: tracks("Video"),
    audio: tracks("Audio"),
    selected: [],
    markers: [],
    ...changes,
  };
}

export function aProject(...sequences: SequenceState[]): ProjectState {
  return { guid: `project-${++made}`, root: anItem("bin", "root"), sequences, active: sequences[0] ?? null };
}
