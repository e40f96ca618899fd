/** What the panel does: between the host, the gateway and what is shown. It draws nothing itself. */

import { tagText } from "./cliptag";
import type { Link } from "./follow";
import { change, engines, type Line, type World } from "./gateway";
import type { Host, PictureClip, Selection, SequenceFacts } from "./host";
import { partsOf } from "./markers";
import type { Form, Memory, Note, Pending } from "./memory";
import { noticeOf, obstacleOf, orderOf, type Order } from "./orders";
import type { Placer } from "./placer";
import { Queue } from "./queue";
import { covers, hitsOf, recut, sameSound, type Wanted } from "./recuts";
import { Refusal, sentenceOf } from "./refusal";
import { Sender } from "./sender";
import { Shelves } from "./shelves";
import { spoken } from "./ticks";
import { ended, type Engine, type Job, type News } from "./wire";
import { counted } from "./words";

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
  /** What there is to choose from; none until Footfall has told it. */
  readonly engines: readonly Engine[];
  readonly form: Form;
  /** The last thing that happened, as one sentence. */
  readonly message: string;
}

export class Panel {
  readonly #queue = new Queue();
  readonly #prompts = new Map<string, string>();
  readonly #shelves: Shelves;
  readonly #sender: Sender;
  #link: Link = { kind: "searching" };
  #line: Line | null = null;
  #selection: Selection | null = null;
  #engines: readonly Engine[] = [];
  #message = "";
  /** What was said of another version of Footfall: once, not with each connection. */
  #notice = "";
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
    this.#sender = new Sender(world, memory, (jobs) => this.#shelves.expect(jobs));
  }

  get shown(): Shown {
    const { jobs } = this.#queue;
    return {
      link: this.#link,
      sequence: this.#selection?.facts.name ?? null,
      clips: this.#selection?.clips.map((clip) => this.#clipRow(clip, this.#selection as Selection)) ?? [],
      jobs: jobs.map((job) => this.#jobRow(job)),
      placeable: this.#shelves.waiting().length,
      engines: this.#engines,
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
    if (line !== null) {
      if (line.notice !== "" && line.notice !== this.#notice) this.#message = line.notice;
      this.#notice = line.notice;
      this.#do(() => this.#sendPending());
      this.#do(async () => {
        this.#engines = await engines(this.world, line);
      });
    }
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
      const timeline = this.#queue.jobs.length === 0 ? null : await this.host.timeline();
      const { missing, met } = this.#sortedOut(timeline?.clips ?? []);
      this.memory.askAgain(met);
      const words = met.length === 0 ? "" : `${counted(met.length, "sound")} made already, or on the way. `;
      if (missing.orders.length > 0) {
        const pending = { requestId: this.#sender.requestId(), ...missing };
        this.memory.keep(pending);
        this.#message = await this.#sender.send(this.#line, [pending]);
      } else this.#message = "";
      await this.#shelves.look();
      const stale = this.#shelves.stale().length;
      this.#message = `${words}${this.#message}${stale === 0 ? "" : ` ${counted(stale, "sound")} stale: see below.`}`;
      const due = this.#shelves.waiting().filter((job) => met.includes(job.id));
      if (this.memory.form.automatic && due.length > 0) await this.#place(due);
    });
  }

  placeFinished(): void {
    this.#do(() => this.#place(this.#shelves.waiting()));
  }

  removeAll(): void {
    this.#do(async () => {
      const count = await this.#shelves.clear();
      this.#message =
        count === 0
          ? "There is no Foley on this sequence."
          : `${counted(count, "file")} taken off this sequence. They are still in the bin Footfall.`;
    });
  }

  act(action: JobAction, id: string): void {
    const job = this.#queue.get(id);
    if (!job) return;
    this.#do(() => (action === "place" || action === "use" ? this.#place([job]) : this.#change(action, id)));
  }

  /** What is to be asked for, and the jobs that are of the rest: done, or on their way. */
  #sortedOut(clips: readonly PictureClip[]): { missing: Omit<Pending, "requestId">; met: string[] } {
    const facts = this.#facts();
    const { form } = this.memory;
    const orders: Order[] = [];
    const notes: Note[] = [];
    const met = new Set<string>();
    for (const wanted of this.#wanted()) {
      const { clip, part, tags } = wanted;
      const there = this.#queue.jobs.filter((job) =>
        covers(job, this.memory.note(job.id), wanted, facts, form.engine),
      );
      const hits = hitsOf(clip, part);
      if (there.length === 0 || form.anew) {
        const made = Math.max(0, ...there.map((job) => job.take));
        orders.push(orderOf(clip, part, facts, form, made));
        notes.push({ clips: tags.slice(1), gone: [], hits });
        continue;
      }
      for (const job of there) this.memory.keepNote(job.id, recut(job, this.memory.note(job.id), tags, clips));
      for (const job of this.#shelves.foremost(there)) met.add(job.id);
    }
    return { missing: { orders, notes }, met: [...met] };
  }

  /** Each sound once, however many of the selected clips show it. */
  #wanted(): Wanted[] {
    const facts = this.#facts();
    const { colour } = this.memory.form;
    const found = new Map<string, Wanted>();
    for (const clip of this.#able()) {
      for (const part of partsOf(clip, this.#prompts.get(tagText(clip)) ?? "", colour, facts)) {
        const wanted = { clip, part, tags: [tagText(clip, part.span)] };
        const known = found.get(sameSound(wanted));
        if (known) known.tags.push(...wanted.tags);
        else found.set(sameSound(wanted), wanted);
      }
    }
    return [...found.values()];
  }

  #facts(): SequenceFacts {
    if (this.#selection === null)
      throw new Refusal("no-sequence", "No sequence is open: open one and select clips in it.");
    return this.#selection.facts;
  }

  #able(): PictureClip[] {
    const facts = this.#facts();
    const clips = this.#selection?.clips ?? [];
    if (clips.length === 0)
      throw new Refusal("no-clips", "Nothing is selected: select clips of picture in the timeline.");
    const able = clips.filter((clip) => obstacleOf(clip, facts) === null);
    if (able.length === 0)
      throw new Refusal("no-able-clips", "None of the selected clips can have Foley: each says why.");
    return able;
  }

  async #sendPending(): Promise<void> {
    const words = await this.#sender.send(this.#line, this.memory.pending);
    if (words !== "") this.#message = words;
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
