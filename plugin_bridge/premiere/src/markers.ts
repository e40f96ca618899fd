/** What markers say is heard: only those that speak to us by their prefix, or by a colour that the user chose. */

import type { Span } from "./cliptag";
import type { Marker, PictureClip } from "./host";
import type { Clockwork } from "./ticks";

/** A part of a clip that one sound is for. */
export interface Part {
  /** Null: all of the clip. */
  readonly span: Span | null;
  readonly prompt: string;
  /** Ticks of the timeline from the clip's start, at which something sounds. */
  readonly hits: readonly bigint[];
}

const PREFIX = /^foley\s*(?::|$)\s*/i;

/** What a marker asks for; null: it is not for us. `colour`: those of this colour too, whose name is the prompt. */
export function textOf(marker: Marker, colour: number | null): string | null {
  for (const words of [marker.name, marker.comments].map((each) => each.trim())) {
    if (PREFIX.test(words)) return words.replace(PREFIX, "").trim();
  }
  return colour !== null && marker.colour === colour ? marker.name.trim() : null;
}

/** The clip in parts: where a marker has a length its text is the prompt, and what points mark there are hits. */
export function partsOf(clip: PictureClip, prompt: string, colour: number | null, clock: Clockwork): Part[] {
  const marks = clip.markers
    .map((marker) => ({ at: marker.start - clip.start, length: lengthOf(marker, clock), text: textOf(marker, colour) }))
    .filter((mark) => mark.text !== null) as Mark[];
  const points = marks.filter((mark) => mark.length === 0n && mark.at >= 0n && mark.at < clip.duration);
  const ranges = marks.filter((mark) => mark.length > 0n).sort((a, b) => (a.at < b.at ? -1 : 1));
  const parts: [Span, string][] = [];
  let at = 0n;
  for (const mark of ranges) {
    const from = mark.at > at ? mark.at : at;
    const to = mark.at + mark.length < clip.duration ? mark.at + mark.length : clip.duration;
    if (from >= to) continue; // elsewhere, or within an earlier one
    if (at < from) parts.push([{ from: at, to: from }, prompt]);
    parts.push([{ from, to }, mark.text === "" ? prompt : mark.text]);
    at = to;
  }
  if (at < clip.duration) parts.push([{ from: at, to: clip.duration }, prompt]);
  return parts.map(([span, text]) => partOf(span, text, points, clip));
}

interface Mark {
  readonly at: bigint;
  readonly length: bigint;
  readonly text: string;
}

function partOf(span: Span, prompt: string, points: readonly Mark[], clip: PictureClip): Part {
  const mine = points.filter((point) => span.from <= point.at && point.at < span.to);
  const texts = new Set([prompt.trim(), ...mine.map((point) => point.text)].filter((text) => text !== ""));
  const hits = [...new Set(mine.map((point) => point.at))].sort((a, b) => (a < b ? -1 : 1));
  const whole = span.from === 0n && span.to === clip.duration;
  return { span: whole ? null : span, prompt: [...texts].join(", "), hits };
}

/** Up to a frame long, a marker is a point. */
function lengthOf(marker: Marker, { ticksPerFrame }: Clockwork): bigint {
  return marker.duration > ticksPerFrame ? marker.duration : 0n;
}
