/** A strict fake of Premiere's module, typed from the vendor's declarations. Every call makes fresh wrappers. */

import type {
  AudioClipTrackItem,
  AudioTrack,
  ClipProjectItem,
  Component,
  ComponentParam,
  FolderItem,
  FrameRate,
  Guid,
  Keyframe,
  Marker,
  Markers,
  Media,
  premierepro,
  Project,
  ProjectItem,
  RectF,
  Sequence,
  SequenceEditor,
  SequenceSettings,
  TickTime,
  TrackItemSelection,
  VideoClipTrackItem,
  VideoComponentChain,
  VideoTrack,
} from "@adobe/premierepro";

import { Editing } from "./fake_edits";
import {
  anItem,
  GOOD,
  SECOND,
  type Effect,
  type Item,
  type Manners,
  type MarkerState,
  type Placed,
  type ProjectState,
  type SequenceState,
  type TrackState,
} from "./fake_state";
import { strict } from "./strict";

type AnyTrackItem = VideoClipTrackItem | AudioClipTrackItem;

/** Seconds may not be whole, so ticks. Null: no such file, or not one that can be read. */
export type Prober = (path: string) => bigint | null | Promise<bigint | null>;

export class FakePremiere {
  readonly manners: Manners;
  editing: Editing;
  /** Called before each reading of the selection, as a user who goes on working. */
  interrupt: () => void = () => {};
  readonly #items = new WeakMap<object, Item>();
  readonly #placed = new WeakMap<object, Placed>();
  readonly #chosen = new WeakMap<object, Placed[]>();
  readonly #heard: (() => void)[] = [];

  constructor(
    public project: ProjectState | null,
    private readonly probe: Prober,
    manners: Partial<Manners> = {},
    private readonly version = "26.3.0",
  ) {
    this.manners = { ...GOOD, ...manners };
    this.editing = new Editing(project as ProjectState, this.manners);
  }

  /** As a click of the user's. */
  select(...items: Placed[]): void {
    if (this.project?.active) this.project.active.selected = items;
    for (const heard of this.#heard) heard();
  }

  open(sequence: SequenceState | null): void {
    if (this.project) this.project.active = sequence;
    for (const heard of this.#heard) heard();
  }

  readonly module = strict<premierepro>("premierepro", {
    Project: strict<premierepro["Project"]>("ProjectStatic", {
      getActiveProject: async () => this.#project() as Project,
    }),
    ClipProjectItem: strict<premierepro["ClipProjectItem"]>("ClipProjectItemStatic", {
      cast: (item) => this.#clipItem(this.#item(item)) as ClipProjectItem,
    }),
    FolderItem: strict<premierepro["FolderItem"]>("FolderItemStatic", {
      cast: (item) => this.#folder(this.#item(item)),
    }),
    ProjectItem: strict<premierepro["ProjectItem"]>("ProjectItemStatic", {
      cast: (item) => this.#projectItem(this.#item(item)),
      TYPE_BIN: 2,
    }),
    Metadata: strict<premierepro["Metadata"]>("MetadataStatic", {
      getProjectColumnsMetadata: async (item) => {
        if (!this.manners.tellsColumns) throw new Error("no columns");
        return JSON.stringify([
          { ColumnID: "Column.Intrinsic.Name", ColumnValue: item.name },
          { ColumnID: "Column.Intrinsic.VideoInfo", ColumnValue: this.#item(item).videoInfo },
          { ColumnID: "Column.Intrinsic.AudioInfo", ColumnValue: "48000 Hz" },
        ]);
      },
    }),
    SequenceEditor: strict<premierepro["SequenceEditor"]>("SequenceEditorStatic", {
      getEditor: (sequence) => this.#editor(this.#sequenceOf(sequence)),
    }),
    TickTime: strict<premierepro["TickTime"]>("TickTimeStatic", {
      createWithTicks: (ticks) => time(BigInt(ticks)),
      TIME_ONE_SECOND: time(SECOND),
    }),
    TrackItemSelection: strict<premierepro["TrackItemSelection"]>("TrackItemSelectionStatic", {
      createEmptySelection: (callback) => {
        callback(this.#selection([]));
        return true;
      },
    }),
    EventManager: strict<premierepro["EventManager"]>("EventManagerStatic", {
      addGlobalEventListener: (_, heard) => void this.#heard.push(heard),
    }),
    Markers: strict<premierepro["Markers"]>("MarkersStatic", {
      getMarkers: async (owner) => this.#markers(this.#ownerOfMarkers(owner)),
    }),
    Constants: strict<premierepro["Constants"]>("Constants", {
      TrackItemType: strict<premierepro["Constants"]["TrackItemType"]>("TrackItemType", { CLIP: 1 }),
      MediaType: strict<premierepro["Constants"]["MediaType"]>("MediaType", { VIDEO: 2, AUDIO: 3 }),
      SequenceEvent: strict<premierepro["Constants"]["SequenceEvent"]>("SequenceEvent", {
        ACTIVATED: 0,
        SELECTION_CHANGED: 2,
      }),
    }),
  });

  #project(): Project | null {
    const { project } = this;
    if (project === null) return null;
    return strict<Project>("Project", {
      guid: guid(project.guid),
      getActiveSequence: async () => (project.active ? this.#sequence(project.active) : null) as Sequence,
      getRootItem: async () => this.#folder(project.root),
      importFiles: (paths, quiet, bin, numbered) => this.#import(paths, quiet, bin, numbered),
      lockedAccess: (callback) => this.editing.lockedAccess(callback),
      executeTransaction: (callback, undo) => this.editing.executeTransaction(callback, undo),
    });
  }

  async #import(paths: string[], quiet?: boolean, bin?: ProjectItem, numbered?: boolean): Promise<boolean> {
    if (quiet !== true || numbered === true) throw new Error("importFiles would ask, or take a film for stills");
    const folder = bin ? this.#item(bin) : (this.project as ProjectState).root;
    for (const path of paths) {
      const duration = this.manners.imports ? await this.probe(path) : null;
      // Each import makes one more item: the host does not look whether the file is there already.
      if (duration !== null) folder.children.push(anItem("clip", path.split("/").pop() ?? "", path, duration));
    }
    return true;
  }

  #ownerOfMarkers(owner: Sequence | ClipProjectItem): MarkerState[] {
    const item = this.#items.get(owner);
    return item ? item.markers : this.#sequenceOf(owner as Sequence).markers;
  }

  #markers(all: readonly MarkerState[]): Markers {
    return strict<Markers>("Markers", {
      getMarkers: () =>
        all.map((marker) =>
          strict<Marker>("Marker", {
            getStart: () => time(marker.start),
            getDuration: () => time(marker.duration),
            getName: () => marker.name,
            getComments: () => marker.comments,
            getColorIndex: () => marker.colour,
          }),
        ),
    });
  }

  #folder(item: Item): FolderItem {
    if (item.kind !== "bin") throw new Error("cast of what is no bin");
    const createBinAction = (name: string): ReturnType<FolderItem["createBinAction"]> =>
      this.editing.action("createBinAction", () => item.children.push(anItem("bin", name)));
    const getItems = async (): Promise<ProjectItem[]> => item.children.map((child) => this.#projectItem(child));
    return strict<FolderItem>("FolderItem", { name: item.name, type: 2, getItems, createBinAction });
  }

  #projectItem(item: Item): ProjectItem {
    const type = item.kind === "bin" ? 2 : 1;
    return this.#known(strict<ProjectItem>("ProjectItem", { name: item.name, type, getId: () => item.id }), item);
  }

  #clipItem(item: Item): ClipProjectItem | null {
    if (item.kind === "bin") return null;
    const made = strict<ClipProjectItem>("ClipProjectItem", {
      isSequence: async () => item.kind === "sequence",
      isOffline: async () => item.offline,
      hasProxy: async () => item.proxy !== "",
      getProxyPath: async () => item.proxy,
      isMulticamClip: async () => item.multicam,
      getMediaFilePath: async () => item.path,
      getMedia: async () => strict<Media>("Media", { start: time(0n), duration: time(item.duration) }),
      createSetInOutPointsAction: (from, to) =>
        this.editing.action("createSetInOutPointsAction", () => {
          [item.in, item.out] = [BigInt(from.ticks), BigInt(to.ticks)];
        }),
    });
    return this.#known(made, item);
  }

  #sequence(state: SequenceState): Sequence {
    const rate = strict<FrameRate>("FrameRate", { ticksPerFrame: Number(state.ticksPerFrame) });
    return strict<Sequence>("Sequence", {
      guid: guid(state.guid),
      name: state.name,
      getSettings: async () => strict<SequenceSettings>("SequenceSettings", { getVideoFrameRate: () => rate }),
      getFrameSize: async () => strict<RectF>("RectF", { width: 1920, height: 1080 }),
      getZeroPoint: async () => time(state.zero),
      getPlayerPosition: async () => time(state.player),
      getSelection: async () => this.#userSelection(state),
      getVideoTrackCount: async () => state.video.length,
      getAudioTrackCount: async () => state.audio.length,
      getVideoTrack: async (index) => this.#videoTrack(state.video[index] as TrackState, state),
      getAudioTrack: async (index) => this.#audioTrack(state.audio[index] as TrackState, state),
    });
  }

  #userSelection(state: SequenceState): TrackItemSelection {
    this.interrupt();
    return this.#selection(state.selected, state);
  }

  #selection(items: Placed[], state?: SequenceState): TrackItemSelection {
    const chosen = [...items];
    const selection = strict<TrackItemSelection>("TrackItemSelection", {
      getTrackItems: async () => chosen.map((placed) => this.#trackItem(placed, state as SequenceState)),
      addItem: (item) => {
        chosen.push(this.#placed.get(item) as Placed);
        return true;
      },
    });
    this.#chosen.set(selection, chosen);
    return selection;
  }

  #videoTrack(track: TrackState, state: SequenceState): VideoTrack {
    return strict<VideoTrack>("VideoTrack", {
      name: track.name,
      getMediaType: async () => guid("video"),
      getTrackItems: () => track.items.map((item) => this.#trackItem(item, state) as VideoClipTrackItem),
    });
  }

  #audioTrack(track: TrackState, state: SequenceState): AudioTrack {
    const naming = (name: string): object => this.editing.action("createSetNameAction", () => (track.name = name));
    return strict<AudioTrack>("AudioTrack", {
      name: track.name,
      getTrackItems: () => track.items.map((item) => this.#trackItem(item, state) as AudioClipTrackItem),
      ...(this.version < "26.3" ? {} : { createSetNameAction: naming }),
    });
  }

  #trackItem(placed: Placed, state: SequenceState): AnyTrackItem {
    const isVideo = state.video.some((track) => track.items.includes(placed));
    const shown = BigInt(Math.round(Number(placed.end - placed.start) * placed.speed));
    const made = strict<VideoClipTrackItem>("TrackItem", {
      getName: async () => placed.item.name,
      getMediaType: async () => guid(isVideo ? "video" : "audio"),
      getStartTime: async () => time(placed.start),
      getEndTime: async () => time(placed.end),
      getInPoint: async () => time(placed.in),
      getOutPoint: async () => time(placed.in + shown),
      getSpeed: async () => placed.speed,
      isSpeedReversed: async () => Number(placed.reversed),
      isAdjustmentLayer: async () => placed.adjustment,
      getProjectItem: async () => this.#projectItem(placed.item),
      getComponentChain: async () =>
        strict<VideoComponentChain>("VideoComponentChain", {
          getComponentCount: () => placed.effects.length,
          getComponentAtIndex: (index) => component(placed.effects[index] as Effect),
        }),
    });
    this.#placed.set(made, placed);
    return made;
  }

  #editor(state: SequenceState): SequenceEditor {
    const { editing } = this;
    return strict<SequenceEditor>("SequenceEditor", {
      createInsertProjectItemAction: (item, at, _, audio, limitShift) =>
        editing.action("createInsertProjectItemAction", () =>
          editing.insert(state, this.#item(item), BigInt(at.ticks), audio, limitShift),
        ),
      createOverwriteItemAction: (item, at, _, audio) =>
        editing.action("createOverwriteItemAction", () =>
          editing.overwrite(state, this.#item(item), BigInt(at.ticks), audio),
        ),
      createRemoveItemsAction: (selection, ripple) => {
        if (ripple) throw new Error("removing would shift what follows");
        const chosen = this.#chosen.get(selection) ?? [];
        return editing.action("createRemoveItemsAction", () => {
          for (const track of state.audio) track.items = track.items.filter((item) => !chosen.includes(item));
        });
      },
    });
  }

  #sequenceOf(sequence: Sequence): SequenceState {
    const wanted = sequence.guid.toString();
    return this.project?.sequences.find((each) => each.guid === wanted) as SequenceState;
  }

  #known<Type extends object>(made: Type, item: Item): Type {
    this.#items.set(made, item);
    return made;
  }

  #item(wrapper: object): Item {
    const item = this.#items.get(wrapper);
    if (item === undefined) throw new Error("a project item was due");
    return item;
  }
}

function component({ matchName, values, varying }: Effect): Component {
  return strict<Component>("Component", {
    getMatchName: async () => matchName,
    getParamCount: () => values.length,
    getParam: (index = 0) =>
      strict<ComponentParam>("ComponentParam", {
        isTimeVarying: () => varying.includes(index),
        getStartValue: async () => strict<Keyframe>("Keyframe", { value: { value: values[index] as number } }),
      }),
  });
}

function guid(text: string): Guid {
  return strict<Guid>("Guid", { toString: () => text });
}

/** Numbers would not do: an hour is 9e14 ticks, and a day is past 2^53. */
function time(ticks: bigint): TickTime {
  return strict<TickTime>("TickTime", {
    ticks: ticks.toString(),
    equals: (other) => other.ticks === ticks.toString(),
  });
}
