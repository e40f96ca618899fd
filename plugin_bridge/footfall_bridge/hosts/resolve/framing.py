"""How Resolve lays a clip's picture into the frame, by the properties that it tells of a timeline item.

Lengths in them are pixels of the frame. Nothing tells of keyframes and of Dynamic Zoom.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from footfall_bridge.hosts.framing import Framing, Scaling, Size, scaled

_OF_TIMELINE: Final = {
    "scaleToFit": Scaling.fit,
    "scaleToCrop": Scaling.fill,
    "centerCrop": Scaling.pixels,
    "stretch": Scaling.stretch,
}
_OF_CLIP: Final = {1: Scaling.pixels, 2: Scaling.fit, 3: Scaling.fill, 4: Scaling.stretch}
"""0: as the timeline has it."""


def size_of(text: str) -> Size | None:
    """Of `1920x1080`."""
    match = re.fullmatch(r"\s*([1-9]\d*)\s*x\s*([1-9]\d*)\s*", text)
    return (float(match[1]), float(match[2])) if match else None


def framing_of(told: Mapping[str, float | bool], media: Size | None, frame: Size | None, scaling: str) -> Framing:
    """`scaling`: the timeline's setting for media of another size."""
    own = _OF_CLIP.get(int(told.get("Scaling", 0)), _OF_TIMELINE.get(scaling, Scaling.fit))
    lies = scaled(media, frame, own)
    across, up = told.get("ZoomX", 1.0), told.get("ZoomY", 1.0)
    wide, high = frame or media or (1.0, 1.0)
    crop_wide, crop_high = media or frame or (1.0, 1.0)
    return replace(
        lies,
        width=lies.width * across,
        height=lies.height * up,
        x=told.get("Pan", 0.0) / wide,
        y=told.get("Tilt", 0.0) / high,
        left=told.get("CropLeft", 0.0) / crop_wide,
        right=told.get("CropRight", 0.0) / crop_wide,
        top=told.get("CropTop", 0.0) / crop_high,
        bottom=told.get("CropBottom", 0.0) / crop_high,
        turned=told.get("RotationAngle", 0.0),
        stretched=lies.stretched * across / up if up else 0.0,
        mirrored=bool(told.get("FlipX") or told.get("FlipY")),
    )
