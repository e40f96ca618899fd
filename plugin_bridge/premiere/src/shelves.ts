/** Which finished jobs lie on the timeline, which wait, and which takes stand behind another. */

import type { Host } from "./host";
import type { Memory } from "./memory";
import type { Outcome, Placer } from "./placer";
import { checkTimeline, tracksWith } from "./placing";
import type { Queue } from "./queue";
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
  /** Whose files lie on the current sequence. */
  #lying = new Set<string>();

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

  /** See what lies on the current sequence. */
  async look(): Promise<void> {
    if (!this.queue.jobs.some((job) => job.state === "done")) return; // reading a long timeline takes time
    const timeline = await this.host.timeline();
    const lies = (job: Job): boolean =>
      timeline !== null &&
      job.outputs.length > 0 &&
      job.outputs.every((output) => tracksWith(timeline, output.path).length > 0);
    this.#lying = new Set(this.queue.jobs.filter(lies).map((job) => job.id));
    this.memory.markPlaced([...this.#lying]);
    for (const job of this.queue.jobs) this.#note(job, timeline);
  }

  async place(jobs: readonly Job[]): Promise<{ placed: number; refused: Refusal[] }> {
    const replaced = jobs
      .flatMap((job) => this.#audible(job))
      .flatMap((job) => job.outputs.map((output) => output.path));
    const outcomes = await this.placer.place(jobs, this.queue.jobs, replaced);
    for (const [job, outcome] of outcomes) this.#outcomes.set(job, outcome);
    const all = [...outcomes];
    this.memory.markPlaced(all.flatMap(([job, outcome]) => (typeof outcome === "string" ? [job] : [])));
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
    if (this.#lying.has(job.id)) {
      return { words: typeof outcome === "string" ? `placed ${outcome}` : "placed", trouble: false, action: null };
    }
    const [audible] = this.#audible(job);
    if (audible) return { words: `in reserve: take ${audible.take} sounds`, trouble: false, action: "use" };
    if (outcome instanceof Refusal)
      return { words: `generated, not placed: ${outcome.message}`, trouble: true, action: "place" };
    const words = this.memory.placed.has(job.id) ? "generated, taken off the timeline" : "generated, not placed";
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
    const placed = this.memory.placed;
    const sounding = new Set(this.lying().map(clipOf));
    const firsts = new Map<string, Job>();
    for (const job of jobs) {
      const other = firsts.get(clipOf(job));
      const wanted = !placed.has(job.id) && !sounding.has(clipOf(job));
      if (wanted && (other === undefined || job.take < other.take)) firsts.set(clipOf(job), job);
    }
    return [...firsts.values()];
  }

  /** The takes of the same clip that sound now. */
  #audible(job: Job): Job[] {
    return this.lying().filter((other) => other.id !== job.id && clipOf(other) === clipOf(job));
  }
}

const ELSEWHERE: ReadonlySet<string> = new Set(["no-sequence", "other-project", "other-sequence"]);

function clipOf(job: Job): string {
  const place = job.place;
  return place === null ? job.id : [place.project, place.timeline, place.clip].join("\n");
}
