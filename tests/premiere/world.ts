/** A world without a network: a gateway that answers as the real one does, and time that passes when it is told. */

import { proofOf, type World } from "../../plugin_bridge/premiere/src/gateway";
import { Refusal } from "../../plugin_bridge/premiere/src/refusal";

export const TOKEN = "the-right-token";
export const PORT = 17841;

/** A WebSocket that the test speaks through. */
export class FakeSocket {
  readonly said: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  close(): void {
    this.onclose?.();
  }

  tell(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

export class FakeWorld implements World {
  readonly ports = [17840, 17841];
  readonly sockets: FakeSocket[] = [];
  readonly asked: { path: string; method: string; token: string | null; body: unknown }[] = [];
  /** As if this were answered, or what is made of the body; a Refusal of code "down" is a closed port. */
  answers: Record<string, unknown | Refusal> = { "/v1/engines": { engines: [] } };
  /** Who listens where, with which token. */
  listening = new Map([[PORT, TOKEN]]);
  file: string | null = JSON.stringify({ port: PORT, token_file: "/run/gateway.token" });
  tokenFile: string | null = TOKEN;
  socketsAllowed = true;
  version = "0.1.0";
  #sleepers: { left: number; wake: () => void }[] = [];
  #count = 0;

  fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { port, pathname, searchParams } = new URL(url);
    const token = this.listening.get(Number(port));
    if (token === undefined) throw new TypeError("network request failed");
    const shown =
      (init.headers as Record<string, string> | undefined)?.["authorization"]?.slice("Bearer ".length) ?? null;
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    this.asked.push({ path: pathname, method: init.method ?? "GET", token: shown, body });
    if (pathname === "/v1/hello")
      return answer(200, this.#greeting(Number(port), token, searchParams.get("nonce") ?? ""));
    if (shown !== token)
      return answer(401, { error: { code: "unauthorized", message: "the token does not fit" } });
    const known = this.answers[pathname];
    const said: unknown = typeof known === "function" ? known(body) : known;
    if (said instanceof Refusal) return answer(422, { error: { code: said.code, message: said.message } });
    return answer(200, said);
  };

  #greeting(port: number, token: string, nonce: string): unknown {
    return { name: "footfall", version: this.version, protocol: 1, proof: proofOf({ port, token }, nonce) };
  }

  socket = (): WebSocket => {
    if (!this.socketsAllowed) throw new Error("not allowed by the manifest");
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };

  sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => this.#sleepers.push({ left: milliseconds, wake: resolve }));

  random = (): string => `nonce${String(++this.#count).padStart(27, "0")}`;

  readonly client = "premiere/0.1.0 (Adobe Premiere 25.6.1)";

  addressFile = async (): Promise<string | null> => this.file;

  read = async (path: string): Promise<string | null> => (path === "/run/gateway.token" ? this.tokenFile : null);

  /** Let this much time pass, and all that follows from it happen. */
  async pass(milliseconds: number): Promise<void> {
    const due = this.#sleepers.filter((sleeper) => (sleeper.left -= milliseconds) <= 0);
    this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const sleeper of due) sleeper.wake();
    await settled();
  }

  /** The socket that was opened last, open and heard. */
  async opened(jobs: unknown[] = []): Promise<FakeSocket> {
    await settled();
    const socket = this.sockets[this.sockets.length - 1] as FakeSocket;
    socket.onopen?.();
    socket.tell({ type: "snapshot", part: 1, parts: 1, jobs });
    await settled();
    return socket;
  }
}

/** All that can happen without time passing has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

function answer(status: number, said: unknown): Response {
  return new Response(JSON.stringify(said), { status });
}
