/** What the panel needs of an editor. Only `premiere.ts` and `laying.ts` know that it is Premiere. */

import type { Clockwork } from "./ticks";

/** Which sequence of which project, and how it counts. */
export interface SequenceFacts extends Clockwork {
  readonly project: string;
  readonly sequence: string;
  readonly name: string;
  /** Ticks: the timecode of the sequence's first frame. */
  readonly zero: bigint;
}

/** In ticks, from the start of the sequence. */
export interface Marker {
  readonly start: bigint;
  readonly duration: bigint;
  readonly name: string;
  readonly comments: string;
  /** As the host counts its colours. */
  readonly colour: number;
}

/** A clip of picture on the timeline. All times in ticks. */
export interface PictureClip {
  /** Id of the project item that it shows. */
  readonly item: string;
  readonly name: string;
  readonly media: string;
  /** It is the proxy of what the clip shows. */
  readonly isProxy: boolean;
  /** Of the media, for the daemon where it cannot decode that; empty: none. */
  readonly proxy: string;
  /** From the start of the sequence. */
  readonly start: bigint;
  readonly duration: bigint;
  /** From the start of the media; `out` is exclusive. */
  readonly in: bigint;
  readonly out: bigint;
  readonly speed: number;
  /** The sequence shows it otherwise than its media does; read where it is selected. */
  readonly reframed: boolean;
  /** Of the sequence, and of what it shows; read where it is selected. */
  readonly markers: readonly Marker[];
  /** Why it cannot have Foley, as one sentence; empty where it can. */
  readonly obstacle: string;
}

/** Something on an audio track. Times in ticks. */
export interface TrackItem {
  /** Of its media; empty for what has none. */
  readonly path: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly in: bigint;
}

export interface Track {
  readonly name: string;
  readonly items: readonly TrackItem[];
}

/** All that decides where something may be laid, read at one moment. */
export interface Timeline extends SequenceFacts {
  readonly clips: readonly PictureClip[];
  readonly video: readonly Track[];
  readonly audio: readonly Track[];
}

export interface Selection {
  readonly facts: SequenceFacts;
  readonly clips: readonly PictureClip[];
}

/** A file to lay on an audio track: the part from `in` to `out`, beginning at `start`. Ticks. */
export interface Lay {
  readonly path: string;
  readonly start: bigint;
  readonly in: bigint;
  readonly out: bigint;
  /** Counted from 0. */
  readonly track: number;
  /** Make room on a new track past the last one, instead of writing over an existing track. */
  readonly insert: boolean;
}

/** What is taken off the audio tracks. */
export interface Victim {
  readonly path: string;
  /** Null: wherever it lies. */
  readonly start: bigint | null;
}

export interface Host {
  readonly version: string;
  /** Tracks can be given names (Premiere 26.3). */
  readonly namesTracks: boolean;
  /** Null where no sequence is open. */
  timeline(): Promise<Timeline | null>;
  /** The selected clips of picture, or the one under the playhead. Null where no sequence is open. */
  selection(): Promise<Selection | null>;
  onSelection(heard: () => void): void;
  /** Bring a file into the project's bin "Footfall", once. Raises `Refusal("not-imported")`. */
  bring(path: string): Promise<void>;
  /** One undo step for all. False: the host would not. Raises `Refusal` where the sequence is not current. */
  lay(sequence: SequenceFacts, lays: readonly Lay[], undo: string): Promise<boolean>;
  /** Take these off the audio tracks, leaving all else where it is. */
  remove(sequence: SequenceFacts, victims: readonly Victim[], undo: string): Promise<boolean>;
  nameTrack(sequence: SequenceFacts, track: number, name: string): Promise<boolean>;
}
