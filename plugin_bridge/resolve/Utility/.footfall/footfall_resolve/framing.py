"""Whether the timeline shows a clip otherwise than its media does, by the properties that Resolve tells.

A fit is no reframing: all of the picture is seen, in the middle, upright. Nothing tells of keyframes and Dynamic
Zoom.
"""

import re
from typing import Any, Dict, NamedTuple, Optional, Tuple

_LITTLE = 0.05
"""Of a width or height, that may be cut off, moved or stretched."""
_LEVEL = 1.0
"""Degrees by which a horizon may be set straight."""
_SCALINGS = {1: "centerCrop", 2: "scaleToFit", 3: "scaleToCrop", 4: "stretch"}
"""What a clip says for itself, as the settings of a timeline call it. 0: as the timeline has it."""

Size = Tuple[float, float]


class Frame(NamedTuple):
    """Of a timeline."""

    size: Optional[Size]
    """None: not told."""
    scaling: str
    """What becomes of media of another size."""


def size_of(text: str) -> Optional[Size]:
    """Of `1920x1080`."""
    match = re.match(r"\s*(\d+)\s*x\s*(\d+)\s*$", text)
    found = (float(match.group(1)), float(match.group(2))) if match else None
    return found if found and min(found) > 0 else None


def is_reframed(told: Any, media: Optional[Size], frame: Frame) -> bool:
    """`told`: all properties of a timeline item. Lengths in them are pixels of the frame."""
    if not isinstance(told, dict):
        return False  # a Resolve that tells none
    across, up = _number(told, "ZoomX", 1), _number(told, "ZoomY", 1)
    (wide, high), shape = _laid_in(media, frame, _SCALINGS.get(int(_number(told, "Scaling")), frame.scaling))
    size = frame.size or media
    x, y = (_number(told, "Pan") / size[0], _number(told, "Tilt") / size[1]) if size else (0.0, 0.0)
    seen = min(
        _seen(wide * across, x, _cropped(told, ("CropLeft", "CropRight"), media, 0)),
        _seen(high * up, y, _cropped(told, ("CropTop", "CropBottom"), media, 1)),
    )
    stretched = shape * across / up if up else 0.0
    turned = abs((_number(told, "RotationAngle") + 180) % 360 - 180)
    return (
        seen < 1 - _LITTLE
        or max(abs(x), abs(y)) > _LITTLE
        or not 1 / (1 + _LITTLE) <= stretched <= 1 + _LITTLE
        or turned > _LEVEL
        or bool(told.get("FlipX") or told.get("FlipY"))
    )


def _laid_in(media: Optional[Size], frame: Frame, scaling: str) -> Tuple[Size, float]:
    """Shares of the frame that the picture has before it is zoomed, and how much wider it is made."""
    if media is None or frame.size is None:
        return (1.0, 1.0), 1.0
    wide, high = media[0] / frame.size[0], media[1] / frame.size[1]
    if scaling == "stretch":
        return (1.0, 1.0), high / wide
    by = {"scaleToCrop": 1 / min(wide, high), "centerCrop": 1.0}.get(scaling, 1 / max(wide, high))
    return (wide * by, high * by), 1.0


def _cropped(told: Dict[str, Any], sides: Tuple[str, str], media: Optional[Size], axis: int) -> Size:
    """Shares of the picture."""
    length = media[axis] if media else 0.0
    return (_number(told, sides[0]) / length, _number(told, sides[1]) / length) if length else (0.0, 0.0)


def _seen(size: float, middle: float, cropped: Size) -> float:
    if size <= 0:
        return 0.0
    first = max(middle - size / 2 + cropped[0] * size, -0.5)
    last = min(middle + size / 2 - cropped[1] * size, 0.5)
    return max(0.0, last - first) / size


def _number(told: Dict[str, Any], name: str, otherwise: float = 0.0) -> float:
    value = told.get(name)
    return float(value) if isinstance(value, (int, float)) else otherwise
