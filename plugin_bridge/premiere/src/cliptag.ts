/** The name by which a job knows its clip: a track item has no id, but what it shows and where does not lie. */

import type { PictureClip } from "./host";

export interface ClipTag {
  readonly item: string;
  readonly in: bigint;
  readonly out: bigint;
  readonly start: bigint;
  readonly duration: bigint;
}

export function tagText(clip: ClipTag): string {
  return [clip.item, clip.in, clip.out, clip.start, clip.duration].join("|");
}

/** Null where it is not one of ours. */
export function tagOf(text: string): ClipTag | null {
  const parts = /^(.+)\|(\d+)\|(\d+)\|(\d+)\|([1-9]\d*)$/.exec(text);
  if (parts === null) return null;
  const [, item = "", ...numbers] = parts;
  const [from = 0n, to = 0n, start = 0n, duration = 0n] = numbers.map(BigInt);
  return to > from ? { item, in: from, out: to, start, duration } : null;
}

/** The clip where it is now, and how far (ticks as it plays) it begins after the clip that the tag was made of. */
export interface Found {
  readonly clip: PictureClip;
  readonly offset: bigint;
}

/**
 * Where the tagged clip is now: unchanged, moved, or trimmed. Null: it is gone, or plays another way.
 * "many": it cannot be told which of several it is.
 */
export function findClip(tag: ClipTag, clips: readonly PictureClip[]): Found | "many" | null {
  const same = clips.filter((clip) => clip.item === tag.item && playsAlike(tag, clip));
  const whole = same.filter((clip) => clip.in === tag.in && clip.out === tag.out);
  const unmoved = whole.filter((clip) => clip.start === tag.start);
  for (const candidates of [unmoved, whole, same.filter((clip) => overlaps(tag, clip))]) {
    const [clip, ...others] = candidates;
    if (clip && others.some((other) => !sameSlot(clip, other))) return "many";
    if (clip) return { clip, offset: ((clip.in - tag.in) * tag.duration) / (tag.out - tag.in) };
  }
  return null;
}

function playsAlike(tag: ClipTag, clip: PictureClip): boolean {
  return (tag.out - tag.in) * clip.duration === (clip.out - clip.in) * tag.duration;
}

/** Copies on top of each other are as good as one. */
function sameSlot(a: PictureClip, b: PictureClip): boolean {
  return a.start === b.start && a.in === b.in && a.duration === b.duration;
}

function overlaps(tag: ClipTag, clip: PictureClip): boolean {
  return clip.in < tag.out && tag.in < clip.out;
}
