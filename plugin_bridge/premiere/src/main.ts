/** Where UXP starts: its own modules, handed to the panel. */

import { start } from "./app";
import { Premiere } from "./premiere";
import { uxpOf, worldOf } from "./uxp";

declare const require: (module: string) => unknown;

const root = document.getElementById("footfall");
if (root !== null) {
  const uxp = uxpOf(require);
  start(root, new Premiere(uxp.ppro, uxp.hostVersion), worldOf(uxp), localStorage);
}
