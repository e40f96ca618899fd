/** Lays finished sound on the timeline through a host, and believes nothing that it has not read back. */

import type { Host, Lay, Timeline } from "./host";
import {
  isFree,
  layOf,
  othersMoved,
  ownTracks,
  pathKey,
  slotsOf,
  trackName,
  tracksWith,
  verdict,
} from "./placing";
import type { Slot } from "./placing";
import { Refusal } from "./refusal";
import { ofSamples } from "./ticks";
import type { Job } from "./wire";

const UNDO = "Generate Foley";

/** Per job: where it lies, as words for people, or why it was not placed. */
export type Outcome = string | Refusal;

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
   * Place these jobs' files. `known`: all jobs of ours, by whose files our tracks are recognised.
   * `replaced`: paths that may be written over, when another take is swapped in.
   */
  async place(
    jobs: readonly Job[],
    known: readonly Job[],
    replaced: readonly string[] = [],
  ): Promise<Map<string, Outcome>> {
    const round = new Round(this.#host, filesOf(known), new Set(replaced.map(pathKey)), this.#heedsMarks);
    await round.run(jobs);
    this.#heedsMarks = round.heedsMarks;
    return round.outcomes;
  }

  /** Take all files of these jobs off the current sequence, in one undo step. The number of files that lay there. */
  async remove(jobs: readonly Job[]): Promise<number> {
    const before = await this.#host.timeline();
    if (before === null)
      throw new Refusal("no-sequence", "no sequence is open: open the one to remove Foley from");
    const paths = jobs.flatMap((job) => job.outputs.map((output) => output.path));
    const there = paths.filter((path) => tracksWith(before, path).length > 0);
    if (there.length === 0) return 0;
    await this.#host.remove(before, there, "Remove Foley");
    const after = await this.#host.timeline();
    if (after === null || there.some((path) => tracksWith(after, path).length > 0)) {
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

  async run(jobs: readonly Job[]): Promise<void> {
    let timeline = await this.host.timeline();
    let waiting = await this.#wanted(jobs, timeline);
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
  async #wanted(jobs: readonly Job[], timeline: Timeline | null): Promise<Wanted[]> {
    const wanted: Wanted[] = [];
    for (const job of jobs) {
      try {
        if (timeline === null)
          throw new Refusal("no-sequence", "no sequence is open: open the one that it was made for");
        const slots = slotsOf(job, timeline);
        for (const slot of slots) await this.host.bring(slot.path);
        const missing = slots.filter((slot) => tracksWith(timeline, slot.path).length === 0);
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
    for (const { wanted, lay } of batch) {
      await this.#settle(wanted, lay.track, done ? after : null, before);
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
      if (!done || after === null || tracksWith(after, wanted.slot.path).length > 0) {
        await this.#settleNew(wanted, done ? after : null, before);
        return [wanted];
      }
    }
    this.outcomes.set(wanted.job, absent());
    return [wanted];
  }

  async #settleNew(wanted: Wanted, after: Timeline | null, before: Timeline): Promise<void> {
    const track = after === null ? -1 : (tracksWith(after, wanted.slot.path)[0] ?? -1);
    if (after !== null && track < before.audio.length) {
      await this.#takeBack([wanted.slot.path], before);
      const words =
        "Premiere would not make a new audio track: add one named Footfall at the end, then Place finished Foley";
      this.outcomes.set(wanted.job, new Refusal("no-new-track", words));
      return;
    }
    await this.#settle(wanted, track, after, before);
    if (typeof this.outcomes.get(wanted.job) === "string" && this.host.namesTracks) {
      await this.host.nameTrack(before, track, trackName(wanted.slot.layer));
    }
  }

  /** Read back what became of one slot; what is not right is taken off again. `after` null: the host did nothing. */
  async #settle(wanted: Wanted, track: number, after: Timeline | null, before: Timeline): Promise<void> {
    const { slot, job } = wanted;
    const found =
      after === null ? "absent" : verdict(slot, after.audio[track], ofSamples(1, 48_000, before.ticksPerSecond));
    if (found === "placed") {
      if (slot.in !== 0n) this.heedsMarks = true;
      if (!(this.outcomes.get(job) instanceof Refusal))
        this.outcomes.set(job, `on A${track + 1}, ${trackName(slot.layer)}`);
      return;
    }
    if (found === "whole") this.heedsMarks = false;
    if (found !== "absent") await this.#takeBack([slot.path], before);
    this.outcomes.set(job, found === "absent" ? absent() : found === "whole" ? laysWhole() : elsewhere());
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

  async #takeBack(paths: readonly string[], sequence: Timeline): Promise<void> {
    await this.host.remove(sequence, paths, "Take back Foley");
  }
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
