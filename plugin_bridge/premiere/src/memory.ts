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
  /** Place sound as soon as it is done. */
  readonly automatic: boolean;
}

/** A request that may or may not have reached the daemon: sent again under the same id, it is one request. */
export interface Pending {
  readonly requestId: string;
  readonly orders: readonly Order[];
}

export const BLANK: Form = { engine: "", seed: 0, takes: 1, handles: 1, layers: false, automatic: false };

const MOST_PLACED = 5_000;

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
    this.#write("placed", [...new Set([...this.placed, ...jobs])].slice(-MOST_PLACED));
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
