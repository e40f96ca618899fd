/** Project items and the files that they show. */

import type { ClipProjectItem, FolderItem, premierepro, Project, ProjectItem } from "@adobe/premierepro";

import { samePath } from "./placing";

/** Empty where an item shows no file, such as a title or a nested sequence. */
export async function pathOf(ppro: premierepro, item: ProjectItem | null): Promise<string> {
  const clip = item ? castClip(ppro, item) : null;
  return clip === null || (await clip.isSequence()) ? "" : ((await clip.getMediaFilePath()) ?? "");
}

/** By its file, never by name: names repeat. */
export async function findByPath(ppro: premierepro, project: Project, path: string): Promise<ProjectItem | null> {
  const folders: FolderItem[] = [await project.getRootItem()];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const item of await folder.getItems()) {
      if (isBin(ppro, item)) folders.push(ppro.FolderItem.cast(item));
      else if (samePath(await pathOf(ppro, item), path)) return item;
    }
  }
  return null;
}

export async function findBin(ppro: premierepro, project: Project, name: string): Promise<ProjectItem | null> {
  const items = await (await project.getRootItem()).getItems();
  return items.find((item) => item.name === name && isBin(ppro, item)) ?? null;
}

export function castClip(ppro: premierepro, item: ProjectItem): ClipProjectItem | null {
  // The types promise an object; a cast of what is no clip gives nothing.
  return isBin(ppro, item) ? null : ((ppro.ClipProjectItem.cast(item) as ClipProjectItem | null) ?? null);
}

function isBin(ppro: premierepro, item: ProjectItem): boolean {
  return item.type === ppro.ProjectItem.TYPE_BIN;
}
