/** The panel in a browser: a fake Premiere, the real gateway, and a handle for the test to act as the user of Premiere. */

import { start } from "../../plugin_bridge/premiere/src/app";
import { worldOf } from "../../plugin_bridge/premiere/src/uxp";
import { Premiere } from "../../plugin_bridge/premiere/src/premiere";
import { FakePremiere } from "./fake_premiere";
import { aMarker, anItem, aProject, aSequence, placedAt, SECOND, type Placed } from "./fake_state";

/** What the test says of its stage, in the page's address. */
interface Setting {
  readonly film: string;
  readonly home: string;
  readonly port: number;
  readonly ticksPerFrame: string;
  /** Number of the sequence's first frame: 90000 for one that begins at 01:00:00:00 and 25 frames per second. */
  readonly first: number;
  /** Start on the timeline, in point and length of each clip, in frames. */
  readonly clips: readonly (readonly [number, number, number])[];
}

const setting = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Setting;
const FRAME = BigInt(setting.ticksPerFrame);

async function textOf(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.text();
}

/** Ticks of a sound file that lies on the disk; null where there is none. */
async function probe(path: string): Promise<bigint | null> {
  const samples = await textOf(`/samples?path=${encodeURIComponent(path)}`);
  return samples === "" ? null : (BigInt(samples) * SECOND) / 48_000n;
}

const film = anItem("clip", "walk.mp4", setting.film, 20n * SECOND);
const sequence = aSequence("Reel 1", { zero: BigInt(setting.first) * FRAME, ticksPerFrame: FRAME });
const other = aSequence("Reel 2");
const clips: Placed[] = setting.clips.map(([at, from, frames]) =>
  placedAt(film, BigInt(at) * FRAME, BigInt(from) * FRAME, BigInt(frames) * FRAME),
);
sequence.video[0]?.items.push(...clips);
const project = aProject(sequence, other);
project.root.children.push(film);
const fake = new FakePremiere(project, probe);

/** What lies on the audio tracks: name, and per item file and ticks. */
function tracks(): unknown {
  return sequence.audio.map((track) => ({
    name: track.name,
    items: track.items.map(({ item, start, end, in: from }) => ({
      path: item.path,
      start: String(start),
      end: String(end),
      in: String(from),
    })),
  }));
}

Object.assign(globalThis, {
  stage: {
    select: (...indices: number[]) => fake.select(...indices.map((index) => clips[index] as Placed)),
    move: (index: number, frames: number) => {
      const clip = clips[index] as Placed;
      clip.start += BigInt(frames) * FRAME;
      clip.end += BigInt(frames) * FRAME;
    },
    remove: (index: number) => {
      const items = sequence.video[0]?.items ?? [];
      items.splice(items.indexOf(clips[index] as Placed), 1);
    },
    mark: (frame: number, frames: number, name: string) => {
      sequence.markers.push(aMarker(BigInt(frame) * FRAME, name, { duration: BigInt(frames) * FRAME }));
    },
    open: (which: "Reel 1" | "Reel 2") => fake.open(which === "Reel 1" ? sequence : other),
    tracks,
    steps: () => fake.editing.steps,
  },
});

const disk = {
  readFile: (path: string) => textOf(`/file?path=${encodeURIComponent(path)}`),
};
const computer = { platform: () => "linux", homedir: () => setting.home };
const world = worldOf({ ppro: fake.module, hostVersion: "26.3.0", fs: disk, os: computer });
const root = document.getElementById("footfall") as HTMLElement;
start(root, new Premiere(fake.module, "26.3.0"), { ...world, ports: [setting.port] }, localStorage);
