/** What the panel remembers between two openings: what was typed, what was placed, what was asked but not answered. */

import type { Order } from "./orders";

/** As `localStorage` has it. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface Form {
  readonly engine: string;
  readonly seed: number;
  readonly takes: number;
  readonly handles: number;
  readonly layers: boolean;
  /** Also where there is such a sound already: further takes of it. */
  readonly anew: boolean;
  /** Markers of this colour are prompts too; null: only those named `foley:`. */
  readonly colour: number | null;
  /** Place sound as soon as it is done. */
  readonly automatic: boolean;
}

/** A request that may or may not have reached the daemon: sent again under the same id, it is one request. */
export interface Pending {
  readonly requestId: string;
  readonly orders: readonly Order[];
  /** Of each order, what is not sent. */
  readonly notes: readonly Note[];
}

/** What the panel knows of a job beside what the daemon tells. */
export interface Note {
  /** Further clips that its sound is for, by their tags. */
  readonly clips: readonly string[];
  /** Of its clips, those that were recut and have another tag since. */
  readonly gone: readonly string[];
  /** Ticks of its media, as text, at which markers wanted something to sound. */
  readonly hits: readonly string[];
}

/** All of a request that cannot be refused for one clip alone, and each of the others by itself. */
export function apart({ orders, notes }: Pending, nextId: () => string): Pending[] {
  const pairs = orders.map((order, index) => ({ order, note: notes[index] ?? NOTHING }));
  const plain = pairs.filter(({ order }) => !order.clip.reframed);
  const others = pairs.filter(({ order }) => order.clip.reframed);
  return [plain, ...others.map((pair) => [pair])]
    .filter((part) => part.length > 0)
    .map((part) => ({
      requestId: nextId(),
      orders: part.map(({ order }) => order),
      notes: part.map(({ note }) => note),
    }));
}

export const BLANK: Form = {
  engine: "",
  seed: 0,
  takes: 1,
  handles: 1,
  layers: false,
  anew: false,
  colour: null,
  automatic: false,
};

const NOTHING: Note = { clips: [], gone: [], hits: [] };

const MOST_KEPT = 5_000;

export class Memory {
  constructor(private readonly shelf: Shelf) {}

  get form(): Form {
    return { ...BLANK, ...this.#read<Partial<Form>>("form", {}) };
  }

  set form(form: Form) {
    this.#write("form", form);
  }

  get token(): string {
    return this.#read("token", "");
  }

  set token(token: string) {
    this.#write("token", token.trim());
  }

  get placed(): ReadonlySet<string> {
    return new Set(this.#read<string[]>("placed", []));
  }

  /** Once placed, always placed: even when the user takes it off again. */
  markPlaced(jobs: readonly string[]): void {
    this.#write("placed", [...new Set([...this.placed, ...jobs])].slice(-MOST_KEPT));
  }

  /** Jobs to be laid once more, wherever their clips are by then and whatever became of the sound. */
  get again(): ReadonlySet<string> {
    return new Set(this.#read<string[]>("again", []));
  }

  askAgain(jobs: readonly string[]): void {
    this.#write("again", [...new Set([...this.again, ...jobs])].slice(-MOST_KEPT));
  }

  dropAgain(jobs: readonly string[]): void {
    this.#write(
      "again",
      [...this.again].filter((job) => !jobs.includes(job)),
    );
  }

  note(job: string): Note {
    return this.#notes[job] ?? NOTHING;
  }

  /** What is known of a job grows: its clips are added. */
  keepNote(job: string, { clips, gone, hits }: Note): void {
    if (clips.length === 0 && hits.length === 0) return;
    const known = this.note(job);
    const grown = {
      clips: [...new Set([...known.clips, ...clips])],
      gone: [...new Set([...known.gone, ...gone])],
      hits,
    };
    const all = { ...this.#notes, [job]: grown };
    this.#write("notes", Object.fromEntries(Object.entries(all).slice(-MOST_KEPT)));
  }

  get #notes(): Readonly<Record<string, Note>> {
    return this.#read<Record<string, Note>>("notes", {});
  }

  get pending(): readonly Pending[] {
    return this.#read<Pending[]>("pending", []);
  }

  keep(pending: Pending): void {
    this.#write("pending", [...this.pending, pending]);
  }

  drop(requestId: string): void {
    this.#write(
      "pending",
      this.pending.filter((each) => each.requestId !== requestId),
    );
  }

  #read<Value>(key: string, missing: Value): Value {
    const text = this.shelf.getItem(`footfall.${key}`);
    try {
      return text === null ? missing : (JSON.parse(text) as Value);
    } catch {
      return missing; // an older panel's, or damaged
    }
  }

  #write(key: string, value: unknown): void {
    this.shelf.setItem(`footfall.${key}`, JSON.stringify(value));
  }
}
