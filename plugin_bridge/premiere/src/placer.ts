/** Lays finished sound on the timeline through a host, and believes nothing that it has not read back. */

import type { Host, Lay, Timeline, Victim } from "./host";
import {
  fills,
  isFree,
  isOurs,
  laid,
  layOf,
  newlyLaid,
  othersMoved,
  ownTracks,
  pathKey,
  slotsOf,
  trackName,
  verdict,
} from "./placing";
import type { Found, Slot } from "./placing";
import { Refusal } from "./refusal";
import { ofSamples } from "./ticks";
import type { Job } from "./wire";

const UNDO = "Generate Foley";

/** Per job: where it lies, as words for people, or why it was not placed. */
export type Outcome = string | Refusal;

/** A finished job, and what is known of where its sound belongs. */
export interface Sound {
  readonly job: Job;
  /** Tags of further clips that it is for. */
  readonly clips: readonly string[];
  /** Of all its clips, those that were recut and have another tag since. */
  readonly gone: readonly string[];
  /** What of it lies elsewhere than under its clips is taken off: they were recut. */
  readonly anew: boolean;
}

interface Wanted {
  readonly job: string;
  readonly slot: Slot;
}

export class Placer {
  readonly #host: Host;
  /** Whether the host lays only the marked part of a file. Not documented, so the first file shows it. */
  #heedsMarks: boolean | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Place these sounds' files. `known`: all jobs of ours, by whose files our tracks are recognised.
   * `replaced`: paths that may be written over, when another take is swapped in; `outdated`: that are taken off.
   */
  async place(
    sounds: readonly Sound[],
    known: readonly Job[],
    replaced: readonly string[] = [],
    outdated: readonly string[] = [],
  ): Promise<Map<string, Outcome>> {
    const round = new Round(this.#host, filesOf(known), new Set(replaced.map(pathKey)), this.#heedsMarks);
    await round.clear(sounds, outdated);
    await round.run(sounds);
    this.#heedsMarks = round.heedsMarks;
    return round.outcomes;
  }

  /**
   * Take all of ours off the current sequence, in one undo step: files of these jobs, and what is called like a file
   * of ours, whose job may be forgotten by now. The number of files that lay there.
   */
  async remove(jobs: readonly Job[]): Promise<number> {
    const before = await this.#host.timeline();
    if (before === null)
      throw new Refusal("no-sequence", "no sequence is open: open the one to remove Foley from");
    const known = filesOf(jobs);
    const items = before.audio.flatMap((track) => track.items);
    const paths = items.map((item) => item.path).filter((path) => known.has(pathKey(path)) || isOurs(path));
    const there = [...new Map(paths.map((path) => [pathKey(path), path])).values()];
    if (there.length === 0) return 0;
    await this.#host.remove(before, anywhere(there), "Remove Foley");
    const after = await this.#host.timeline();
    if (after === null || there.some((path) => laid(after, path).length > 0)) {
      throw new Refusal("not-removed", "Premiere did not remove them: unlock the Footfall tracks and try again");
    }
    if (othersMoved(before, after, new Set(there.map(pathKey)))) throw movedOthers();
    return there.length;
  }
}

/** One action of the user's. */
class Round {
  readonly outcomes = new Map<string, Outcome>();

  constructor(
    private readonly host: Host,
    private readonly ours: ReadonlyMap<string, string>,
    private readonly replaced: ReadonlySet<string>,
    public heedsMarks: boolean | null,
  ) {}

  /** Take off what is outdated, and what of these sounds lies beside its clips. */
  async clear(sounds: readonly Sound[], outdated: readonly string[]): Promise<void> {
    const timeline = await this.host.timeline();
    if (timeline === null) return;
    const misplaced = sounds.filter((sound) => sound.anew).flatMap((sound) => strays(sound, timeline));
    const victims = [...misplaced, ...anywhere(outdated.filter((path) => laid(timeline, path).length > 0))];
    if (victims.length > 0) await this.host.remove(timeline, victims, UNDO);
  }

  async run(sounds: readonly Sound[]): Promise<void> {
    let timeline = await this.host.timeline();
    let waiting = await this.#wanted(sounds, timeline);
    while (waiting.length > 0 && timeline !== null) {
      const laid = await this.#step(waiting, timeline);
      waiting = waiting.filter(
        (each) => !laid.includes(each) && !(this.outcomes.get(each.job) instanceof Refusal),
      );
      timeline = await this.host.timeline();
    }
  }

  /** What was laid, rightly or not; all that waits where it cannot go on. */
  async #step(waiting: readonly Wanted[], timeline: Timeline): Promise<readonly Wanted[]> {
    try {
      const batch = this.#fitting(waiting, timeline);
      return batch.length > 0 ? await this.#overwrite(batch, timeline) : await this.#append(waiting, timeline);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const { job } of waiting) this.outcomes.set(job, error);
      return waiting;
    }
  }

  /** The slots to fill, in the order of time; what cannot be placed gets its outcome. */
  async #wanted(sounds: readonly Sound[], timeline: Timeline | null): Promise<Wanted[]> {
    const wanted: Wanted[] = [];
    for (const { job, clips, gone } of sounds) {
      try {
        if (timeline === null)
          throw new Refusal("no-sequence", "no sequence is open: open the one that it was made for");
        const slots = slotsOf(job, timeline, clips, gone);
        for (const slot of slots) await this.host.bring(slot.path);
        const missing = slots.filter((slot) => !isFilled(slot, timeline));
        wanted.push(...missing.map((slot) => ({ job: job.id, slot })));
        if (missing.length === 0) this.outcomes.set(job.id, "on the timeline already");
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.outcomes.set(job.id, error);
      }
    }
    return wanted.sort((a, b) => (a.slot.start < b.slot.start ? -1 : a.slot.start > b.slot.start ? 1 : 0));
  }

  /** Those that have a free track of ours: all in one undo step once it is known that marks are heeded. */
  #fitting(waiting: readonly Wanted[], timeline: Timeline): { wanted: Wanted; lay: Lay }[] {
    const batch: { wanted: Wanted; lay: Lay }[] = [];
    for (const wanted of waiting) {
      const track = this.#freeTrack(
        wanted.slot,
        timeline,
        batch.map((each) => each.lay),
      );
      if (track !== null) batch.push({ wanted, lay: layOf(wanted.slot, track, false) });
      if (this.heedsMarks !== true && batch.length > 0) break;
    }
    return batch;
  }

  #freeTrack(slot: Slot, timeline: Timeline, planned: readonly Lay[]): number | null {
    const until = this.#reach(slot);
    const taken = (track: number): boolean =>
      planned.some((lay) => lay.track === track && lay.start < until && lay.start + lay.out - lay.in > slot.start);
    const own = ownTracks(timeline, slot.layer, this.ours);
    const where = own.filter((track) =>
      timeline.audio[track]?.items.some((item) => this.replaced.has(pathKey(item.path))),
    );
    return (
      [...where, ...own].find((index) => {
        const track = timeline.audio[index];
        return track !== undefined && !taken(index) && isFree(track, slot.start, until, this.replaced);
      }) ?? null
    );
  }

  /** How far it may come to lie: where marks may not be heeded, the whole file from the slot's start. */
  #reach(slot: Slot): bigint {
    const whole = slot.start + slot.length;
    return this.heedsMarks === true || whole < slot.end ? slot.end : whole;
  }

  async #overwrite(batch: readonly { wanted: Wanted; lay: Lay }[], before: Timeline): Promise<Wanted[]> {
    const done = await this.host.lay(
      before,
      batch.map((each) => each.lay),
      UNDO,
    );
    const after = await this.#after(
      before,
      batch.map((each) => each.wanted),
    );
    for (const { wanted } of batch) {
      await this.#settle(wanted, done ? after : null, before);
    }
    return batch.map((each) => each.wanted);
  }

  /** The first of those that wait, on a new track. Which index makes one is not documented: see where it lands. */
  async #append(waiting: readonly Wanted[], before: Timeline): Promise<Wanted[]> {
    const [wanted] = waiting;
    if (!wanted) return [];
    const count = before.audio.length;
    for (const index of [count, count + 1]) {
      const done = await this.host.lay(before, [layOf(wanted.slot, index, true)], UNDO);
      const after = await this.#after(before, [wanted]);
      if (!done || after === null || newlyLaid(before, after, wanted.slot.path).length > 0) {
        await this.#settleNew(wanted, done ? after : null, before);
        return [wanted];
      }
    }
    this.outcomes.set(wanted.job, absent());
    return [wanted];
  }

  async #settleNew(wanted: Wanted, after: Timeline | null, before: Timeline): Promise<void> {
    const there = after === null ? [] : newlyLaid(before, after, wanted.slot.path);
    const track = there[0]?.track ?? -1;
    if (after !== null && track < before.audio.length) {
      await this.#takeBack(there, before);
      const words =
        "Premiere would not make a new audio track: add one named Footfall at the end, then Place finished Foley";
      this.outcomes.set(wanted.job, new Refusal("no-new-track", words));
      return;
    }
    await this.#settle(wanted, after, before);
    if (typeof this.outcomes.get(wanted.job) === "string" && this.host.namesTracks) {
      await this.host.nameTrack(before, track, trackName(wanted.slot.layer));
    }
  }

  /** Read back what became of one slot; what is not right is taken off again. `after` null: the host did nothing. */
  async #settle(wanted: Wanted, after: Timeline | null, before: Timeline): Promise<void> {
    const { slot, job } = wanted;
    const there = after === null ? [] : this.#newAt(slot, before, after);
    const items = there.map((each) => each.item);
    const found = verdict(slot, items, sampleOf(before));
    if (found === "placed") {
      if (slot.in !== 0n) this.heedsMarks = true;
      if (!(this.outcomes.get(job) instanceof Refusal))
        this.outcomes.set(job, `on A${(there[0]?.track ?? 0) + 1}, ${trackName(slot.layer)}`);
      return;
    }
    if (found === "whole") this.heedsMarks = false;
    if (found !== "absent") await this.#takeBack(there, before);
    this.outcomes.set(job, found === "absent" ? absent() : found === "whole" ? laysWhole() : elsewhere());
  }

  /** What is new of its file, but for what another slot of the same file was given in the same step. */
  #newAt(slot: Slot, before: Timeline, after: Timeline): Found[] {
    const there = newlyLaid(before, after, slot.path);
    const exact = there.filter(({ item }) => item.start === slot.start);
    return exact.length > 0 ? exact : there;
  }

  /** The timeline after laying. Raises `Refusal` where something moved that is not ours. */
  async #after(before: Timeline, laid: readonly Wanted[]): Promise<Timeline | null> {
    const after = await this.host.timeline();
    if (after === null || after.sequence !== before.sequence) return null;
    const paths = laid.map((each) => each.slot.path);
    if (othersMoved(before, after, new Set([...paths.map(pathKey), ...this.replaced]))) {
      throw movedOthers();
    }
    return after;
  }

  async #takeBack(found: readonly Found[], sequence: Timeline): Promise<void> {
    const victims = found.map(({ item }) => ({ path: item.path, start: item.start }));
    await this.host.remove(sequence, victims, "Take back Foley");
  }
}

/** What of a sound lies where none of its clips is. Nothing, where it cannot be told where they are. */
function strays({ job, clips, gone }: Sound, timeline: Timeline): Victim[] {
  try {
    const slots = slotsOf(job, timeline, clips, gone);
    const found = job.outputs.flatMap((output) => laid(timeline, output.path)).map(({ item }) => item);
    const beside = found.filter((item) => !slots.some((slot) => fills(item, slot, sampleOf(timeline))));
    return beside.map(({ path, start }) => ({ path, start }));
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

export function isFilled(slot: Slot, timeline: Timeline): boolean {
  return laid(timeline, slot.path).some(({ item }) => fills(item, slot, sampleOf(timeline)));
}

function sampleOf(timeline: Timeline): bigint {
  return ofSamples(1, 48_000, timeline.ticksPerSecond);
}

function anywhere(paths: readonly string[]): Victim[] {
  return paths.map((path) => ({ path, start: null }));
}

function filesOf(jobs: readonly Job[]): Map<string, string> {
  return new Map(
    jobs.flatMap((job) => job.outputs.map((output) => [pathKey(output.path), output.layer] as const)),
  );
}

function absent(): Refusal {
  return new Refusal(
    "not-placed",
    "Premiere did not place it: unlock the Footfall tracks, then Place finished Foley",
  );
}

function laysWhole(): Refusal {
  const words = "this Premiere cannot hide handles, so it was taken off again: generate it with 0 s of handles";
  return new Refusal("handles-shown", words);
}

function elsewhere(): Refusal {
  return new Refusal(
    "wrong-place",
    "Premiere put it elsewhere, so it was taken off again: drag the file in by hand",
  );
}

function movedOthers(): Refusal {
  return new Refusal(
    "moved-others",
    "Premiere moved other clips too: choose Edit > Undo at once, which takes all of it back",
  );
}
