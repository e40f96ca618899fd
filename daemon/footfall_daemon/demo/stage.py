"""Drawing for the demo's film: a textured set, shapes with soft edges, motion blur and a camera's noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
"""Red, green, blue."""
Point = tuple[float, float]
"""Right and down from the upper left corner, in picture heights: the same in every size of picture."""

_SHIFT: Final = 5
"""Bits after the point in coordinates handed to OpenCV: things move by less than a pixel."""
_EXPOSURES: Final = 6
"""Moments averaged for motion blur."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a film is shot."""

    rate: Fraction = Fraction(25)
    width: int = 640
    height: int = 360
    seed: int = 0
    texture: float = 0.6
    """Contrast of the backgrounds, 0 to 1."""
    noise: float = 2.0
    """Standard deviation of the camera's noise, of 255 levels."""
    shutter: float = 0.5
    """Share of a frame's time that it is exposed: 0.5 is a 180 degree shutter."""
    speed: float = 1.0
    """Of everything that moves."""

    @property
    def aspect(self) -> float:
        return self.width / self.height


class Canvas:
    """One moment of a picture, drawn in picture heights."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self._scale = float(picture.shape[0] * 2**_SHIFT)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        cv2.circle(self.picture, self._at(centre), self._long(radius), colour, -1, cv2.LINE_AA, _SHIFT)

    def ellipse(self, centre: Point, axes: Point, degrees: float, colour: Colour) -> None:
        size = (self._long(axes[0]), self._long(axes[1]))
        cv2.ellipse(self.picture, self._at(centre), size, degrees, 0, 360, colour, -1, cv2.LINE_AA, _SHIFT)

    def limb(self, begin: Point, end: Point, width: float, colour: Colour) -> None:
        thickness = max(1, round(width * self.picture.shape[0]))
        cv2.line(self.picture, self._at(begin), self._at(end), colour, thickness, cv2.LINE_AA, _SHIFT)

    def _at(self, point: Point) -> tuple[int, int]:
        return self._long(point[0]), self._long(point[1])

    def _long(self, length: float) -> int:
        return round(length * self._scale)


def textured(look: Look, tint: Colour, rng: np.random.Generator) -> Picture:
    """Cloudy patches in three sizes around a colour."""
    shape = (look.height, look.width)
    patches = np.zeros((*shape, 3), np.float32)
    for size, weight in ((0.5, 1.0), (0.16, 0.5), (0.05, 0.25)):
        cells = (max(2, round(shape[1] / shape[0] / size)), max(2, round(1 / size)))
        field = rng.normal(size=(cells[1], cells[0], 3)).astype(np.float32)
        grey = field.mean(axis=2, keepdims=True)
        patches += weight * cv2.resize(0.12 * field + grey, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    picture = np.asarray(tint, np.float32) + 40 * look.texture * patches / float(patches.std() or 1)
    return np.clip(picture, 8, 247).astype(np.uint8)


def exposed(
    background: Picture, draw: Callable[[Canvas, float], None], time: float, look: Look, rng: np.random.Generator
) -> Picture:
    """The frame shown at `time`: exposed around it, so that what it shows is true at that very moment."""
    total = np.zeros(background.shape, np.float32)
    for exposure in range(_EXPOSURES):
        offset = ((exposure + 0.5) / _EXPOSURES - 0.5) * look.shutter / float(look.rate)
        canvas = Canvas(background.copy())
        draw(canvas, time + offset)
        total += canvas.picture
    noisy = total / _EXPOSURES + rng.normal(scale=look.noise, size=background.shape).astype(np.float32)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
