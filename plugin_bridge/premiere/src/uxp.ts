/** What the panel takes from UXP itself: its modules, the user's files, and the web's means of talking. */

import type { premierepro } from "@adobe/premierepro";

import { PORTS, type World } from "./gateway";
import { VERSION } from "./versions";

/** The parts of UXP's own modules that we use, as `@adobe/cc-ext-uxp-types` 7.3.1 declares them. */
interface FileSystem {
  readFile(path: string, options: { encoding: "utf-8" }): Promise<string | ArrayBuffer>;
}

interface OperatingSystem {
  platform(): string;
  homedir(): string;
}

export interface Uxp {
  readonly ppro: premierepro;
  readonly hostVersion: string;
  readonly fs: FileSystem;
  readonly os: OperatingSystem;
}

type Require = (module: string) => unknown;

export function uxpOf(require: Require): Uxp {
  const uxp = require("uxp") as { host: { version: string } };
  return {
    ppro: require("premierepro") as premierepro,
    hostVersion: uxp.host.version,
    fs: require("fs") as FileSystem,
    os: require("os") as OperatingSystem,
  };
}

export function worldOf({ fs, os, hostVersion }: Uxp): World {
  const read = (path: string): Promise<string | null> => textOf(fs, path);
  return {
    client: `premiere/${VERSION} (Adobe Premiere ${hostVersion})`,
    fetch: (url, init) => fetch(url, init),
    socket: (url) => new WebSocket(url),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random,
    addressFile: () => read(addressPath(os)),
    read,
    ports: PORTS,
  };
}

/** Where the daemon writes down its gateway's address: `Places` of `footfall_bridge.places`. */
export function addressPath(os: OperatingSystem): string {
  const home = os.homedir();
  const platform = os.platform();
  if (platform.startsWith("win")) return `${home}\\AppData\\Local\\footfall\\run\\gateway.json`;
  const data = platform === "darwin" ? "Library/Application Support" : ".local/share";
  return `${home}/${data}/footfall/run/gateway.json`;
}

async function textOf(fs: FileSystem, path: string): Promise<string | null> {
  try {
    const text = await fs.readFile(path, { encoding: "utf-8" });
    return typeof text === "string" ? text : null;
  } catch {
    return null; // not there, or not ours to read: the user may paste the key
  }
}

function random(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
