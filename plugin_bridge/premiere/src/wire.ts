/** What the gateway says, read once at the edge and typed from there on. */

import { Refusal } from "./refusal";
import type { WireTime } from "./ticks";

export interface Output {
  readonly path: string;
  readonly layer: string;
  readonly sampleRate: number;
  readonly samples: number;
}

/** Which clip of which timeline a job is for: what the panel said of it when it asked. */
export interface Place {
  readonly editor: string;
  readonly project: string;
  readonly timeline: string;
  readonly clip: string;
}

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly prompt: string;
  readonly engine: string;
  readonly take: number;
  readonly handles: WireTime;
  readonly media: string;
  readonly place: Place | null;
  readonly outputs: readonly Output[];
  readonly error: string;
  readonly notices: readonly string[];
  readonly progress: number;
  readonly etaS: number | null;
  readonly turn: number | null;
  /** Seconds since 1970. */
  readonly created: number;
}

/** An engine that Footfall has. */
export interface Engine {
  readonly name: string;
  readonly title: string;
  readonly ready: boolean;
  /** Why it is not ready, and what to do. */
  readonly missing: string;
  /** Of orders that name none. */
  readonly isDefault: boolean;
}

export type News =
  | { readonly type: "snapshot"; readonly part: number; readonly jobs: readonly Job[] }
  | { readonly type: "state"; readonly id: string; readonly job: Job | null }
  | { readonly type: "progress"; readonly progress: Map<string, number>; readonly etaS: Map<string, number> }
  | { readonly type: "error"; readonly refusal: Refusal }
  | { readonly type: "other" };

const ENDED: ReadonlySet<string> = new Set(["done", "failed", "cancelled"]);

export function ended(job: Job): boolean {
  return ENDED.has(job.state);
}

export function newsOf(text: string): News {
  const said = record(JSON.parse(text));
  switch (said["type"]) {
    case "snapshot":
      return { type: "snapshot", part: number(said["part"]), jobs: list(said["jobs"]).map(jobOf) };
    case "state":
      return { type: "state", id: string(said["id"]), job: said["job"] === null ? null : jobOf(said["job"]) };
    case "progress":
      return { type: "progress", progress: numbers(said["progress"]), etaS: numbers(said["eta_s"]) };
    case "error":
      return { type: "error", refusal: refusalOf(said) };
    default:
      return { type: "other" };
  }
}

export function jobOf(said: unknown): Job {
  const job = record(said);
  const handles = record(job["handles"]);
  const [numerator, denominator] = list(handles["rate"]);
  return {
    id: string(job["id"]),
    state: string(job["state"]),
    prompt: string(job["prompt"]),
    engine: string(job["engine"]),
    take: number(job["take"]),
    handles: { value: number(handles["value"]), rate: [number(numerator), number(denominator)] },
    media: job["media"] === null ? "" : string(job["media"]),
    place: job["place"] == null ? null : placeOf(record(job["place"])),
    outputs: list(job["outputs"]).map(outputOf),
    error: job["error"] == null ? "" : string(record(job["error"])["message"]),
    notices: list(job["notices"]).map(string),
    progress: number(job["progress"]),
    etaS: job["eta_s"] == null ? null : number(job["eta_s"]),
    turn: job["turn"] == null ? null : number(job["turn"]),
    created: number(job["created"]),
  };
}

export function engineOf(said: unknown): Engine {
  const engine = record(said);
  return {
    name: string(engine["name"]),
    title: string(engine["title"]),
    ready: engine["ready"] === true,
    missing: string(engine["missing"]),
    isDefault: engine["default"] === true,
  };
}

/** Of an answer such as `{"error": {"code", "message"}}`. */
export function refusalOf(said: unknown): Refusal {
  const error = record(record(said)["error"]);
  return new Refusal(string(error["code"]), string(error["message"]));
}

function outputOf(said: unknown): Output {
  const output = record(said);
  return {
    path: string(output["path"]),
    layer: string(output["layer"]),
    sampleRate: number(output["sample_rate"]),
    samples: number(output["samples"]),
  };
}

function placeOf(place: Record<string, unknown>): Place {
  return {
    editor: string(place["editor"]),
    project: string(place["project"]),
    timeline: string(place["timeline"]),
    clip: string(place["clip"]),
  };
}

// readers that raise where something is not what it should be

export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw misread("an object", value);
  return value as Record<string, unknown>;
}

export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw misread("a list", value);
  return value;
}

export function string(value: unknown): string {
  if (typeof value !== "string") throw misread("text", value);
  return value;
}

export function number(value: unknown): number {
  if (typeof value !== "number") throw misread("a number", value);
  return value;
}

function numbers(value: unknown): Map<string, number> {
  return new Map(Object.entries(record(value)).map(([key, each]) => [key, number(each)]));
}

function misread(wanted: string, value: unknown): Refusal {
  const words = `Footfall answered ${typeof value} where ${wanted} was due: install the panel of the same version`;
  return new Refusal("misread", words);
}
