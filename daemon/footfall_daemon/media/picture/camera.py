"""How the camera moves within a window: a robust translation of the whole picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_GRID = (6, 4)
_CORNERS = 4
_CELLS_NEEDED = 9
_FLAT = 4.0
_LOST = 0.45
_STILL = 0.12
_BETTER = 0.98
_PRECISE = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 15, 0.01)
"""Rounds, and pixels by which the last one may still move a corner."""


@dataclass(frozen=True, slots=True)
class CameraPath:
    offset: NDArray[np.float64]
    """(n, 2) pixels x, y: where the scene of the first frame lies in each frame."""
    trust: NDArray[np.float64]
    """(n,) 0..1: share of the picture that agrees on this motion."""

    @property
    def drift(self) -> float:
        """Pixels: the largest extent of the path."""
        return float(np.ptp(self.offset, axis=0).max())

    def speed(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) pixels per second."""
        if len(times) < 2:
            return np.zeros(len(times))
        velocity = np.gradient(self.offset, times, axis=0)
        pace: NDArray[np.float64] = np.linalg.norm(velocity, axis=1)
        return pace


def follow(gray: Sequence[NDArray[Any]]) -> CameraPath:
    """`gray`: (height, width) of uint8. Corners are followed from a key frame; no texture is a static camera."""
    count = len(gray)
    offset, trust = np.zeros((count, 2)), np.ones(count)
    key = _Key(gray[0], np.zeros(2))
    for k in range(1, count):
        shift, share = key.shift_to(gray[k], offset[k - 1])
        if share < _LOST or np.abs(shift).max() > gray[k].shape[1] / 8:
            key = _Key(gray[k - 1], offset[k - 1])
            shift, share = key.shift_to(gray[k], offset[k - 1])
        offset[k] = key.base + (shift if share >= _LOST else offset[k - 1] - key.base)
        trust[k] = share
    return CameraPath(offset, trust)


class _Key:
    """A frame that others are compared with."""

    def __init__(self, gray: NDArray[Any], base: NDArray[np.float64]) -> None:
        self._gray = gray
        self.base = base
        self._points = _corners(gray)

    def shift_to(self, gray: NDArray[Any], guess: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        """Translation in pixels from the key frame, and the share of corners that agree."""
        still = np.zeros(2)
        if self._points is None:
            return still, 1.0
        start = (self._points + (guess - self.base)).astype(np.float32)
        moved, found, _ = cv2.calcOpticalFlowPyrLK(
            self._gray,
            gray,
            self._points,
            start,
            winSize=(13, 13),
            maxLevel=2,
            criteria=_PRECISE,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        shifts = (moved - self._points).reshape(-1, 2)[found.ravel() == 1]
        if len(shifts) < _CELLS_NEEDED:
            return still, 0.0
        near = np.abs(shifts - np.median(shifts, axis=0)).max(axis=1) < 1.0
        share = float(near.sum()) / len(self._points)
        shift = shifts[near].mean(axis=0) if near.any() else still
        if np.hypot(*shift) < _STILL:
            return still, 1.0
        if not _helps(self._gray, gray, shift):
            return still, max(share, 0.5)
        return shift, share


def shifted(image: NDArray[Any], shift: NDArray[np.float64]) -> NDArray[Any]:
    """The image moved by -shift pixels, edges repeated: what lay at p + shift now lies at p."""
    height, width = image.shape[:2]
    centre = (width - 1) / 2 + float(shift[0]), (height - 1) / 2 + float(shift[1])
    return cv2.getRectSubPix(image, (width, height), centre)


def _corners(gray: NDArray[Any]) -> NDArray[np.float32] | None:
    """(m, 1, 2), spread over the picture; None where too little of it has texture."""
    height, width = gray.shape
    found = []
    for row in range(_GRID[1]):
        for column in range(_GRID[0]):
            top, left = row * height // _GRID[1], column * width // _GRID[0]
            cell = gray[top : (row + 1) * height // _GRID[1], left : (column + 1) * width // _GRID[0]]
            if cell.std() < _FLAT:
                continue
            points = cv2.goodFeaturesToTrack(cell, _CORNERS, 0.01, 5)
            if points is not None:
                found.append(points + np.array([left, top], np.float32))
    return np.concatenate(found).astype(np.float32) if len(found) >= _CELLS_NEEDED else None


def _helps(key: NDArray[Any], gray: NDArray[Any], shift: NDArray[np.float64]) -> bool:
    """Undoing the shift makes the picture more alike: otherwise something else moved."""
    before = float(cv2.norm(key, gray, cv2.NORM_L1))
    return float(cv2.norm(key, shifted(gray, shift), cv2.NORM_L1)) < _BETTER * before
