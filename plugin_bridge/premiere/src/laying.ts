/**
 * What is written to Premiere: files brought in, laid on tracks, taken off, tracks named.
 *
 * Everything that is awaited is awaited before the lock; actions are made, added and dropped inside it.
 */

import type {
  Action,
  AudioClipTrackItem,
  AudioTrack,
  CompoundAction,
  premierepro,
  Project,
  ProjectItem,
  TickTime,
  TrackItemSelection,
} from "@adobe/premierepro";

import type { Lay, Victim } from "./host";
import { castClip, findBin, findByPath, pathOf } from "./media";
import { samePath } from "./placing";
import type { Current } from "./premiere";
import { Refusal } from "./refusal";

const BIN = "Footfall";

export async function bring(ppro: premierepro, project: Project, path: string): Promise<void> {
  if ((await findByPath(ppro, project, path)) !== null) return;
  const bin = await ourBin(ppro, project);
  await project.importFiles([path], true, bin ?? undefined, false);
  if ((await findByPath(ppro, project, path)) === null) {
    throw new Refusal(
      "not-imported",
      `Premiere did not import ${path}: see that the file is there, and try again`,
    );
  }
}

export async function lay(
  ppro: premierepro,
  current: Current,
  lays: readonly Lay[],
  undo: string,
): Promise<boolean> {
  const items = await Promise.all(lays.map((each) => imported(ppro, current.project, each.path)));
  const editor = ppro.SequenceEditor.getEditor(current.sequence);
  const at = (ticks: bigint): TickTime => ppro.TickTime.createWithTicks(ticks.toString());
  return transact(current.project, undo, (add) => {
    lays.forEach(({ start, in: from, out, track, insert }, index) => {
      const item = items[index] as ProjectItem;
      add(castClip(ppro, item)?.createSetInOutPointsAction(at(from), at(out)));
      add(
        insert
          ? editor.createInsertProjectItemAction(item, at(start), 0, track, true)
          : editor.createOverwriteItemAction(item, at(start), 0, track),
      );
    });
  });
}

export async function remove(
  ppro: premierepro,
  current: Current,
  tracks: readonly AudioTrack[],
  victims: readonly Victim[],
  undo: string,
): Promise<boolean> {
  const items = await those(ppro, tracks, victims);
  if (items.length === 0) return true;
  const editor = ppro.SequenceEditor.getEditor(current.sequence);
  return transact(current.project, undo, (add) => {
    ppro.TrackItemSelection.createEmptySelection((selection: TrackItemSelection) => {
      for (const item of items) selection.addItem(item, true);
      add(editor.createRemoveItemsAction(selection, false, ppro.Constants.MediaType.AUDIO, false));
    });
  });
}

export function nameTrack(project: Project, track: AudioTrack, name: string): boolean {
  // Its type is `object`; the reference adds it like any other action.
  return transact(project, `Name track ${name}`, (add) => add(track.createSetNameAction(name) as Action));
}

async function ourBin(ppro: premierepro, project: Project): Promise<ProjectItem | null> {
  const there = await findBin(ppro, project, BIN);
  if (there !== null) return there;
  const root = await project.getRootItem();
  transact(project, "Create bin Footfall", (add) => add(root.createBinAction(BIN, false)));
  return findBin(ppro, project, BIN);
}

async function imported(ppro: premierepro, project: Project, path: string): Promise<ProjectItem> {
  const item = await findByPath(ppro, project, path);
  if (item === null)
    throw new Refusal("not-imported", `${path} was removed from the project meanwhile: try again`);
  return item;
}

async function those(
  ppro: premierepro,
  tracks: readonly AudioTrack[],
  victims: readonly Victim[],
): Promise<AudioClipTrackItem[]> {
  const items = tracks.flatMap((track) => track.getTrackItems(ppro.Constants.TrackItemType.CLIP, false));
  const media = await Promise.all(items.map(async (item) => pathOf(ppro, await item.getProjectItem())));
  const starts = await Promise.all(items.map(async (item) => BigInt((await item.getStartTime()).ticks)));
  const meant = ({ path, start }: Victim, index: number): boolean =>
    samePath(path, media[index] ?? "") && (start === null || start === starts[index]);
  return items.filter((_, index) => victims.some((victim) => meant(victim, index)));
}

/** One undo step. False where the host did not take an action, or did not carry them out. */
function transact(
  project: Project,
  undo: string,
  fill: (add: (action: Action | undefined) => void) => void,
): boolean {
  let taken = true;
  let done = false;
  project.lockedAccess(() => {
    done = project.executeTransaction((compound: CompoundAction) => {
      fill((action) => {
        taken = taken && action !== undefined && compound.addAction(action);
      });
    }, undo);
  });
  return done && taken;
}
