"""How a clip's picture lies in the frame of its timeline, and whether that is more than a fit. Pure geometry.

What a host calls its numbers is read elsewhere: `interchange.reframing`, `resolve.reading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

Size = tuple[float, float]
"""Width and height, in pixels."""

_LITTLE: Final = 0.05
"""Of a width or height, that may be cut off, moved or stretched: safe areas are wider."""
_LEVEL: Final = 1.0
"""Degrees by which a horizon may be set straight."""


class Scaling(Enum):
    """What a host does first with media that has not the size of the frame."""

    fit = "the whole picture is seen"
    fill = "the whole frame is covered"
    pixels = "a pixel stays a pixel"
    stretch = "the picture takes the shape of the frame"


@dataclass(frozen=True, slots=True)
class Framing:
    """A picture in a frame. Lengths are shares of the frame's width and height, unless they say otherwise."""

    width: float = 1.0
    height: float = 1.0
    """Of the whole picture as it is scaled, whatever of it is seen."""
    x: float = 0.0
    y: float = 0.0
    """Of its middle, from the middle of the frame."""
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    """What is cropped of each side: shares of the picture."""
    turned: float = 0.0
    """Degrees."""
    stretched: float = 1.0
    """How many times as wide as the media is, for its height."""
    mirrored: bool = False
    moving: bool = False
    """Some of it changes while the clip plays."""

    @property
    def seen(self) -> tuple[float, float]:
        """Shares of the picture's width and height that are seen, where it is not turned."""
        return (
            _seen(self.width, self.x, self.left, self.right),
            _seen(self.height, self.y, self.top, self.bottom),
        )

    @property
    def is_reframed(self) -> bool:
        """Whether people see another picture than the media has: a fit shows all of it, in the middle, upright."""
        turned = abs((self.turned + 180) % 360 - 180) > _LEVEL
        cut = min(self.seen) < 1 - _LITTLE
        aside = max(abs(self.x), abs(self.y)) > _LITTLE
        stretched = max(self.stretched, 1 / self.stretched) > 1 + _LITTLE if self.stretched > 0 else True
        return self.moving or self.mirrored or turned or cut or aside or stretched


def scaled(media: Size | None, frame: Size | None, scaling: Scaling) -> Framing:
    """As a host lays media into a frame by itself. Where a size is not told, the picture has the frame's."""
    if media is None or frame is None or scaling is Scaling.stretch:
        return Framing(stretched=_aspect(frame) / _aspect(media) if media and frame else 1.0)
    wide, high = media[0] / frame[0], media[1] / frame[1]
    by = {Scaling.fit: 1 / max(wide, high), Scaling.fill: 1 / min(wide, high), Scaling.pixels: 1.0}[scaling]
    return Framing(width=wide * by, height=high * by)


def _aspect(size: Size | None) -> float:
    return size[0] / size[1] if size else 1.0


def _seen(size: float, middle: float, before: float, after: float) -> float:
    if size <= 0:
        return 0.0
    first = max(middle - size / 2 + before * size, -0.5)
    last = min(middle + size / 2 - after * size, 0.5)
    return max(0.0, last - first) / size
