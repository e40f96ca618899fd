/** Footfall's gateway: found, checked before it is told the token, and asked. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

import type { Order } from "./orders";
import { Refusal } from "./refusal";
import { skewOf } from "./versions";
import {
  engineOf,
  jobOf,
  list,
  number,
  record,
  refusalOf,
  string,
  type Engine,
  type Job,
} from "./wire";

export const PORTS: readonly number[] = [17840, 17841, 17842, 17843, 17844];

export const NO_DAEMON =
  "Footfall is not running: type `footfall daemon` in a terminal";

/** What the world has: handed in, so that tests have another. */
export interface World {
  /** Who asks, for `footfall doctor`: `premiere/0.1.0 (Adobe Premiere 25.6.1)`. */
  readonly client: string;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly socket: (url: string) => WebSocket;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Text that nobody can guess, of letters and digits. */
  readonly random: () => string;
  /** The gateway's address file; null where there is none or it may not be read. */
  readonly addressFile: () => Promise<string | null>;
  readonly read: (path: string) => Promise<string | null>;
  /** That the host lets us speak to: as in the manifest. */
  readonly ports: readonly number[];
}

/** A gateway that has shown that it knows the token. */
export interface Line {
  readonly port: number;
  readonly token: string;
  /** To be said, where Footfall is of another version than the panel; empty where it is not. */
  readonly notice: string;
}

type Address = Pick<Line, "port" | "token">;

const PATIENCE = 10_000;
const PAGE = 200;

/** The gateway that runs. `pasted`: a token of the user's, for where files cannot be read. Raises `Refusal`. */
export async function findGateway(world: World, pasted: string): Promise<Line> {
  const text = await world.addressFile();
  const written = text === null ? null : await writtenAddress(world, text);
  if (written !== null) {
    checkPort(world, written.port);
    return greet(world, written);
  }
  return searchedAddress(world, pasted);
}

async function writtenAddress(world: World, text: string): Promise<Address | null> {
  const address = record(JSON.parse(text));
  const token = await world.read(string(address["token_file"]));
  return token === null ? null : { port: number(address["port"]), token: token.trim() };
}

/** Where no address can be read: whoever answers on one of our ports and knows the pasted token. */
async function searchedAddress(world: World, token: string): Promise<Line> {
  let heard: Refusal | null = null;
  for (const port of world.ports) {
    try {
      return await greet(world, { port, token });
    } catch (error) {
      if (error instanceof Refusal && error.code !== "no-daemon") heard = error;
    }
  }
  if (heard === null) throw new Refusal("no-daemon", NO_DAEMON);
  const words = "Footfall runs, but its key cannot be read here: paste the text of the file gateway.token below";
  throw token === "" ? new Refusal("no-token", words) : heard;
}

function checkPort(world: World, port: number): void {
  if (world.ports.includes(port)) return;
  const words = `Footfall listens on port ${port}, which Premiere keeps from this panel: start it without --port`;
  throw new Refusal("other-port", words);
}

/** Only who knows the token can answer rightly; until then it is not told. */
async function greet(world: World, line: Address): Promise<Line> {
  const nonce = world.random();
  const said = record(await ask(world, line, "GET", `/v1/hello?nonce=${nonce}`, null, false));
  if (said["name"] === "footfall" && said["proof"] === proofOf(line, nonce))
    return { ...line, notice: skewOf(String(said["version"])) };
  const words = `another program answers on port ${line.port}, or the pasted key is old: restart Footfall, or paste its key anew`;
  throw new Refusal("impostor", words);
}

export function proofOf(line: Address, nonce: string): string {
  const digest = hmac(sha256, bytes(line.token), bytes(`footfall ${line.port} ${nonce}`));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The ids of the jobs. The same `requestId` with the same orders is one request, however often it is sent. */
export async function submit(
  world: World,
  line: Line,
  orders: readonly Order[],
  requestId: string,
): Promise<string[]> {
  const said = await ask(world, line, "POST", "/v1/jobs", { orders, request_id: requestId });
  return list(record(said)["jobs"]).map(string);
}

/** The newest jobs, as many as come on one page. */
export async function newestJobs(world: World, line: Line): Promise<Job[]> {
  const said = await ask(world, line, "GET", `/v1/jobs?newest_first=true&limit=${PAGE}`);
  return list(record(said)["jobs"]).map(jobOf);
}

export async function engines(world: World, line: Line): Promise<Engine[]> {
  const said = await ask(world, line, "GET", "/v1/engines");
  return list(record(said)["engines"]).map(engineOf);
}

export async function change(world: World, line: Line, verb: "cancel" | "retry", job: string): Promise<void> {
  const said = record(await ask(world, line, "POST", `/v1/jobs/${verb}`, { jobs: [job] }));
  const [refused] = list(said["refused"]);
  if (refused !== undefined) throw refusalOf(refused);
}

async function ask(
  world: World,
  line: Address,
  method: string,
  path: string,
  body: unknown = null,
  withToken = true,
): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (withToken) {
    headers["authorization"] = `Bearer ${line.token}`;
    headers["x-footfall-client"] = world.client;
  }
  if (body !== null) headers["content-type"] = "application/json";
  const request = { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) };
  const response = await inTime(world, world.fetch(`http://127.0.0.1:${line.port}${path}`, request));
  const said = await saidBy(response);
  if (!response.ok) throw refusalOf(said);
  return said;
}

async function saidBy(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new Refusal("impostor", "another program answers where Footfall should: restart Footfall");
  }
}

async function inTime(world: World, answer: Promise<Response>): Promise<Response> {
  try {
    return await Promise.race([
      answer,
      world
        .sleep(PATIENCE)
        .then(() => Promise.reject(new Refusal("no-answer", "Footfall does not answer: restart it"))),
    ]);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal("no-daemon", NO_DAEMON);
  }
}

/** Of plain ASCII, which tokens and nonces are: the host has no TextEncoder to rely on. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
