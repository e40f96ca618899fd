/** What the panel does: between the host, the gateway and what is shown. It draws nothing itself. */

import { tagText } from "./cliptag";
import type { Link } from "./follow";
import { change, submit, type Line, type World } from "./gateway";
import type { Host, PictureClip, Selection } from "./host";
import type { Form, Memory, Pending } from "./memory";
import { noticeOf, obstacleOf, orderOf, type Order } from "./orders";
import type { Placer } from "./placer";
import { Queue } from "./queue";
import { Refusal, sentenceOf } from "./refusal";
import { Shelves } from "./shelves";
import { spoken } from "./ticks";
import { ended, type Job, type News } from "./wire";

export interface ClipRow {
  readonly key: string;
  readonly name: string;
  /** Which part of which file, and where it plays. */
  readonly range: string;
  /** Why it cannot have Foley; empty where it can. */
  readonly obstacle: string;
  readonly notice: string;
  readonly prompt: string;
}

export type JobAction = "cancel" | "retry" | "place" | "use";

export interface JobRow {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  /** 0 to 1 while it is worked at; null otherwise. */
  readonly progress: number | null;
  readonly trouble: boolean;
  readonly action: JobAction | null;
  readonly take: number;
}

export interface Shown {
  readonly link: Link;
  readonly sequence: string | null;
  readonly clips: readonly ClipRow[];
  readonly jobs: readonly JobRow[];
  readonly placeable: number;
  readonly removable: number;
  readonly form: Form;
  /** The last thing that happened, as one sentence. */
  readonly message: string;
}

/** Requests that may be sent again: nothing says that they arrived. */
const MAYBE_LATER: ReadonlySet<string> = new Set([
  "no-daemon",
  "no-answer",
  "daemon-gone",
  "disconnected",
  "daemon-stopped",
]);

export class Panel {
  readonly #queue = new Queue();
  readonly #prompts = new Map<string, string>();
  readonly #shelves: Shelves;
  #link: Link = { kind: "searching" };
  #line: Line | null = null;
  #selection: Selection | null = null;
  #message = "";
  #aboutToLook = false;
  /** One thing after another: two placings at once would not see each other's. */
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: Host,
    private readonly world: World,
    private readonly memory: Memory,
    placer: Placer,
    private readonly changed: () => void,
  ) {
    this.#shelves = new Shelves(host, placer, memory, this.#queue);
  }

  get shown(): Shown {
    const { jobs } = this.#queue;
    return {
      link: this.#link,
      sequence: this.#selection?.facts.name ?? null,
      clips: this.#selection?.clips.map((clip) => this.#clipRow(clip, this.#selection as Selection)) ?? [],
      jobs: jobs.map((job) => this.#jobRow(job)),
      placeable: this.#shelves.waiting().length,
      removable: this.#shelves.lying().length,
      form: this.memory.form,
      message: this.#message,
    };
  }

  /** All that was asked of the panel so far is done. */
  get idle(): Promise<void> {
    return this.#work;
  }

  set form(form: Form) {
    this.memory.form = form;
  }

  get token(): string {
    return this.memory.token;
  }

  set token(token: string) {
    this.memory.token = token;
  }

  typePrompt(key: string, prompt: string): void {
    this.#prompts.set(key, prompt);
  }

  hearLink(link: Link, line: Line | null): void {
    this.#link = link;
    this.#line = line;
    if (line !== null) this.#do(() => this.#sendPending());
    this.changed();
  }

  hearNews(news: News): void {
    const finished = this.#queue.hear(news);
    const expected = this.#shelves.expected(finished);
    if (expected.length > 0 && this.memory.form.automatic) this.#do(() => this.#place(expected));
    else if (finished.length > 0) this.#do(() => this.#shelves.look());
    this.changed();
  }

  /** Again and again: what comes while it is about to look is seen then. */
  lookAtSelection(): void {
    if (this.#aboutToLook) return;
    this.#aboutToLook = true;
    this.#do(async () => {
      this.#aboutToLook = false;
      this.#selection = await this.host.selection();
      await this.#shelves.look();
    });
  }

  generate(): void {
    this.#do(async () => {
      this.#selection = await this.host.selection();
      const orders = this.#orders();
      const pending = { requestId: `premiere-${this.world.random()}`, orders };
      this.memory.keep(pending);
      await this.#send(pending);
    });
  }

  placeFinished(): void {
    this.#do(() => this.#place(this.#shelves.waiting()));
  }

  removeAll(): void {
    this.#do(async () => {
      const count = await this.#shelves.clear();
      this.#message = `${count} ${count === 1 ? "file" : "files"} taken off this sequence. They are still in the bin Footfall.`;
    });
  }

  act(action: JobAction, id: string): void {
    const job = this.#queue.get(id);
    if (!job) return;
    this.#do(() => (action === "place" || action === "use" ? this.#place([job]) : this.#change(action, id)));
  }

  #orders(): Order[] {
    const selection = this.#selection;
    if (selection === null)
      throw new Refusal("no-sequence", "No sequence is open: open one and select clips in it.");
    if (selection.clips.length === 0)
      throw new Refusal("no-clips", "Nothing is selected: select clips of picture in the timeline.");
    const { form } = this.memory;
    const able = selection.clips.filter((clip) => obstacleOf(clip, selection.facts) === null);
    if (able.length === 0)
      throw new Refusal("no-able-clips", "None of the selected clips can have Foley: each says why.");
    return able.map((clip) => orderOf(clip, selection.facts, this.#prompts.get(tagText(clip)) ?? "", form));
  }

  async #sendPending(): Promise<void> {
    for (const pending of this.memory.pending) await this.#send(pending);
  }

  async #send(pending: Pending): Promise<void> {
    try {
      if (this.#line === null) throw new Refusal("no-daemon", "");
      const jobs = await submit(this.world, this.#line, pending.orders, pending.requestId);
      this.memory.drop(pending.requestId);
      this.#shelves.expect(jobs);
      this.#message = `Asked for Foley for ${counted(pending.orders.length, "clip")}.`;
    } catch (error) {
      if (!(error instanceof Refusal) || !MAYBE_LATER.has(error.code)) {
        this.memory.drop(pending.requestId);
        throw error;
      }
      this.#message = "Footfall is not running: this is kept, and sent as soon as it runs.";
    }
  }

  async #change(verb: "cancel" | "retry", id: string): Promise<void> {
    if (this.#line === null) throw new Refusal("no-daemon", "Footfall is not running: start it, then try again.");
    if (verb === "retry") this.#shelves.expect([id]);
    await change(this.world, this.#line, verb, id);
  }

  async #place(jobs: readonly Job[]): Promise<void> {
    const { placed, refused } = await this.#shelves.place(jobs);
    const [why] = refused;
    const done = placed === 0 ? "" : `${counted(placed, "clip")} placed. `;
    this.#message = why ? `${done}${counted(refused.length, "clip")} not placed: ${why.message}.` : done;
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#message = sentenceOf(error);
    });
    void this.#work.then(this.changed);
  }

  #clipRow(clip: PictureClip, { facts }: Selection): ClipRow {
    const say = (ticks: bigint): string => spoken(ticks, facts.ticksPerSecond);
    const file = clip.media.split(/[\\/]/).pop() ?? "";
    const of = file === clip.name ? "" : ` of ${file}`;
    const key = tagText(clip);
    return {
      key,
      name: clip.name,
      range: `${say(clip.in)}–${say(clip.out)}${of}, plays at ${say(clip.start)} for ${say(clip.duration)}`,
      obstacle: obstacleOf(clip, facts)?.message ?? "",
      notice: noticeOf(clip),
      prompt: this.#prompts.get(key) ?? "",
    };
  }

  #jobRow(job: Job): JobRow {
    const over = ended(job);
    const shelf = job.state === "done" ? this.#shelves.stateOf(job) : null;
    return {
      id: job.id,
      title: `${job.media.split(/[\\/]/).pop() ?? ""}, take ${job.take}${job.prompt === "" ? "" : `: ${job.prompt}`}`,
      words: shelf?.words ?? wordsOf(job),
      progress: over ? null : job.progress,
      trouble: job.state === "failed" || job.state === "needs media" || (shelf?.trouble ?? false),
      action: shelf !== null ? shelf.action : over ? "retry" : "cancel",
      take: job.take,
    };
  }
}

function wordsOf(job: Job): string {
  const left = job.etaS === null ? "" : `, ${Math.ceil(job.etaS)} s left`;
  switch (job.state) {
    case "running":
      return `${Math.floor(100 * job.progress)} %${left}`;
    case "failed":
      return job.error === "" ? "failed" : `failed: ${job.error}`;
    case "needs media":
      return job.error === "" ? "its media is not there: connect the volume" : job.error;
    case "queued":
    case "preparing":
    case "ready":
      return job.turn === null ? job.state : `${job.state}, turn ${job.turn}${left}`;
    default:
      return job.state;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
