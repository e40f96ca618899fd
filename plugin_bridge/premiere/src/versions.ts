/** The version of this panel, and what is said where Footfall is of another. */

export const VERSION = "0.1.0";

/** `footfall`: the version that the gateway tells. Empty where it is ours, or one that cannot be read. */
export function skewOf(footfall: string, panel: string = VERSION): string {
  const ours = numbersOf(panel);
  const theirs = numbersOf(footfall);
  if (ours === null || theirs === null) return "";
  const at = ours.findIndex((number, place) => number !== theirs[place]);
  if (at < 0) return "";
  if ((ours[at] as number) < (theirs[at] as number))
    return `This panel (${panel}) is older than Footfall (${footfall}): \`footfall setup premiere\` renews it.`;
  return `This panel (${panel}) is newer than Footfall (${footfall}): update Footfall.`;
}

function numbersOf(version: string): [number, number, number] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)(\+.*)?$/.exec(version);
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3])];
}
