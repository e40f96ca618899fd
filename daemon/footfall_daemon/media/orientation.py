"""The display matrix: how a stored picture is turned and mirrored to stand upright."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MATRIX = struct.Struct("@9i")


@dataclass(frozen=True, slots=True)
class Orientation:
    """First exchange rows and columns, then mirror."""

    transposed: bool = False
    flip_rows: bool = False
    flip_columns: bool = False

    @classmethod
    def of_matrix(cls, data: bytes) -> Orientation:
        """From FFmpeg's AV_FRAME_DATA_DISPLAYMATRIX: x' = a x + c y, y' = b x + d y, in quarter turns."""
        if len(data) < _MATRIX.size:
            return cls()
        a, b, _, c, d = _MATRIX.unpack_from(data)[:5]
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, flip_rows=d < 0, flip_columns=a < 0)
        return cls(True, flip_rows=b < 0, flip_columns=c < 0)

    @property
    def degrees(self) -> int:
        """Clockwise turn that makes the picture stand upright, mirroring left aside."""
        if self.transposed:
            return 90 if self.flip_columns else 270
        return 180 if self.flip_rows else 0

    def size(self, width: int, height: int) -> tuple[int, int]:
        return (height, width) if self.transposed else (width, height)

    def upright(self, image: NDArray[Any]) -> NDArray[Any]:
        """(rows, columns, ...) as stored -> as shown."""
        if self.transposed:
            image = image.swapaxes(0, 1)
        image = image[:: -1 if self.flip_rows else 1, :: -1 if self.flip_columns else 1]
        return np.ascontiguousarray(image)
