/** From selected clips and what the user typed to what the daemon is asked for. */

import { shownBy, tagText } from "./cliptag";
import type { PictureClip, SequenceFacts } from "./host";
import type { Part } from "./markers";
import { Refusal } from "./refusal";
import { abs, gcd, toWire, type Clockwork, type WireTime } from "./ticks";

export const EDITOR = "Premiere";

export interface Wishes {
  /** Empty: the one that is set in Footfall. */
  readonly engine: string;
  readonly seed: number;
  readonly takes: number;
  /** Whole seconds kept at each end, hidden. */
  readonly handles: number;
  /** A file for each kind of sound instead of one for all. */
  readonly layers: boolean;
}

export interface Order {
  readonly clip: {
    readonly media: string;
    readonly proxy?: string;
    /** Whether such a clip is made, the daemon decides. */
    readonly reframed?: true;
    readonly source_in: WireTime;
    readonly source_out: WireTime;
    readonly play_rate: string;
    readonly place: {
      readonly record_in: WireTime;
      readonly editor: string;
      readonly project: string;
      readonly timeline: string;
      readonly clip: string;
    };
  };
  readonly prompt: string;
  readonly engine: string;
  readonly seed: number;
  readonly takes: number;
  readonly first_take: number;
  readonly handles: WireTime;
  readonly layers: readonly string[];
  readonly contacts?: readonly { readonly time: number }[];
}

const LAYERS = ["feet", "props", "cloth", "ambience"];

/** `made`: how many takes of it there are. Raises `Refusal` where the clip cannot have Foley. */
export function orderOf(
  clip: PictureClip,
  part: Part,
  facts: SequenceFacts,
  wishes: Wishes,
  made = 0,
): Order {
  const refusal = obstacleOf(clip, facts);
  if (refusal) throw refusal;
  const shown = shownBy({ ...clip, part: part.span });
  const span = part.span ?? { from: 0n, to: clip.duration };
  return {
    clip: {
      media: clip.media,
      ...(clip.proxy === "" ? {} : { proxy: clip.proxy }),
      ...(clip.reframed ? { reframed: true } : {}),
      source_in: toWire(shown.from, facts),
      source_out: toWire(shown.to, facts),
      play_rate: rateOf(shown.to - shown.from, span.to - span.from),
      place: {
        record_in: toWire(facts.zero + clip.start + span.from, facts),
        editor: EDITOR,
        project: facts.project,
        timeline: facts.sequence,
        clip: tagText(clip, part.span),
      },
    },
    prompt: part.prompt,
    engine: wishes.engine,
    seed: (wishes.seed + made) % 2 ** 32,
    takes: wishes.takes,
    first_take: made + 1,
    handles: { value: wishes.handles, rate: [1, 1] },
    layers: wishes.layers ? LAYERS : [],
    ...(part.hits.length === 0 ? {} : { contacts: contactsOf(part.hits, span.from, facts) }),
  };
}

/** Seconds from the first picture: the daemon wants no more of them than a float tells. */
function contactsOf(hits: readonly bigint[], from: bigint, { ticksPerSecond }: Clockwork): { time: number }[] {
  return hits.map((hit) => ({ time: Number(hit - from) / Number(ticksPerSecond) }));
}

/** Why this clip cannot have Foley; null where it can. */
export function obstacleOf(clip: PictureClip, clock: Clockwork): Refusal | null {
  if (clip.obstacle !== "") return new Refusal("clip", clip.obstacle);
  if (clip.out <= clip.in || clip.duration <= 0n) {
    return new Refusal("clip-empty", `“${clip.name}” shows no frame of its file: select another clip`);
  }
  if (!playsAsItsSpeedSays(clip, clock)) {
    return new Refusal(
      "clip-speed",
      `“${clip.name}” does not play at one speed (${clip.speed}×): render and replace it, then select it again`,
    );
  }
  return null;
}

/** What is worth knowing of a clip that can have Foley; empty: nothing. */
export function noticeOf(clip: PictureClip): string {
  const notices = [
    ...(clip.speed === 1 ? [] : [`plays at ${clip.speed}×: Foley follows the picture as it plays`]),
    ...(clip.isProxy ? ["its proxy is looked at"] : []),
    ...(clip.reframed ? ["reframed on the sequence: its media shows another picture"] : []),
  ];
  return notices.join("; ");
}

/** Picture speed on the timeline over speed in the file, exactly, so that the sound is as long as its slot. */
function rateOf(shown: bigint, lasts: bigint): string {
  const divisor = gcd(shown, lasts);
  return `${shown / divisor}/${lasts / divisor}`;
}

/**
 * Whether in and out are counted in the file's time, as the vendor's types say. It is not documented what they are
 * where the speed changes, so we look: what is shown must be as long as the slot at that speed, within a frame.
 */
function playsAsItsSpeedSays(clip: PictureClip, clock: Clockwork): boolean {
  if (!(clip.speed > 0)) return false;
  const millionths = BigInt(Math.round(clip.speed * 1_000_000));
  const due = (clip.duration * millionths) / 1_000_000n;
  const frame = (clock.ticksPerFrame * millionths) / 1_000_000n;
  return abs(clip.out - clip.in - due) <= (frame > clock.ticksPerFrame ? frame : clock.ticksPerFrame);
}
