/** Premiere as a host: what is read from it. What is written to it is in `laying.ts`. */

import type {
  AudioTrack,
  ClipProjectItem,
  premierepro,
  Project,
  ProjectItem,
  Sequence,
  VideoClipTrackItem,
  VideoTrack,
} from "@adobe/premierepro";

import { isReframed } from "./framing";
import type {
  Host,
  Lay,
  Marker,
  PictureClip,
  Selection,
  SequenceFacts,
  Timeline,
  Track,
  TrackItem,
  Victim,
} from "./host";
import { bring, lay, nameTrack, remove } from "./laying";
import { castClip, pathOf, pictureOf, sizeOf, type Picture } from "./media";
import { Refusal } from "./refusal";

/** Where the user is. */
export interface Current {
  readonly project: Project;
  readonly sequence: Sequence;
}

export class Premiere implements Host {
  constructor(
    private readonly ppro: premierepro,
    readonly version: string,
  ) {}

  get namesTracks(): boolean {
    const [major = 0, minor = 0] = this.version.split(".").map(Number);
    return major > 26 || (major === 26 && minor >= 3);
  }

  async timeline(): Promise<Timeline | null> {
    const current = await this.#current();
    if (current === null) return null;
    const video = await videoTracks(current.sequence);
    const items = video.flatMap((track) => track.getTrackItems(this.ppro.Constants.TrackItemType.CLIP, false));
    return {
      ...(await this.#facts(current)),
      clips: await Promise.all(items.map((item) => this.#clip(item, false))),
      video: await Promise.all(video.map((track) => this.#track(track))),
      audio: await Promise.all((await audioTracks(current.sequence)).map((track) => this.#track(track))),
    };
  }

  async selection(): Promise<Selection | null> {
    const current = await this.#current();
    if (current === null) return null;
    const chosen = await this.#selectedPictures(current.sequence);
    const items = chosen.length > 0 ? chosen : await this.#underPlayhead(current.sequence);
    const ofSequence = await this.#markersOf(current.sequence);
    const frame = await current.sequence.getFrameSize();
    const clips = await Promise.all(
      items.map(async (item) => ({
        ...(await this.#clip(item, true, ofSequence)),
        reframed: await isReframed(item, await sizeOf(this.ppro, await item.getProjectItem()), frame),
      })),
    );
    return { facts: await this.#facts(current), clips: inOrder(clips) };
  }

  onSelection(heard: () => void): void {
    const { EventManager, Constants } = this.ppro;
    for (const event of [Constants.SequenceEvent.SELECTION_CHANGED, Constants.SequenceEvent.ACTIVATED]) {
      EventManager.addGlobalEventListener(event, heard);
    }
  }

  async bring(path: string): Promise<void> {
    const { project } = await this.#needed();
    await bring(this.ppro, project, path);
  }

  async lay(facts: SequenceFacts, lays: readonly Lay[], undo: string): Promise<boolean> {
    return lay(this.ppro, await this.#same(facts), lays, undo);
  }

  async remove(facts: SequenceFacts, victims: readonly Victim[], undo: string): Promise<boolean> {
    const current = await this.#same(facts);
    return remove(this.ppro, current, await audioTracks(current.sequence), victims, undo);
  }

  async nameTrack(facts: SequenceFacts, track: number, name: string): Promise<boolean> {
    const { project, sequence } = await this.#same(facts);
    return nameTrack(project, await sequence.getAudioTrack(track), name);
  }

  async #current(): Promise<Current | null> {
    // The types promise both; a host without project or sequence gives nothing.
    const project = (await this.ppro.Project.getActiveProject()) as Project | null | undefined;
    const sequence = (await project?.getActiveSequence()) as Sequence | null | undefined;
    return project && sequence ? { project, sequence } : null;
  }

  async #needed(): Promise<Current> {
    const current = await this.#current();
    if (current === null) throw new Refusal("no-sequence", "no sequence is open: open one first");
    return current;
  }

  async #same(facts: SequenceFacts): Promise<Current> {
    const current = await this.#needed();
    if (current.sequence.guid.toString() !== facts.sequence || current.project.guid.toString() !== facts.project) {
      throw new Refusal(
        "other-sequence",
        "another sequence was opened meanwhile: go back to it, then Place finished Foley",
      );
    }
    return current;
  }

  async #facts({ project, sequence }: Current): Promise<SequenceFacts> {
    const rate = (await sequence.getSettings()).getVideoFrameRate();
    return {
      project: project.guid.toString(),
      sequence: sequence.guid.toString(),
      name: sequence.name,
      zero: BigInt((await sequence.getZeroPoint()).ticks),
      ticksPerSecond: BigInt(this.ppro.TickTime.TIME_ONE_SECOND.ticks),
      ticksPerFrame: BigInt(Math.round(rate.ticksPerFrame)),
    };
  }

  /** Of a selection, which mixes picture and linked sound. */
  async #selectedPictures(sequence: Sequence): Promise<VideoClipTrackItem[]> {
    const selection = await sequence.getSelection();
    const items = (await selection?.getTrackItems()) ?? [];
    const picture = (await (await sequence.getVideoTrack(0))?.getMediaType())?.toString();
    const kinds = await Promise.all(items.map(async (item) => (await item.getMediaType()).toString()));
    return items.filter((_, index) => kinds[index] === picture) as VideoClipTrackItem[];
  }

  async #underPlayhead(sequence: Sequence): Promise<VideoClipTrackItem[]> {
    const at = BigInt((await sequence.getPlayerPosition()).ticks);
    for (const track of (await videoTracks(sequence)).reverse()) {
      for (const item of track.getTrackItems(this.ppro.Constants.TrackItemType.CLIP, false)) {
        const [start, end] = [await item.getStartTime(), await item.getEndTime()];
        if (BigInt(start.ticks) <= at && at < BigInt(end.ticks)) return [item];
      }
    }
    return [];
  }

  /** `judged`: whether it is asked if it can have Foley. `markers`: of its sequence. */
  async #clip(item: VideoClipTrackItem, judged: boolean, markers: readonly Marker[] = []): Promise<PictureClip> {
    const projectItem = await item.getProjectItem();
    const [name, start, end, from, to, speed] = await Promise.all([
      item.getName(),
      item.getStartTime(),
      item.getEndTime(),
      item.getInPoint(),
      item.getOutPoint(),
      item.getSpeed(),
    ]);
    const picture = judged
      ? await pictureOf(this.ppro, projectItem)
      : { path: await pathOf(this.ppro, projectItem), isProxy: false, proxy: "", lacks: "" };
    const place = {
      start: BigInt(start.ticks),
      duration: BigInt(end.ticks) - BigInt(start.ticks),
      in: BigInt(from.ticks),
      out: BigInt(to.ticks),
    };
    const own = judged && projectItem ? await this.#markersIn(projectItem, place) : [];
    return {
      item: projectItem ? projectItem.getId() : "",
      name,
      media: picture.path,
      isProxy: picture.isProxy,
      proxy: picture.proxy,
      ...place,
      speed,
      reframed: false,
      markers: [...markers, ...own],
      obstacle: judged ? await this.#obstacle(item, name, picture) : "",
    };
  }

  async #markersOf(owner: Sequence | ClipProjectItem): Promise<Marker[]> {
    return (await this.ppro.Markers.getMarkers(owner)).getMarkers().map((marker) => ({
      start: BigInt(marker.getStart().ticks),
      duration: BigInt(marker.getDuration().ticks),
      name: marker.getName(),
      comments: marker.getComments(),
      colour: marker.getColorIndex(),
    }));
  }

  /** Those of what a clip shows, where they come to lie on the sequence. */
  async #markersIn(item: ProjectItem, at: Pick<PictureClip, "start" | "duration" | "in" | "out">): Promise<Marker[]> {
    const clip = castClip(this.ppro, item);
    if (clip === null || at.out <= at.in) return [];
    const played = (ticks: bigint): bigint => (ticks * at.duration) / (at.out - at.in);
    return (await this.#markersOf(clip)).map((marker) => ({
      ...marker,
      start: at.start + played(marker.start - at.in),
      duration: played(marker.duration),
    }));
  }

  /** Why it cannot have Foley. */
  async #obstacle(item: VideoClipTrackItem, name: string, picture: Picture): Promise<string> {
    const called = `“${name}”`;
    if (await item.isAdjustmentLayer()) return `${called} is an adjustment layer: select the clip below it`;
    const projectItem = await item.getProjectItem();
    const clip = projectItem ? this.ppro.ClipProjectItem.cast(projectItem) : null;
    if (!clip) return `${called} shows no file: select a clip of one`;
    if (await clip.isSequence()) return `${called} is a nested sequence: open it and select the clips inside`;
    if (await clip.isMulticamClip()) return `${called} is a multi-camera clip: flatten it first`;
    if (picture.lacks !== "") return `${called} ${picture.lacks}`;
    if (await item.isSpeedReversed()) return `${called} plays backwards: render and replace it first`;
    if (picture.path === "") return `${called} shows no file: select a clip of one`;
    return (await outsideItsFile(clip, item))
      ? `${called} counts from another start than its file: render and replace it first`
      : "";
  }

  async #track(track: VideoTrack | AudioTrack): Promise<Track> {
    const items = track.getTrackItems(this.ppro.Constants.TrackItemType.CLIP, false);
    return { name: track.name, items: await Promise.all(items.map((item) => this.#trackItem(item))) };
  }

  async #trackItem(item: ReturnType<(VideoTrack | AudioTrack)["getTrackItems"]>[number]): Promise<TrackItem> {
    const [start, end, from] = await Promise.all([item.getStartTime(), item.getEndTime(), item.getInPoint()]);
    return {
      path: await pathOf(this.ppro, await item.getProjectItem()),
      start: BigInt(start.ticks),
      end: BigInt(end.ticks),
      in: BigInt(from.ticks),
    };
  }
}

/**
 * What in and out count from is not documented for media whose timecode does not start at zero:
 * where they lie past the end of the file, they do not count from its first frame.
 */
async function outsideItsFile(
  clip: ReturnType<premierepro["ClipProjectItem"]["cast"]>,
  item: VideoClipTrackItem,
): Promise<boolean> {
  const media = await clip.getMedia();
  return BigInt((await item.getOutPoint()).ticks) > BigInt(media.duration.ticks);
}

async function videoTracks(sequence: Sequence): Promise<VideoTrack[]> {
  const count = await sequence.getVideoTrackCount();
  return Promise.all(Array.from({ length: count }, (_, index) => sequence.getVideoTrack(index)));
}

async function audioTracks(sequence: Sequence): Promise<AudioTrack[]> {
  const count = await sequence.getAudioTrackCount();
  return Promise.all(Array.from({ length: count }, (_, index) => sequence.getAudioTrack(index)));
}

/** By time; one for what shows the same item at the same time twice. */
function inOrder(clips: readonly PictureClip[]): PictureClip[] {
  const once = new Map(clips.map((clip) => [`${clip.item}|${clip.start}`, clip]));
  return [...once.values()].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}
