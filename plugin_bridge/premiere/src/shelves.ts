/** Which finished jobs lie on the timeline, which wait, and which takes stand behind another. */

import { tagOf, type ClipTag } from "./cliptag";
import type { Host, Timeline, TrackItem } from "./host";
import type { Memory } from "./memory";
import type { Outcome, Placer } from "./placer";
import { checkTimeline, laid } from "./placing";
import type { Queue } from "./queue";
import { stalenessOf, type Stale } from "./recuts";
import { Refusal } from "./refusal";
import type { Job } from "./wire";

export interface ShelfState {
  readonly words: string;
  readonly trouble: boolean;
  readonly action: "place" | "use" | null;
}

export class Shelves {
  /** Jobs that were asked for, or seen unfinished, since the panel opened: those may be placed by themselves. */
  readonly #expected = new Set<string>();
  readonly #outcomes = new Map<string, Outcome>();
  /** Whose files lie on the current sequence, and from when to when. */
  #lying = new Map<string, readonly TrackItem[]>();
  /** Of those, why they are out of date. */
  #stale = new Map<string, Stale>();

  constructor(
    private readonly host: Host,
    private readonly placer: Placer,
    private readonly memory: Memory,
    private readonly queue: Queue,
  ) {}

  expect(jobs: readonly string[]): void {
    for (const job of jobs) this.#expected.add(job);
  }

  /** Of these finished jobs, those to place without being asked: one take of each clip, never a second time. */
  expected(finished: readonly Job[]): Job[] {
    for (const job of this.queue.jobs) if (job.state !== "done") this.#expected.add(job.id);
    return this.#firsts(finished.filter((job) => this.#expected.has(job.id)));
  }

  /** Finished jobs of the current sequence that were never placed, one take of each clip. */
  waiting(): Job[] {
    return this.#firsts(this.queue.jobs.filter((job) => job.state === "done" && !this.#isElsewhere(job)));
  }

  lying(): Job[] {
    return this.queue.jobs.filter((job) => this.#lying.has(job.id));
  }

  /** Of the takes of one clip, those that sound; if none does, the first. */
  foremost(takes: readonly Job[]): Job[] {
    const sounding = takes.filter((job) => this.#lying.has(job.id));
    return sounding.length > 0 ? sounding : [...takes].sort((a, b) => a.take - b.take).slice(0, 1);
  }

  /** Out of date on the current sequence, and not about to be laid again. */
  stale(): Job[] {
    const { again } = this.memory;
    return this.queue.jobs.filter((job) => this.#stale.has(job.id) && !again.has(job.id));
  }

  /** See what lies on the current sequence. */
  async look(): Promise<void> {
    if (!this.queue.jobs.some((job) => job.state === "done")) return; // reading a long timeline takes time
    const timeline = await this.host.timeline();
    this.#lying = new Map();
    this.#stale = new Map();
    for (const job of this.queue.jobs) {
      if (timeline !== null) this.#lookAt(job, timeline);
      this.#note(job, timeline);
    }
    this.memory.markPlaced([...this.#lying.keys()]);
  }

  #lookAt(job: Job, timeline: Timeline): void {
    const files = job.outputs.map((output) => laid(timeline, output.path).map(({ item }) => item));
    if (files.length === 0 || files.some((items) => items.length === 0)) return;
    this.#lying.set(job.id, files.flat());
    const stale = stalenessOf(job, this.memory.note(job.id), timeline);
    if (stale !== null) this.#stale.set(job.id, stale);
  }

  async place(jobs: readonly Job[]): Promise<{ placed: number; refused: Refusal[] }> {
    const again = this.memory.again;
    const audible = jobs.flatMap((job) => this.#audible(job));
    const outdated = audible.filter((job) => this.#stale.has(job.id));
    const sounds = jobs.map((job) => ({ job, ...this.memory.note(job.id), anew: again.has(job.id) }));
    const outcomes = await this.placer.place(sounds, this.queue.jobs, pathsOf(audible), pathsOf(outdated));
    for (const [job, outcome] of outcomes) this.#outcomes.set(job, outcome);
    const all = [...outcomes];
    const fine = all.flatMap(([job, outcome]) => (typeof outcome === "string" ? [job] : []));
    this.memory.markPlaced(fine);
    this.memory.dropAgain(fine);
    await this.look();
    return {
      placed: all.filter(([, outcome]) => typeof outcome === "string").length,
      refused: all.flatMap(([, outcome]) => (outcome instanceof Refusal ? [outcome] : [])),
    };
  }

  /** Take all of ours off the current sequence. How many files. */
  async clear(): Promise<number> {
    const count = await this.placer.remove(this.queue.jobs);
    await this.look();
    return count;
  }

  stateOf(job: Job): ShelfState {
    const outcome = this.#outcomes.get(job.id);
    const stale = this.#stale.get(job.id);
    const { again, placed } = this.memory;
    if (stale !== undefined && !again.has(job.id)) {
      return { words: `on the timeline, but stale: ${stale.why}`, trouble: true, action: null };
    }
    if (again.has(job.id) && placed.has(job.id)) {
      return { words: "to be laid again", trouble: false, action: "place" };
    }
    if (this.#lying.has(job.id)) {
      return { words: typeof outcome === "string" ? `placed ${outcome}` : "placed", trouble: false, action: null };
    }
    const [audible] = this.#audible(job);
    if (audible) return { words: `in reserve: take ${audible.take} sounds`, trouble: false, action: "use" };
    if (outcome instanceof Refusal)
      return { words: `generated, not placed: ${outcome.message}`, trouble: true, action: "place" };
    const words = placed.has(job.id) ? "generated, taken off the timeline" : "generated, not placed";
    return { words, trouble: false, action: "place" };
  }

  /** Say at once where a job belongs, before anyone tries to place it here. */
  #note(job: Job, timeline: Parameters<typeof checkTimeline>[1]): void {
    if (job.state !== "done" || this.#lying.has(job.id)) return;
    try {
      checkTimeline(job, timeline);
      if (this.#isElsewhere(job)) this.#outcomes.delete(job.id);
    } catch (error) {
      if (error instanceof Refusal) this.#outcomes.set(job.id, error);
    }
  }

  #isElsewhere(job: Job): boolean {
    const outcome = this.#outcomes.get(job.id);
    return outcome instanceof Refusal && ELSEWHERE.has(outcome.code);
  }

  #firsts(jobs: readonly Job[]): Job[] {
    const { placed, again } = this.memory;
    const firsts = new Map<string, Job>();
    for (const job of jobs) {
      const other = firsts.get(clipOf(job));
      const sounds = this.#audible(job).some((heard) => this.#stale.get(heard.id)?.lost !== true);
      const wanted = !sounds && (again.has(job.id) || !placed.has(job.id));
      if (wanted && (other === undefined || job.take < other.take)) firsts.set(clipOf(job), job);
    }
    return [...firsts.values()];
  }

  /** Others that sound now where this one belongs: takes of the same clip, and what was made before a recut. */
  #audible(job: Job): Job[] {
    const tag = tagOf(job.place?.clip ?? "");
    return this.lying().filter((other) => {
      if (other.id === job.id) return false;
      const meets = tag !== null && (this.#lying.get(other.id) ?? []).some((item) => meetsTag(item, tag));
      return clipOf(other) === clipOf(job) || (meets && other.media === job.media);
    });
  }
}

function meetsTag(item: TrackItem, tag: ClipTag): boolean {
  const [from, to] = [tag.start + (tag.part?.from ?? 0n), tag.start + (tag.part?.to ?? tag.duration)];
  return item.start < to && from < item.end;
}

function pathsOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap((job) => job.outputs.map((output) => output.path));
}

const ELSEWHERE: ReadonlySet<string> = new Set(["no-sequence", "other-project", "other-sequence"]);

function clipOf(job: Job): string {
  const place = job.place;
  return place === null ? job.id : [place.project, place.timeline, place.clip].join("\n");
}
