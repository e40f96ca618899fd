"""How FCPXML lays a clip's picture into the frame.

Lengths are hundredths of a frame's height: the project's for where a picture lies, its own for what is cropped.
Source: Apple, FCPXML reference, developer.apple.com/documentation/professional-video-applications.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from footfall_bridge.hosts.framing import Framing, Scaling, Size, scaled

_WIDE: Final[Size] = (16.0, 9.0)
"""Where a size is not told."""
_CONFORM: Final = {"fit": Scaling.fit, "fill": Scaling.fill, "none": Scaling.pixels}
_FLIPS: Final = ("flip", "mirror")


def framing_of(clip: Element, media: Size | None, frame: Size | None) -> Framing:
    """Of a clip, or of the video inside an old one."""
    inside = clip.findall("video") if clip.tag == "clip" else []
    parts = [clip, *(video for video in inside if video.get("lane") is None)]
    wide, high = frame or _WIDE
    lies = _conformed(parts, media, frame)
    transform = _adjustment(parts, "adjust-transform")
    x, y = _pair(transform, "position", "0 0")
    anchor_x, anchor_y = _pair(transform, "anchor", "0 0")
    across, up = _pair(transform, "scale", "1 1")
    return replace(
        lies,
        width=lies.width * across,
        height=lies.height * up,
        x=(x - anchor_x * across) / 100 * high / wide,
        y=(y - anchor_y * up) / 100,
        turned=_number(transform, "rotation"),
        stretched=across / up if up else 0.0,
        mirrored=_is_mirrored(parts),
        moving=any(_moves(part) for part in parts),
        **_cropped(parts, media or frame or _WIDE),
    )


def _conformed(parts: list[Element], media: Size | None, frame: Size | None) -> Framing:
    conform = _adjustment(parts, "adjust-conform")
    kind = "fit" if conform is None else conform.get("type", "fit")
    return scaled(media, frame, _CONFORM.get(kind, Scaling.fit))


def _cropped(parts: list[Element], media: Size) -> dict[str, float]:
    crop = _adjustment(parts, "adjust-crop")
    rect = None if crop is None else crop.find(f"{crop.get('mode', 'trim')}-rect")
    if rect is None:
        return {}
    wide, high = media
    across = {side: _number(rect, side) / 100 * high / wide for side in ("left", "right")}
    return across | {side: _number(rect, side) / 100 for side in ("top", "bottom")}


def _is_mirrored(parts: list[Element]) -> bool:
    filters = (one for part in parts for one in part.iterfind("filter-video") if one.get("enabled", "1") != "0")
    return any(word in one.get("name", "").lower() for one in filters for word in _FLIPS)


def _moves(part: Element) -> bool:
    """By keyframes, or from one rectangle to another."""
    return any(
        len({key.get("value") for key in keys.iterfind("keyframe")}) > 1
        for one in _switched_on(part)
        for keys in one.iter("keyframeAnimation")
    ) or any(one.get("mode") == "pan" for one in _switched_on(part) if one.tag == "adjust-crop")


def _switched_on(part: Element) -> Iterator[Element]:
    for tag in ("adjust-transform", "adjust-crop"):
        yield from (one for one in part.iterfind(tag) if one.get("enabled", "1") != "0")


def _adjustment(parts: list[Element], tag: str) -> Element | None:
    found = (one for part in parts for one in part.iterfind(tag) if one.get("enabled", "1") != "0")
    return next(found, None)


def _pair(element: Element | None, name: str, otherwise: str) -> tuple[float, float]:
    first, _, second = _told(element, name, otherwise).partition(" ")
    return float(first), float(second or first)


def _number(element: Element | None, name: str) -> float:
    return float(_told(element, name, "0"))


def _told(element: Element | None, name: str, otherwise: str) -> str:
    """By an attribute, a parameter, or the first keyframe of one."""
    if element is None:
        return otherwise
    parameters = [one for one in element.iterfind("param") if one.get("name") == name]
    keys = [key for one in parameters for key in one.iter("keyframe")]
    told = (one.get("value") for one in (*keys, *parameters))
    return element.get(name) or next(filter(None, told), otherwise)
