/** A project with three clips of one film on its timeline, and jobs whose sound is done. */

import { tagText } from "../../plugin_bridge/premiere/src/cliptag";
import { Placer } from "../../plugin_bridge/premiere/src/placer";
import { Premiere } from "../../plugin_bridge/premiere/src/premiere";
import type { Job } from "../../plugin_bridge/premiere/src/wire";
import { FakePremiere } from "./fake_premiere";
import {
  anItem,
  aProject,
  aSequence,
  placedAt,
  SECOND,
  type Manners,
  type Placed,
  type SequenceState,
} from "./fake_state";

export const FRAME = SECOND / 25n;
const SAMPLE = SECOND / 48_000n;

export class Stage {
  readonly film = anItem("clip", "walk.mov", "/films/walk.mov", 20n * SECOND);
  readonly clips: readonly Placed[];
  readonly sequence: SequenceState;
  readonly other = aSequence("Reel 2");
  readonly fake: FakePremiere;
  readonly host: Premiere;
  readonly placer: Placer;
  /** Lengths of the sound files that there are. */
  readonly files = new Map<string, bigint>();

  constructor(manners: Partial<Manners> = {}, version = "26.3.0") {
    this.sequence = aSequence("Reel 1", { zero: 3600n * SECOND });
    // Butted together, as clips are: what reaches into the next slot would be heard.
    this.clips = [0n, 50n, 125n].map((start, index) =>
      placedAt(
        this.film,
        start * FRAME,
        BigInt(40 + 100 * index) * FRAME,
        ([50n, 75n, 25n][index] as bigint) * FRAME,
      ),
    );
    (this.sequence.video[0] as { items: Placed[] }).items = [...this.clips];
    const speech = anItem("clip", "speech.wav", "/films/speech.wav", 60n * SECOND);
    (this.sequence.audio[0] as { items: Placed[] }).items = [placedAt(speech, 0n, 0n, 150n * FRAME)];
    const project = aProject(this.sequence, this.other);
    project.root.children.push(this.film, speech);
    this.fake = new FakePremiere(project, (path) => this.files.get(path) ?? null, manners, version);
    this.host = new Premiere(this.fake.module, version);
    this.placer = new Placer(this.host);
  }

  clip(index: number): Placed {
    return this.clips[index] as Placed;
  }

  /** The name of a clip as it is now. */
  tag(index: number): string {
    const { item, start, end, in: from } = this.clip(index);
    return tagText({ item: item.id, in: from, out: from + end - start, start, duration: end - start });
  }

  /** A finished job for a clip as it is now, with handles of one second, and its file. */
  job(index: number, changes: Partial<Job> = {}, layers = ["mix"], handles = 1): Job {
    const { start, end } = this.clip(index);
    const take = changes.take ?? 1;
    const samples = Number((end - start) / SAMPLE) + 2 * 48_000 * handles;
    const outputs = layers.map((layer) => {
      const path = `/films/walk_foley_${index}_${layer}_t${take}.wav`;
      this.files.set(path, BigInt(samples) * SAMPLE);
      return { path, layer, sampleRate: 48_000, samples };
    });
    const clip = this.tag(index);
    const project = this.fake.project?.guid ?? "";
    return {
      id: `job-${index}-${take}`,
      state: "done",
      prompt: "",
      engine: "sketch",
      take,
      handles: { value: handles, rate: [1, 1] },
      media: "/films/walk.mov",
      place: { editor: "Premiere", project, timeline: this.sequence.guid, clip },
      outputs,
      error: "",
      notices: [],
      progress: 1,
      etaS: null,
      turn: null,
      created: index,
      ...changes,
    };
  }

  /** What lies on an audio track: file, and start, end and in point in frames. */
  onTrack(index: number): (string | number)[][] {
    const frames = (ticks: bigint): number => Number(ticks) / Number(FRAME);
    return (this.sequence.audio[index]?.items ?? []).map((placed) => [
      placed.item.name,
      frames(placed.start),
      frames(placed.end),
      frames(placed.in),
    ]);
  }

  get trackNames(): string[] {
    return this.sequence.audio.map((track) => track.name);
  }
}
