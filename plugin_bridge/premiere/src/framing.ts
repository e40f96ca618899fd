/**
 * Whether the sequence shows a clip otherwise than its media does: by the effect Motion, by Crop and by flips.
 *
 * At 100 % the host does not tell whether a larger picture is cut off by the frame or scaled to it, which is taken for
 * a fit; nor does it tell whether an effect is off.
 */

import type { Component, ComponentParam, VideoClipTrackItem } from "@adobe/premierepro";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of a width or height, that may be cut off, moved or stretched; in the host's per cent. */
const LITTLE = 5;
/** Degrees by which a horizon may be set straight. */
const LEVEL = 1;
/** Parameters of Motion by their places: their names are those of the user's language. */
const [POSITION, SCALE, SCALE_WIDTH, UNIFORM, ROTATION, FLICKER] = [0, 1, 2, 3, 4, 6];
/** Where Motion has sides to crop: those before 26 have an effect for that alone. */
const MOTION_CROP = 7;
const CROP_SIDES = 4;

/** `media`: its size; null: not told, then it is taken for the frame's. */
export async function isReframed(item: VideoClipTrackItem, media: Size | null, frame: Size): Promise<boolean> {
  const chain = await item.getComponentChain();
  for (let index = 0; index < chain.getComponentCount(); index++) {
    if (await reframes(chain.getComponentAtIndex(index), media ?? frame, frame)) return true;
  }
  return false;
}

async function reframes(component: Component, media: Size, frame: Size): Promise<boolean> {
  const name = await component.getMatchName();
  if (/flip/i.test(name)) return true;
  if (/motion$/i.test(name)) return moves(component, media, frame);
  return /crop$/i.test(name) && crops(paramsOf(component, 0, CROP_SIDES));
}

async function moves(motion: Component, media: Size, frame: Size): Promise<boolean> {
  const params = paramsOf(motion, 0, MOTION_CROP);
  if (params.some((param, place) => place !== FLICKER && param.isTimeVarying())) return true;
  const values = await Promise.all(params.map(valueOf));
  const scale = number(values[SCALE], 100);
  const across = values[UNIFORM] === false ? number(values[SCALE_WIDTH], scale) : scale;
  const turned = Math.abs(((((number(values[ROTATION], 0) + 180) % 360) + 360) % 360) - 180);
  return (
    isAside(values[POSITION], frame) ||
    isCutOff(scale === 100 && across === 100 ? frame : media, across, scale, frame) ||
    100 * Math.max(scale, across) > (100 + LITTLE) * Math.min(scale, across) ||
    turned > LEVEL ||
    (await crops(paramsOf(motion, MOTION_CROP, CROP_SIDES)))
  );
}

/** Scale counts pixels of the media. */
function isCutOff(media: Size, across: number, up: number, frame: Size): boolean {
  const size = Math.max((media.width * across) / frame.width, (media.height * up) / frame.height);
  return size * (100 - LITTLE) > 100 * 100;
}

/** `sides`: left, top, right, bottom. */
async function crops(sides: readonly ComponentParam[]): Promise<boolean> {
  if (sides.some((side) => side.isTimeVarying())) return true;
  const [left = 0, top = 0, right = 0, bottom = 0] = (await Promise.all(sides.map(valueOf))).map((side) =>
    number(side, 0),
  );
  return left + right > LITTLE || top + bottom > LITTLE;
}

/** A position is a share of the frame, or in its pixels: the types do not say, and no share lies so far out. */
function isAside(value: unknown, { width, height }: Size): boolean {
  const point = pointOf(value);
  if (point === null) return false;
  const inPixels = Math.max(...point.map(Math.abs)) > 10;
  const [x, y] = inPixels ? [point[0] / width, point[1] / height] : point;
  return 100 * Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) > LITTLE;
}

/** The types promise an `x` and a `y`; 26.5 gives a list of both. */
function pointOf(value: unknown): readonly [number, number] | null {
  if (typeof value !== "object" || value === null) return null;
  const [x, y]: unknown[] = Array.isArray(value) ? value : [Reflect.get(value, "x"), Reflect.get(value, "y")];
  return typeof x === "number" && typeof y === "number" ? [x, y] : null;
}

function paramsOf(component: Component, first: number, most: number): ComponentParam[] {
  const count = Math.max(0, Math.min(most, component.getParamCount() - first));
  return Array.from({ length: count }, (_, index) => component.getParam(first + index));
}

async function valueOf(param: ComponentParam): Promise<unknown> {
  return (await param.getStartValue()).value.value;
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
