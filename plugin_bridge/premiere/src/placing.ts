/** Decides where finished sound goes, and whether it went there. Pure: it reads and writes no timeline. */

import { findClips, tagOf, type ClipTag, type Finding } from "./cliptag";
import type { Lay, PictureClip, Timeline, Track, TrackItem } from "./host";
import { EDITOR } from "./orders";
import { Refusal } from "./refusal";
import { abs, fromWire, ofSamples } from "./ticks";
import type { Job, Output } from "./wire";

/** A file and its slot on the timeline. Ticks. */
export interface Slot {
  readonly path: string;
  readonly layer: string;
  readonly start: bigint;
  readonly end: bigint;
  /** Where the slot begins in the file, after the handle. */
  readonly in: bigint;
  /** How long the file is. */
  readonly length: bigint;
}

export type Verdict = "placed" | "absent" | "whole" | "wrong";

export function trackName(layer: string): string {
  return layer === "mix" ? "Footfall" : `Footfall ${layer.charAt(0).toUpperCase()}${layer.slice(1)}`;
}

/**
 * The slots of a job's files on this timeline, as it is now; `further`: tags of other clips that it is for;
 * `gone`: of all these, those that are not to be looked for any more.
 * Raises `Refusal` where none of its clips is there.
 */
export function slotsOf(
  job: Job,
  timeline: Timeline,
  further: readonly string[] = [],
  gone: readonly string[] = [],
): Slot[] {
  checkTimeline(job, timeline);
  const texts = [job.place?.clip ?? "", ...further].filter((text) => !gone.includes(text));
  const tags = texts.map(tagOf).filter((tag) => tag !== null);
  if (tags.length === 0) throw new Refusal("clip-unknown", "its clip is not known by name: drag the file in by hand");
  const found = findClips(tags, timeline.clips);
  const slots: Slot[] = [];
  const refused: Refusal[] = [];
  tags.forEach((tag, index) => {
    try {
      slots.push(...slotsUnder(job, tag, found[index] ?? null, timeline));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(error);
    }
  });
  if (slots.length === 0 && refused[0]) throw refused[0];
  return [...new Map(slots.map((slot) => [`${slot.path}|${slot.start}`, slot])).values()];
}

/** Raises `Refusal` where the clip cannot be told, or does not show what the sound was made for. */
function slotsUnder(job: Job, tag: ClipTag, found: Finding, timeline: Timeline): Slot[] {
  if (found === "many") {
    throw new Refusal("clip-many", "its clip is there more than once now: drag the file below the right one");
  }
  if (found === null) {
    throw new Refusal("clip-gone", "its clip is not on this sequence any more: undo, or drag the file in by hand");
  }
  const { clip, offset } = found;
  const [start, end] = spanOf(tag, clip, offset);
  if (end <= start) {
    throw new Refusal("clip-gone", "its part of the clip was cut off: undo, or drag the file in by hand");
  }
  const head = fromWire(job.handles, timeline.ticksPerSecond);
  const into = head + offset - (tag.part?.from ?? 0n) + start - clip.start;
  return job.outputs.map((output) => slotOf(output, start, end - start, into, timeline));
}

/** Of the whole clip, or of its part as far as the clip still shows it. */
function spanOf({ part }: ClipTag, clip: PictureClip, offset: bigint): [bigint, bigint] {
  const [from, to] = [clip.start, clip.start + clip.duration];
  if (part === null) return [from, to];
  const [start, end] = [clip.start + part.from - offset, clip.start + part.to - offset];
  return [start > from ? start : from, end < to ? end : to];
}

export function checkTimeline(job: Job, timeline: Timeline | null): asserts timeline is Timeline {
  if (timeline === null)
    throw new Refusal("no-sequence", "no sequence is open: open the one that it was made for");
  if (job.place?.editor !== EDITOR) throw new Refusal("elsewhere", "it was not asked for in Premiere");
  if (job.place.project !== timeline.project) {
    throw new Refusal("other-project", "it belongs to another project: open that one, then Place finished Foley");
  }
  if (job.place.timeline !== timeline.sequence) {
    throw new Refusal(
      "other-sequence",
      "it belongs to another sequence: open that one, then Place finished Foley",
    );
  }
}

function slotOf(output: Output, start: bigint, duration: bigint, into: bigint, timeline: Timeline): Slot {
  const length = ofSamples(output.samples, output.sampleRate, timeline.ticksPerSecond);
  const slack = ofSamples(1, output.sampleRate, timeline.ticksPerSecond); // the file is a whole number of samples
  if (into < 0n || into + duration > length + slack) {
    throw new Refusal("clip-longer", "its clip was extended past the sound: generate it again");
  }
  return { path: output.path, layer: output.layer, start, end: start + duration, in: into, length };
}

/** Tracks of ours, by name or, where names cannot be given, by holding nothing but files of this layer. */
export function ownTracks(timeline: Timeline, layer: string, ours: ReadonlyMap<string, string>): number[] {
  const owned = (track: Track): boolean =>
    track.name === trackName(layer) ||
    (track.items.length > 0 && track.items.every((item) => ours.get(pathKey(item.path)) === layer));
  return timeline.audio.flatMap((track, index) => (owned(track) ? [index] : []));
}

/** Whether nothing sounds on the track between these ticks, but for what may be replaced. */
export function isFree(track: Track, from: bigint, to: bigint, replaced: ReadonlySet<string>): boolean {
  return track.items.every((item) => item.end <= from || item.start >= to || replaced.has(pathKey(item.path)));
}

/** The part of the file that fills its slot. */
export function layOf(slot: Slot, track: number, insert: boolean): Lay {
  return { path: slot.path, start: slot.start, in: slot.in, out: slot.in + slot.end - slot.start, track, insert };
}

/** What became of a slot, by what is new on its track. `sample`: ticks of one, the tolerance at the trimmed ends. */
export function verdict(slot: Slot, laid: readonly TrackItem[], sample: bigint): Verdict {
  const [item, ...more] = laid;
  if (!item || more.length > 0) return item ? "wrong" : "absent";
  if (item.start !== slot.start) return "wrong";
  if (fills(item, slot, sample)) return "placed";
  return item.in === 0n && slot.in !== 0n ? "whole" : "wrong";
}

/** Whether something on a track is what belongs into the slot. */
export function fills(item: TrackItem, slot: Slot, sample: bigint): boolean {
  const ends = abs(item.end - slot.end) <= sample && abs(item.in - slot.in) <= sample;
  return ends && item.start === slot.start && samePath(item.path, slot.path);
}

/** Something on an audio track, and the number of the track. */
export interface Found {
  readonly track: number;
  readonly item: TrackItem;
}

/** Where a file lies on the audio tracks. */
export function laid(timeline: Timeline, path: string): Found[] {
  return timeline.audio.flatMap((each, track) =>
    each.items.filter((item) => samePath(item.path, path)).map((item) => ({ track, item })),
  );
}

/** What of a file lies on the tracks that did not lie there before. */
export function newlyLaid(before: Timeline, after: Timeline, path: string): Found[] {
  const known = new Set(laid(before, path).map(({ track, item }) => `${track}|${item.start}|${item.end}`));
  return laid(after, path).filter(({ track, item }) => !known.has(`${track}|${item.start}|${item.end}`));
}

/** Whether anything but the item with this media changed between two readings, as the user would see it. */
export function othersMoved(before: Timeline, after: Timeline, except: ReadonlySet<string>): boolean {
  return picture(before, except) !== picture(after, except);
}

function picture(timeline: Timeline, except: ReadonlySet<string>): string {
  const lines = (tracks: readonly Track[], kind: string): string[] =>
    tracks.flatMap((track, index) =>
      track.items
        .filter((item) => !except.has(pathKey(item.path)))
        .map((item) => `${kind}${index} ${item.path} ${item.start} ${item.end} ${item.in}`),
    );
  return [...lines(timeline.video, "V"), ...lines(timeline.audio, "A")].join("\n");
}

/** Whether a file is called as Footfall calls its audio. */
export function isOurs(path: string): boolean {
  return /(_foley_[\d-]+_t\d+(_[a-z]+)?_v\d+|_Footfall_NONE_t\d+-v\d+)\.wav$/.test(path);
}

export function samePath(a: string, b: string): boolean {
  return pathKey(a) === pathKey(b);
}

/** Hosts turn slashes round, Windows marks long paths and does not tell large letters from small ones. */
export function pathKey(path: string): string {
  const forward = path.replace(/\\/g, "/").replace(/^\/\/\?\//, "");
  return /^[A-Za-z]:/.test(forward) ? forward.toLowerCase() : forward;
}
