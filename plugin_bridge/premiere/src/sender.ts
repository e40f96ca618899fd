/** Sends what was asked for: again until it arrived, and what is refused of one clip apart from the others. */

import { submit, type Line, type World } from "./gateway";
import { apart, type Memory, type Pending } from "./memory";
import { Refusal } from "./refusal";
import { counted } from "./words";

/** Requests that may be sent again: nothing says that they arrived. */
const MAYBE_LATER: ReadonlySet<string> = new Set([
  "no-daemon",
  "no-answer",
  "daemon-gone",
  "disconnected",
  "daemon-stopped",
]);
/** The daemon refuses a whole request for what one of its clips is. */
const OF_ONE_CLIP = "reframed";

export class Sender {
  constructor(
    private readonly world: World,
    private readonly memory: Memory,
    /** Called with the ids of the jobs that were made. */
    private readonly made: (jobs: readonly string[]) => void,
  ) {}

  requestId(): string {
    return `premiere-${this.world.random()}`;
  }

  /** What became of the requests, for people. Those that are kept may be sent again. */
  async send(line: Line | null, requests: readonly Pending[]): Promise<string> {
    const asked: Pending[] = [];
    const refused: string[] = [];
    const leftOut: Refusal[] = [];
    let waits = false;
    const left = [...requests];
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const refusal = await this.#refusalOf(line, next);
      if (refusal === null) asked.push(next);
      else if (MAYBE_LATER.has(refusal.code)) waits = true;
      else if (refusal.code === OF_ONE_CLIP && next.orders.length > 1) left.unshift(...this.#parted(next));
      else {
        this.memory.drop(next.requestId);
        if (refusal.code === OF_ONE_CLIP) leftOut.push(refusal);
        else refused.push(refusal.message);
      }
    }
    return [
      ...(asked.length === 0 ? [] : [`Asked for Foley for ${counted(clipsIn(asked), "clip")}.`]),
      ...(waits ? ["Footfall is not running: this is kept, and sent as soon as it runs."] : []),
      ...toldOf(leftOut),
      ...refused,
    ].join(" ");
  }

  /** Null where it was taken. */
  async #refusalOf(line: Line | null, request: Pending): Promise<Refusal | null> {
    if (line === null) return new Refusal("no-daemon", "");
    try {
      const jobs = await submit(this.world, line, request.orders, request.requestId);
      this.memory.drop(request.requestId);
      this.made(jobs);
      this.#keepNotes(jobs, request);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error;
      this.memory.drop(request.requestId);
      throw error;
    }
  }

  #parted(whole: Pending): Pending[] {
    const parts = apart(whole, () => this.requestId());
    for (const part of parts) this.memory.keep(part);
    this.memory.drop(whole.requestId);
    return parts;
  }

  /** Jobs come in the order of orders and takes. */
  #keepNotes(jobs: readonly string[], { orders, notes }: Pending): void {
    let next = 0;
    orders.forEach((order, index) => {
      for (const job of jobs.slice(next, (next += order.takes))) {
        this.memory.keepNote(job, notes[index] ?? { clips: [], gone: [], hits: [] });
      }
    });
  }
}

/** The reason and what to do are told of the first, and hold for all; rows of the clips say which they are. */
function toldOf([first, ...others]: readonly Refusal[]): string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? [] : [`Also left out, for the same reason: ${counted(others.length, "clip")}.`];
  return [`Left out: ${first.message}.`, ...more];
}

/** Selected clips that requests serve; parts of one are of one. */
function clipsIn(requests: readonly Pending[]): number {
  const tags = requests.flatMap(({ orders, notes }) => [
    ...orders.map((order) => order.clip.place.clip),
    ...notes.flatMap((note) => note.clips),
  ]);
  return new Set(tags.map((tag) => tag.split("|").slice(0, 5).join("|"))).size;
}
