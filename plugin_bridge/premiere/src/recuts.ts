/** What there is already for a clip, and what of ours lies on the timeline for nothing. Pure. */

import { playsAlike, shownBy, tagOf, tagText, type Span } from "./cliptag";
import type { PictureClip, SequenceFacts, Timeline } from "./host";
import type { Part } from "./markers";
import type { Note } from "./memory";
import { EDITOR } from "./orders";
import { isFilled } from "./placer";
import { laid, slotsOf } from "./placing";
import { Refusal } from "./refusal";
import type { Job } from "./wire";

/** A sound that is wanted, for all selected clips that show the same. */
export interface Wanted {
  readonly clip: PictureClip;
  readonly part: Part;
  /** Tags of all of them. */
  readonly tags: string[];
}

/** What two clips have in common that can have one sound. */
export function sameSound({ clip, part }: Wanted): string {
  const { from, to } = shownBy({ ...clip, part: part.span });
  const lasts = part.span === null ? clip.duration : part.span.to - part.span.from;
  return [clip.media, clip.reframed, from, to, lasts, part.prompt, ...hitsOf(clip, part)].join("\n");
}

/** Ticks of the media, as text: there a trim does not move them. */
export function hitsOf(clip: PictureClip, part: Part): string[] {
  const shown = clip.out - clip.in;
  return part.hits.map((hit) => String(clip.in + (hit * shown) / clip.duration));
}

/** Whether a job's sound is of all that is wanted, and was asked for in the same words. `engine` empty: any. */
export function covers(job: Job, note: Note, { clip, part }: Wanted, facts: SequenceFacts, engine: string): boolean {
  const tag = tagOf(job.place?.clip ?? "");
  const here = job.place?.editor === EDITOR && job.place.timeline === facts.sequence;
  if (tag === null || !here || job.place?.project !== facts.project || tag.item !== clip.item) return false;
  if (job.state === "failed" || job.state === "cancelled" || !playsAlike(tag, clip)) return false;
  if (job.prompt !== part.prompt || (engine !== "" && job.engine !== engine)) return false;
  const [made, wanted] = [shownBy(tag), shownBy({ ...clip, part: part.span })];
  return made.from <= wanted.from && wanted.to <= made.to && sameHits(note, hitsOf(clip, part), wanted);
}

/** A trim may have cut some off: those that are left are to be the same. */
function sameHits(note: Note, hits: readonly string[], shown: Span): boolean {
  const left = note.hits.filter((hit) => shown.from <= BigInt(hit) && BigInt(hit) < shown.to);
  return left.join() === hits.join();
}

/** What is known of a job after clips were recut: their tags of now, instead of those that no clip bears any more. */
export function recut(job: Job, note: Note, tags: readonly string[], clips: readonly PictureClip[]): Note {
  const known = [job.place?.clip ?? "", ...note.clips].filter((tag) => !note.gone.includes(tag));
  const added = tags.filter((tag) => !known.includes(tag));
  const lost = known.filter((tag) => !clips.some((clip) => bears(clip, tag)));
  return { clips: added, gone: lost.slice(0, added.length), hits: note.hits };
}

function bears(clip: PictureClip, text: string): boolean {
  const tag = tagOf(text);
  return tag !== null && tagText(clip, tag.part) === text;
}

/** A sound on the timeline that is out of date. */
export interface Stale {
  readonly why: string;
  /** It cannot be laid again either: its clip is gone, or shows more than it is of. */
  readonly lost: boolean;
}

/** Null: it lies under its clips, or does not lie on the timeline. */
export function stalenessOf(job: Job, note: Note, timeline: Timeline): Stale | null {
  const lying = job.outputs.flatMap((output) => laid(timeline, output.path));
  if (lying.length === 0) return null;
  try {
    const slots = slotsOf(job, timeline, note.clips, note.gone);
    const strays = lying.length > slots.filter((slot) => isFilled(slot, timeline)).length;
    const why = "its clip plays elsewhere now: generate it again, and it is laid there";
    return strays ? { why, lost: false } : null;
  } catch (error) {
    if (error instanceof Refusal) return { why: error.message, lost: true };
    throw error;
  }
}
