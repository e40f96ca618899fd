"""Resizing of pictures as their encoders were trained on: antialiased, rounded to whole levels in each direction.

OpenCV has no such filter: it shrinks without widening the kernel, or by area. The weights are rounded as Pillow
(bilinear) and torch (bicubic) round theirs, so the result is theirs, level by level. Always across first, then
down, as Pillow did when the model was trained; later it takes the other order for tall pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(height, width, channels)"""
_Floats = NDArray[np.float64]

_BLOCK: Final = 32
"""Rows or columns made by one matrix product: few enough that the matrix is mostly weights, not zeros."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A filter, and the width of the integers that hold its weights."""

    weight: Callable[[_Floats], _Floats]
    support: int
    bits: Callable[[float], int]
    """Binary places of the weights, from the largest of them."""


@dataclass(frozen=True, slots=True)
class _Band:
    """What makes a few neighbouring rows of the result: `weights` @ rows `first` to `last` of the source."""

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
    planes = image.transpose(2, 1, 0)
    across = _along(planes, width, kernel)
    return np.ascontiguousarray(_along(across.transpose(0, 2, 1), height, kernel).transpose(1, 2, 0))


def _along(planes: Image, extent: Extent, kernel: Kernel) -> Image:
    """(channels, length, other) -> (channels, extent, other)"""
    channels, length, other = planes.shape
    made = np.empty((channels, extent.stop - extent.first, other), np.uint8)
    for at, band in zip(range(0, made.shape[1], _BLOCK), _bands(length, extent, kernel), strict=True):
        levels = band.weights @ planes[:, band.first : band.last].astype(np.float64)
        np.clip(np.floor(levels + 0.5), 0, 255, out=levels)
        made[:, at : at + _BLOCK] = levels
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
    matrix = np.zeros((len(weights), last - first))
    matrix[row, used - first] = weights[row, column]
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
