"""Whether the frame shows a strip's whole picture as it is, or a part of it, or shows it turned or mirrored."""

import math
from collections.abc import Iterator
from typing import Any

_CUT = 0.05
"""Of the picture, at one edge: as much a fit may cut off. Of the frame: as far from its middle it may lie."""
_LEVEL = math.radians(1)
"""By which a horizon may be set straight."""
_FLIPS = ("use_flip_x", "use_flip_y")
_TRANSFORM = ("scale_x", "scale_y", "offset_x", "offset_y", "rotation")
_CROP = ("min_x", "max_x", "min_y", "max_y")

Pose = dict[tuple[str, int], float]
"""By path below the strip, and index: how the strip lies in the frame."""


def is_reframed(strip: Any, strips: Any) -> bool:
    """At any moment of the strip: by itself, by the meta strips around it, or by what lies over it in `strips`."""
    if any(other.type == "TRANSFORM" and other.input_1 == strip for other in strips):
        return True
    laid = [strip]
    while (meta := laid[-1].parent_meta()) is not None:
        laid.append(meta)
    return any(map(_is_off, [*laid, *_adjustments(strip, strips)]))


def _adjustments(strip: Any, strips: Any) -> Iterator[Any]:
    """Adjustment strips pose what they cover as a movie strip does its movie."""
    for other in strips:
        if other.type == "ADJUSTMENT" and not other.mute and other.channel > strip.channel:
            since, until = strip.frame_final_start, strip.frame_final_end
            if other.frame_final_start < until and since < other.frame_final_end:
                yield other


def _is_off(strip: Any) -> bool:
    frame = (strip.id_data.render.resolution_x, strip.id_data.render.resolution_y)
    element = next(iter(getattr(strip, "elements", None) or ()), None)
    # Meta and adjustment strips are as large as the frame. Movies of which no size is known are taken for that.
    size = (element.orig_width, element.orig_height) if element is not None else frame
    return any(_is_posed_off(pose, size if all(size) else frame, frame) for pose in _poses(strip))


def _is_posed_off(pose: Pose, size: tuple[int, int], frame: tuple[int, int]) -> bool:
    if any(pose[flip, 0] >= 0.5 for flip in _FLIPS):
        return True
    if abs(math.remainder(pose["transform.rotation", 0], math.tau)) > _LEVEL:
        return True
    return any(_is_axis_off(pose, axis, index, size[index], frame[index]) for index, axis in enumerate("xy"))


def _is_axis_off(pose: Pose, axis: str, index: int, size: int, frame: int) -> bool:
    """Along one axis, in pixels of the frame. Blender scales by the movie's own size, about the strip's origin."""
    scale = pose["transform.scale_" + axis, 0]
    if scale <= 0:  # mirrored, or gone
        return True
    low = pose["transform.offset_" + axis, 0] + (frame - size) / 2
    low += pose["transform.origin", index] * size * (1 - scale)
    high = low + size * scale
    shown_from = max(low + pose["crop.min_" + axis, 0] * scale, 0)
    shown_to = min(high - pose["crop.max_" + axis, 0] * scale, frame)
    cut = max(shown_from - low, high - shown_to) / (high - low)
    return max(cut, abs(low + high - frame) / 2 / frame) > _CUT


def _poses(strip: Any) -> Iterator[Pose]:
    """As it lies now; where it is animated, at its ends and at all keys between."""
    still = _still(strip)
    start = strip.path_from_id() + "."
    curves = [curve for curve in _curves(strip.id_data) if curve.data_path.startswith(start) and not curve.mute]
    moving = {(curve.data_path[len(start) :], curve.array_index): curve for curve in curves}
    first, last = strip.frame_final_start, strip.frame_final_end - 1
    keys = {point.co[0] for path, curve in moving.items() if path in still for point in curve.keyframe_points}
    for frame in {first, last, *(key for key in keys if first < key < last)}:
        yield still | {path: curve.evaluate(frame) for path, curve in moving.items() if path in still}


def _still(strip: Any) -> Pose:
    pose: Pose = {(name, 0): float(getattr(strip, name)) for name in _FLIPS}
    pose |= {("transform." + name, 0): getattr(strip.transform, name) for name in _TRANSFORM}
    pose |= {("transform.origin", index): part for index, part in enumerate(strip.transform.origin)}
    return pose | {("crop." + name, 0): getattr(strip.crop, name) for name in _CROP}


def _curves(scene: Any) -> Iterator[Any]:
    """Of the scene, which is what strips are animated in: from 5.0 on in layers."""
    data = scene.animation_data
    if data is None or data.action is None:
        return
    if hasattr(data.action, "fcurves"):
        yield from data.action.fcurves
        return
    for layer in data.action.layers:
        for part in layer.strips:
            bag = part.channelbag(data.action_slot)
            yield from bag.fcurves if bag is not None else ()
