/** Follows the gateway for as long as the panel lives: WebSocket first, polling where that is refused. */

import { findGateway, NO_DAEMON, newestJobs, type Line, type World } from "./gateway";
import { Refusal } from "./refusal";
import { newsOf, type News } from "./wire";

export type Link =
  | { readonly kind: "searching" }
  | { readonly kind: "live"; readonly over: "WebSocket" | "polling"; readonly port: number }
  | { readonly kind: "down"; readonly code: string; readonly why: string };

export interface Listener {
  /** `line`: null while there is none. */
  readonly link: (link: Link, line: Line | null) => void;
  readonly news: (news: News) => void;
  /** The token that the user pasted. */
  readonly pasted: () => string;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;
const BEAT = 20_000;
const POLL = 2_000;
const POLLS = 15; // then the WebSocket is tried again
const OPENING = 5_000;
const FASTER = new Refusal("again", "looking for a faster connection");

export class Follower {
  #ended = false;
  #pause = FIRST_PAUSE;

  constructor(
    private readonly world: World,
    private readonly listener: Listener,
  ) {}

  end(): void {
    this.#ended = true;
  }

  async run(): Promise<void> {
    this.listener.link({ kind: "searching" }, null);
    while (!this.#ended) {
      const why = await this.#once();
      if (this.#ended) return;
      if (why === FASTER) continue;
      // The gateway outlives its daemon for a moment, and then says so in its own words.
      const words = GONE.has(why.code) ? NO_DAEMON : why.message;
      this.listener.link({ kind: "down", code: why.code, why: words }, null);
      await this.world.sleep(this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    }
  }

  /** One connection, from finding the gateway anew (its token changes with each start) to its end. */
  async #once(): Promise<Refusal> {
    try {
      const line = await findGateway(this.world, this.listener.pasted());
      const closed = await this.#listen(line);
      return closed ?? (await this.#poll(line));
    } catch (error) {
      return error instanceof Refusal
        ? error
        : new Refusal("broken", `something unforeseen happened: ${String(error)}`);
    }
  }

  /** Why it closed; null where it never opened, though the gateway answers. */
  #listen(line: Line): Promise<Refusal | null> {
    return new Promise((resolve) => {
      let opened = false;
      let heard = true;
      let why = new Refusal("disconnected", "the connection to Footfall was lost: it is tried again by itself");
      const socket = this.#socket(line);
      if (socket === null) return resolve(null);
      const close = (): void => {
        socket.onmessage = socket.onclose = socket.onerror = null;
        socket.close();
        resolve(opened ? why : null);
      };
      const beat = async (): Promise<void> => {
        await this.world.sleep(OPENING);
        while (opened && heard && !this.#ended) {
          heard = false;
          socket.send(JSON.stringify({ type: "ping" }));
          await this.world.sleep(BEAT);
        }
        close();
      };
      socket.onopen = () => socket.send(JSON.stringify({ token: line.token }));
      socket.onclose = socket.onerror = close;
      socket.onmessage = (message: MessageEvent) => {
        heard = true;
        const news = heardNews(String(message.data));
        if (!opened && news.type !== "error") this.#live(line, "WebSocket");
        opened = true;
        if (news.type === "error") why = news.refusal;
        else this.listener.news(news);
      };
      void beat();
    });
  }

  #socket(line: Line): WebSocket | null {
    try {
      return this.world.socket(`ws://127.0.0.1:${line.port}/v1/events`);
    } catch {
      return null; // a host that does not let us
    }
  }

  async #poll(line: Line): Promise<Refusal> {
    for (let count = 0; count < POLLS && !this.#ended; count++) {
      const jobs = await newestJobs(this.world, line);
      if (count === 0) this.#live(line, "polling");
      this.listener.news({ type: "snapshot", part: 1, jobs });
      await this.world.sleep(POLL);
    }
    return FASTER;
  }

  #live(line: Line, over: "WebSocket" | "polling"): void {
    this.#pause = FIRST_PAUSE;
    this.listener.link({ kind: "live", over, port: line.port }, line);
  }
}

const GONE: ReadonlySet<string> = new Set(["no-daemon", "daemon-gone"]);

/** What cannot be read is said like what the gateway refuses. */
function heardNews(text: string): News {
  try {
    return newsOf(text);
  } catch (error) {
    return { type: "error", refusal: error instanceof Refusal ? error : new Refusal("misread", String(error)) };
  }
}
