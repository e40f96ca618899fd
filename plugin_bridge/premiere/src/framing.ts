/**
 * Whether the sequence shows a clip otherwise than its media does: by the effect Motion, by Crop and by flips.
 *
 * The host does not tell the size of the media. So a picture counts as enlarged where it is scaled beyond its own
 * pixels, and one that is larger than the frame and cut off at 100 % is not noticed; nor is whether an effect is off.
 */

import type { Component, ComponentParam, PointF, VideoClipTrackItem } from "@adobe/premierepro";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of a width or height, that may be cut off, moved or stretched; in the host's per cent. */
const LITTLE = 5;
/** Degrees by which a horizon may be set straight. */
const LEVEL = 1;
/** Parameters of Motion by their places: their names are those of the user's language. */
const [POSITION, SCALE, SCALE_WIDTH, UNIFORM, ROTATION] = [0, 1, 2, 3, 4];
const CROP_SIDES = 4;

export async function isReframed(item: VideoClipTrackItem, frame: Size): Promise<boolean> {
  const chain = await item.getComponentChain();
  for (let index = 0; index < chain.getComponentCount(); index++) {
    if (await reframes(chain.getComponentAtIndex(index), frame)) return true;
  }
  return false;
}

async function reframes(component: Component, frame: Size): Promise<boolean> {
  const name = await component.getMatchName();
  if (/flip/i.test(name)) return true;
  if (/motion$/i.test(name)) return moves(component, frame);
  return /crop$/i.test(name) && crops(component);
}

async function moves(motion: Component, frame: Size): Promise<boolean> {
  const params = paramsOf(motion, ROTATION + 1);
  if (params.some((param) => param.isTimeVarying())) return true;
  const values = await Promise.all(params.map(valueOf));
  const scale = number(values[SCALE], 100);
  const across = values[UNIFORM] === false ? number(values[SCALE_WIDTH], scale) : scale;
  const turned = Math.abs(((((number(values[ROTATION], 0) + 180) % 360) + 360) % 360) - 180);
  return (
    isAside(values[POSITION], frame) ||
    Math.max(scale, across) > 100 + LITTLE ||
    100 * Math.max(scale, across) > (100 + LITTLE) * Math.min(scale, across) ||
    turned > LEVEL
  );
}

async function crops(crop: Component): Promise<boolean> {
  const sides = paramsOf(crop, CROP_SIDES);
  if (sides.some((side) => side.isTimeVarying())) return true;
  const [left = 0, top = 0, right = 0, bottom = 0] = (await Promise.all(sides.map(valueOf))).map((side) =>
    number(side, 0),
  );
  return left + right > LITTLE || top + bottom > LITTLE;
}

/** A position is a share of the frame, or in its pixels: the types do not say, and no share lies so far out. */
function isAside(value: unknown, { width, height }: Size): boolean {
  if (!isPoint(value)) return false;
  const inPixels = Math.max(Math.abs(value.x), Math.abs(value.y)) > 10;
  const [x, y] = inPixels ? [value.x / width, value.y / height] : [value.x, value.y];
  return 100 * Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) > LITTLE;
}

function paramsOf(component: Component, most: number): ComponentParam[] {
  const count = Math.min(most, component.getParamCount());
  return Array.from({ length: count }, (_, index) => component.getParam(index));
}

async function valueOf(param: ComponentParam): Promise<unknown> {
  return (await param.getStartValue()).value.value;
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function isPoint(value: unknown): value is PointF {
  return typeof value === "object" && value !== null && "x" in value && "y" in value;
}
