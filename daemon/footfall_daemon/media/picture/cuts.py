"""Hard cuts, found while frames stream by."""

from __future__ import annotations

from collections import deque
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

LAG = 6
"""Frames that must follow before a cut is certain."""
_SIZE = (48, 27)
_BINS = 24
_FLASH = 5
_MARGIN = 4
"""Frames at the very start in which nothing is called a cut."""


class CutFinder:
    """Push frames in order; a cut is told `LAG` frames late, as the number of the first frame after it.

    A cut is a large change of colour and histogram that stands out among its neighbours, changes the structure
    (which light does not) and does not come back (which a flash does).
    """

    def __init__(self) -> None:
        self._thumbs: deque[NDArray[Any]] = deque(maxlen=2 * LAG + 2)
        self._changes: deque[float] = deque(maxlen=2 * LAG + 1)
        self._count = 0

    def push(self, image: NDArray[np.uint8]) -> int | None:
        half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        thumb = cv2.resize(half, _SIZE)  # far quicker than the mean over all of so large an area
        if self._thumbs:
            self._changes.append(float(cv2.norm(thumb, self._thumbs[-1], cv2.NORM_L1)) / thumb.size)
        self._thumbs.append(thumb)
        self._count += 1
        candidate = self._count - 1 - LAG
        return candidate if candidate >= _MARGIN and self._is_cut() else None

    def _is_cut(self) -> bool:
        """Whether the frame LAG back from the newest begins a shot."""
        changes = list(self._changes)
        here = len(changes) - 1 - LAG
        change = changes.pop(here)
        if change <= 12 or change <= 3 * float(np.median(changes)) + 4:
            return False
        thumbs = list(self._thumbs)
        before, after = thumbs[-LAG - 2], thumbs[-LAG - 1]
        if _histogram_change(before, after) <= 0.2 or _likeness(before, after) >= 0.6:
            return False
        return all(_difference(before, later) > 0.5 * change for later in thumbs[-LAG - 1 :][:_FLASH])


def _difference(a: NDArray[Any], b: NDArray[Any]) -> float:
    return float(cv2.norm(a, b, cv2.NORM_L1)) / a.size


def _histogram_change(a: NDArray[Any], b: NDArray[Any]) -> float:
    """0 alike .. 1 nothing in common, mean of the three colours."""
    counts = [
        np.stack([np.bincount(image[..., c].ravel() * _BINS // 256, minlength=_BINS) for c in range(3)])
        for image in (a.astype(np.int64), b.astype(np.int64))
    ]
    return float(np.abs(counts[0] - counts[1]).sum()) / (2 * a.size)


def _likeness(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Correlation of the structure, whatever the light."""
    luma = [image.mean(axis=2) - image.mean() for image in (a, b)]
    norm = float(np.linalg.norm(luma[0]) * np.linalg.norm(luma[1]))
    return float((luma[0] * luma[1]).sum()) / norm if norm > 0 else 1.0
