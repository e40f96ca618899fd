"""Resizing of pictures as their encoders were trained on: antialiased, rounded to whole levels in each direction.

OpenCV has no such filter: it shrinks without widening the kernel, or by area. The weights are rounded as Pillow
(bilinear) and torch (bicubic) round theirs, so the result is theirs, level by level. Always across first, then
down, as Pillow did when the model was trained; later it takes the other order for tall pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(height, width, channels)"""
_Floats = NDArray[np.float64]

_BLOCK: Final = 16
"""Columns made by one matrix product: few enough that the matrix is mostly weights, not zeros."""
_STRIP: Final = 128
"""Rows made at once: few enough that their numbers stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A filter, and the width of the integers that hold its weights."""

    weight: Callable[[_Floats], _Floats]
    support: int
    bits: Callable[[float], int]
    """Binary places of the weights, from the largest of them."""


@dataclass(frozen=True, slots=True)
class _Band:
    """What makes a few neighbouring columns of the result: columns `first` to `last` of the source @ `weights`."""

    first: int
    last: int
    weights: _Floats


def _triangle(x: _Floats) -> _Floats:
    return np.maximum(0.0, 1.0 - np.abs(x))


def _cubic(x: _Floats) -> _Floats:
    """Keys 1981 with a = -0.5."""
    x = np.abs(x)
    near = (1.5 * x - 2.5) * x * x + 1.0
    far = -0.5 * (((x - 5.0) * x + 8.0) * x - 4.0)
    return np.where(x < 1.0, near, np.where(x < 2.0, far, 0.0))


def _bits_of_pillow(_: float) -> int:
    return 22


def _bits_of_torch(largest: float) -> int:
    """As many as let the largest weight fit 16 bits with its sign."""
    bits = 0
    while bits < 22 and int(0.5 + largest * 2 ** (bits + 1)) < 2**15:
        bits += 1
    return bits


BILINEAR: Final = Kernel(_triangle, 1, _bits_of_pillow)
BICUBIC: Final = Kernel(_cubic, 2, _bits_of_torch)


@dataclass(frozen=True, slots=True)
class Extent:
    """Of a side that is resized to `length`, the part that is made."""

    length: int
    first: int
    stop: int

    @classmethod
    def whole(cls, length: int) -> Extent:
        return cls(length, 0, length)


def resized(image: Image, height: Extent, width: Extent, kernel: Kernel) -> Image:
    made = np.empty((height.stop - height.first, width.stop - width.first, image.shape[2]), np.uint8)
    for channel in range(image.shape[2]):
        narrow = _across(cv2.extractChannel(image, channel), width, kernel)
        made[..., channel] = _across(cv2.transpose(narrow), height, kernel).T
    return made


def _across(plane: NDArray[Any], extent: Extent, kernel: Kernel) -> NDArray[np.uint8]:
    """(rows, columns) -> (rows, extent)"""
    rows, columns = plane.shape
    bands = _bands(columns, extent, kernel)
    left, right = min(band.first for band in bands), max(band.last for band in bands)
    made = np.empty((rows, extent.stop - extent.first), np.uint8)
    strip, levels = np.empty((_STRIP, right - left)), np.empty((_STRIP, made.shape[1]))  # once: new pages are slow
    for top in range(0, rows, _STRIP):
        part = made[top : top + _STRIP]
        strip, levels = strip[: len(part)], levels[: len(part)]
        strip[:] = plane[top : top + _STRIP, left:right]
        for at, band in zip(range(0, made.shape[1], _BLOCK), bands, strict=True):
            seen = strip[:, band.first - left : band.last - left]
            np.matmul(seen, band.weights, out=levels[:, at : at + _BLOCK])
        levels += 0.5
        part[:] = np.clip(levels, 0, 255, out=levels)
    return made


@lru_cache(maxsize=8)
def _bands(length: int, extent: Extent, kernel: Kernel) -> tuple[_Band, ...]:
    taps, weights = _taps(length, extent.length, kernel)
    weights = _rounded(weights, kernel)
    rows = (slice(at, min(at + _BLOCK, extent.stop)) for at in range(extent.first, extent.stop, _BLOCK))
    return tuple(_band(taps[block], weights[block]) for block in rows)


def _band(taps: NDArray[np.intp], weights: _Floats) -> _Band:
    row, column = np.nonzero(weights)
    used = taps[row, column]
    first, last = int(used.min()), int(used.max()) + 1
    matrix = np.zeros((last - first, len(weights)))
    matrix[used - first, row] = weights[row, column]
    return _Band(first, last, matrix)


def _taps(old: int, new: int, kernel: Kernel) -> tuple[NDArray[np.intp], _Floats]:
    """(new, taps) twice: positions in the source, and what each of them gives; beyond the source, nothing."""
    ratio = old / new
    spread = max(ratio, 1.0)
    reach = kernel.support * spread
    centre = ratio * (np.arange(new) + 0.5)[:, None]
    taps = np.floor(centre - reach + 0.5) + np.arange(int(2 * reach) + 2)
    within = (taps >= 0) & (taps < np.minimum(old, np.floor(centre + reach + 0.5)))
    weights = np.where(within, kernel.weight((taps - centre + 0.5) / spread), 0.0)
    return taps.astype(np.intp), weights / weights.sum(axis=1, keepdims=True)


def _rounded(weights: _Floats, kernel: Kernel) -> _Floats:
    """Multiples of a power of two: products and sums with whole levels are exact."""
    scale = 2.0 ** kernel.bits(float(weights.max()))
    rounded: _Floats = np.trunc(weights * scale + np.copysign(0.5, weights)) / scale
    return rounded
