/** Project items and the files that they show. */

import type { ClipProjectItem, FolderItem, premierepro, Project, ProjectItem } from "@adobe/premierepro";

import type { Size } from "./framing";
import { samePath } from "./placing";

/** Empty where an item shows no file, such as a title or a nested sequence. */
export async function pathOf(ppro: premierepro, item: ProjectItem | null): Promise<string> {
  const clip = item ? castClip(ppro, item) : null;
  return clip === null || (await clip.isSequence()) ? "" : ((await clip.getMediaFilePath()) ?? "");
}

/** What the daemon can look at of a clip: its file, or the proxy where that is offline or camera RAW. */
export interface Picture {
  readonly path: string;
  readonly isProxy: boolean;
  /** Attached to the file, for the daemon where it cannot decode that; empty: none. */
  readonly proxy: string;
  /** Why there is nothing to look at; empty where there is. */
  readonly lacks: string;
}

/** Of cameras, which nobody but their makers can decode. */
const RAW = /\.(braw|r3d|ari|arx|crm|rmf|nev)$/i;

export async function pictureOf(ppro: premierepro, item: ProjectItem | null): Promise<Picture> {
  const path = await pathOf(ppro, item);
  const clip = item ? castClip(ppro, item) : null;
  const offline = clip !== null && (await clip.isOffline());
  const proxy = clip !== null && (await clip.hasProxy()) ? ((await clip.getProxyPath()) ?? "") : "";
  if (!(offline || RAW.test(path))) return { path, isProxy: false, proxy, lacks: "" };
  if (proxy !== "") return { path: proxy, isProxy: true, proxy: "", lacks: "" };
  const lacks = offline
    ? "is offline: link its media first"
    : "is camera RAW, which cannot be decoded: create a proxy of it first";
  return { path, isProxy: false, proxy, lacks };
}

/** What the column Video Info says of it in the project panel, such as `1440 x 1080 (1.3333)`: pixels, their shape. */
const VIDEO_INFO = /Column\.Intrinsic\.VideoInfo[^{}]*?(\d+) x (\d+)(?: \((\d+(?:\.\d+)?)\))?/;

/** As it is seen. No type declares what columns say: null where this one says nothing that we know. */
export async function sizeOf(ppro: premierepro, item: ProjectItem | null): Promise<Size | null> {
  const columns = item ? await columnsOf(ppro, item) : "";
  const [width = 0, height = 0, shape = 1] = (VIDEO_INFO.exec(columns) ?? []).slice(1).map((part) => Number(part ?? 1));
  return width > 0 && height > 0 && shape > 0 ? { width: width * shape, height } : null;
}

/** Empty where the host tells none: a clip can be asked for all the same. */
async function columnsOf(ppro: premierepro, item: ProjectItem): Promise<string> {
  try {
    return await ppro.Metadata.getProjectColumnsMetadata(item);
  } catch {
    return "";
  }
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
