/** The name by which a job knows its clip: a track item has no id, but what it shows and where does not lie. */

import type { PictureClip } from "./host";

/** A part of a clip, in ticks of the timeline from the clip's start. */
export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

export interface ClipTag {
  readonly item: string;
  readonly in: bigint;
  readonly out: bigint;
  readonly start: bigint;
  readonly duration: bigint;
  /** Null: all of it. */
  readonly part: Span | null;
}

export function tagText(clip: Omit<ClipTag, "part">, part: Span | null = null): string {
  const whole = [clip.item, clip.in, clip.out, clip.start, clip.duration];
  return [...whole, ...(part === null ? [] : [part.from, part.to])].join("|");
}

/** Null where it is not one of ours. */
export function tagOf(text: string): ClipTag | null {
  const parts = /^(.+?)\|(\d+)\|(\d+)\|(\d+)\|([1-9]\d*)(?:\|(\d+)\|([1-9]\d*))?$/.exec(text);
  if (parts === null) return null;
  const [, item = "", ...texts] = parts;
  const numbers = texts.map((each) => (each === undefined ? null : BigInt(each)));
  const [from, to, start, duration] = numbers.map((each) => each ?? 0n) as [bigint, bigint, bigint, bigint];
  const [partFrom, partTo] = [numbers[4] ?? null, numbers[5] ?? null];
  const part = partFrom === null || partTo === null ? null : { from: partFrom, to: partTo };
  return to > from ? { item, in: from, out: to, start, duration, part } : null;
}

/** Which part of the project item it shows, in ticks of that. */
export function shownBy(tag: Omit<ClipTag, "start">): Span {
  const { in: first, out, duration, part } = tag;
  if (part === null) return { from: first, to: out };
  const at = (ticks: bigint): bigint => first + (ticks * (out - first)) / duration;
  return { from: at(part.from), to: at(part.to) };
}

/** The clip where it is now, and how far (ticks as it plays) it begins after the clip that the tag was made of. */
export interface Found {
  readonly clip: PictureClip;
  readonly offset: bigint;
}

/** "many": it cannot be told which of several it is. Null: it is gone, or plays another way. */
export type Finding = Found | "many" | null;

/** Where the tagged clips are now: unchanged, moved, or trimmed. What one tag certainly means is no other tag's. */
export function findClips(tags: readonly ClipTag[], clips: readonly PictureClip[]): Finding[] {
  const unmoved = new Map(tags.map((tag) => [tag, clips.find((clip) => isSame(tag, clip) && clip.start === tag.start)]));
  const taken = new Set([...unmoved.values()].filter((clip) => clip !== undefined));
  const left = apart(clips.filter((clip) => !taken.has(clip)));
  return tags.map((tag) => {
    const clip = unmoved.get(tag);
    return clip ? found(tag, clip) : moved(tag, tags, unmoved, left);
  });
}

function moved(
  tag: ClipTag,
  tags: readonly ClipTag[],
  unmoved: ReadonlyMap<ClipTag, unknown>,
  left: readonly PictureClip[],
): Finding {
  const whole = left.filter((clip) => isSame(tag, clip));
  // As many as look for it: they have moved together, and kept their order.
  const seekers = tags.filter((other) => unmoved.get(other) === undefined && alike(tag, other)).sort(byStart);
  if (whole.length === seekers.length && whole.length > 0) {
    return found(tag, whole[seekers.indexOf(tag)] as PictureClip);
  }
  const candidates = whole.length > 0 ? whole : left.filter((clip) => overlaps(tag, clip) && playsAlike(tag, clip));
  const [clip, ...others] = candidates;
  return others.length > 0 ? "many" : clip ? found(tag, clip) : null;
}

export function playsAlike(tag: ClipTag, clip: PictureClip): boolean {
  return (tag.out - tag.in) * clip.duration === (clip.out - clip.in) * tag.duration;
}

function found(tag: ClipTag, clip: PictureClip): Found {
  return { clip, offset: ((clip.in - tag.in) * tag.duration) / (tag.out - tag.in) };
}

function isSame(tag: ClipTag, clip: PictureClip): boolean {
  const ends = clip.in === tag.in && clip.out === tag.out;
  return ends && clip.item === tag.item && playsAlike(tag, clip);
}

function alike(a: ClipTag, b: ClipTag): boolean {
  return a.item === b.item && a.in === b.in && a.out === b.out && a.duration === b.duration && samePart(a, b);
}

function samePart({ part: a }: ClipTag, { part: b }: ClipTag): boolean {
  return a?.from === b?.from && a?.to === b?.to;
}

function overlaps(tag: ClipTag, clip: PictureClip): boolean {
  return clip.item === tag.item && clip.in < tag.out && tag.in < clip.out;
}

function byStart(a: { start: bigint }, b: { start: bigint }): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : 0;
}

/** By time; copies on top of each other are as good as one. */
function apart(clips: readonly PictureClip[]): PictureClip[] {
  const once = new Map(clips.map((clip) => [[clip.item, clip.start, clip.in, clip.duration].join("|"), clip]));
  return [...once.values()].sort(byStart);
}
