/** How a fake Premiere edits: locks, transactions that can be undone, and what its actions do to tracks. */

import type { Action, CompoundAction } from "@adobe/premierepro";

import {
  placedAt,
  type Item,
  type Manners,
  type Placed,
  type ProjectState,
  type SequenceState,
  type TrackState,
} from "./fake_state";
import { strict } from "./strict";

interface Made {
  readonly lock: number;
  readonly apply: () => void;
}

export class Editing {
  /** The names of the undo steps, oldest first. */
  readonly steps: string[] = [];
  readonly #states: (() => void)[] = [];
  readonly #actions = new WeakMap<object, Made>();
  #lock = 0;
  #locked = false;

  constructor(
    readonly project: ProjectState,
    readonly manners: Manners,
  ) {}

  lockedAccess(callback: () => void): void {
    if (this.#locked) throw new Error("lockedAccess inside lockedAccess");
    this.#locked = true;
    this.#lock++;
    try {
      refuseAsync(callback());
    } finally {
      this.#locked = false;
    }
  }

  executeTransaction(callback: (compound: CompoundAction) => void, undo = ""): boolean {
    if (!this.#locked) throw new Error("executeTransaction outside lockedAccess");
    const added: Made[] = [];
    let open = true;
    const addAction = (action: Action): boolean => {
      if (!open) throw new Error("addAction outside executeTransaction");
      const made = this.#actions.get(action);
      if (made === undefined) throw new Error("addAction of what is no action");
      if (made.lock !== this.#lock) throw new Error("addAction of an action of an earlier lock");
      if (this.manners.takesActions) added.push(made);
      return this.manners.takesActions;
    };
    refuseAsync(callback(strict<CompoundAction>("CompoundAction", { addAction })));
    open = false;
    if (!this.manners.transacts) return false;
    this.#states.push(kept(this.project));
    this.steps.push(undo);
    for (const each of added) each.apply();
    return true;
  }

  undo(): void {
    this.steps.pop();
    this.#states.pop()?.();
  }

  action(name: string, apply: () => void): Action {
    if (!this.#locked) throw new Error(`${name} outside lockedAccess`);
    const action = strict<Action>("Action", {});
    this.#actions.set(action, { lock: this.#lock, apply });
    return action;
  }

  overwrite(sequence: SequenceState, item: Item, at: bigint, index: number): void {
    const track = sequence.audio[index];
    if (track === undefined) return; // says that it did, and does nothing
    const placed = this.#placed(item, at);
    track.items = [...track.items.flatMap((other) => without(other, placed.start, placed.end)), placed];
  }

  insert(sequence: SequenceState, item: Item, at: bigint, index: number, limitShift: boolean): void {
    const track = this.#trackFor(sequence, index);
    if (track === undefined) return;
    const placed = this.#placed(item, at);
    const shifted = limitShift && !this.manners.shiftsAll ? [track] : [...sequence.video, ...sequence.audio];
    for (const each of shifted) shift(each, placed.start, placed.end - placed.start);
    track.items.push(placed);
  }

  #trackFor(sequence: SequenceState, index: number): TrackState | undefined {
    const count = sequence.audio.length;
    if (index < count) return sequence.audio[index];
    const { newTrackAt } = this.manners;
    if (newTrackAt === "existing") return sequence.audio[count - 1];
    const least = newTrackAt === "count" ? count : newTrackAt === "count+1" ? count + 1 : Infinity;
    if (index < least) return undefined;
    sequence.audio.push({ name: `Audio ${count + 1}`, items: [] });
    return sequence.audio[count];
  }

  #placed(item: Item, at: bigint): Placed {
    const [from, to] = this.manners.heedsMarks ? [item.in, item.out] : [0n, item.duration];
    const start = at + this.manners.late;
    return placedAt(item, start, from, to - from);
  }
}

function refuseAsync(result: unknown): void {
  if (result !== undefined) throw new Error("a callback of the host's must be synchronous and return nothing");
}

function without(other: Placed, from: bigint, to: bigint): Placed[] {
  if (other.end <= from || other.start >= to) return [other];
  const before = other.start < from ? [{ ...other, end: from }] : [];
  const after = other.end > to ? [{ ...other, start: to, in: other.in + to - other.start }] : [];
  return [...before, ...after];
}

function shift(track: TrackState, at: bigint, by: bigint): void {
  for (const item of track.items.filter((each) => each.start >= at)) {
    item.start += by;
    item.end += by;
  }
}

/** How to bring a project's timelines and marks back to what they are now. */
function kept(project: ProjectState): () => void {
  const tracks = project.sequences.flatMap((each) => [...each.video, ...each.audio]);
  const lists = project.sequences.map((each) => ({ each, audio: [...each.audio], video: [...each.video] }));
  const before = tracks.map((track) => ({
    track,
    name: track.name,
    items: track.items.map((item) => ({ ...item })),
  }));
  const children = [...project.root.children];
  return () => {
    for (const { each, audio, video } of lists) Object.assign(each, { audio, video });
    for (const { track, name, items } of before) Object.assign(track, { name, items });
    project.root.children.splice(0, Infinity, ...children);
  };
}
