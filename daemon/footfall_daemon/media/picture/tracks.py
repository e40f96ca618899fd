"""Moving things as blobs, followed from frame to frame."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_SMALLEST = 25
_LARGEST = 0.5
_GAP = 2
_AREA_RATIO = 0.55
_USUAL_CHANGE = 20.0
_COLOUR_STEP = 4
"""Of so many pixels one is asked for its colour."""
_TALL = 0.2
_FEET = 0.28
_LASTING, _AT_REST = 8, 3.0
"""Frames, and pixels of travel."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A connected region of one frame, in pixels of the scene."""

    frame: int
    x: float
    y: float
    width: int
    height: int
    area: float
    colour: tuple[float, float, float]
    feet: float
    """Width of the lowest part of something tall, else 0."""
    at_edge: bool


@dataclass(slots=True)
class Track:
    """One thing over time: at most one blob per frame, in order."""

    number: int
    blobs: list[Blob] = field(default_factory=list)

    def values(self, name: str) -> NDArray[Any]:
        return np.array([getattr(blob, name) for blob in self.blobs])

    @property
    def frames(self) -> NDArray[np.int64]:
        return np.array([blob.frame for blob in self.blobs], np.int64)

    @property
    def places(self) -> NDArray[np.float64]:
        """(n, 2) x, y."""
        return np.array([(blob.x, blob.y) for blob in self.blobs])

    @property
    def last(self) -> Blob:
        return self.blobs[-1]

    def sizes_travelled(self) -> float:
        """What it travels in terms of its own size."""
        return self.travel() / math.sqrt(float(np.median(self.values("area"))))

    def velocity(self) -> tuple[float, float]:
        """Pixels per frame, of late."""
        if len(self.blobs) < 2:
            return 0.0, 0.0
        first = self.blobs[max(-3, -len(self.blobs))]
        steps = self.last.frame - first.frame
        return (self.last.x - first.x) / steps, (self.last.y - first.y) / steps

    def travel(self) -> float:
        """Pixels: the diagonal of the box that its centre covers."""
        return float(np.hypot(*np.ptp(self.places, axis=0)))


def blobs_of(frame: int, mask: NDArray[Any], image: NDArray[Any], shift: NDArray[np.float64]) -> list[Blob]:
    """`shift` is added to every place: see `Scene.world_offset`."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_16U)
    areas = stats[1:, cv2.CC_STAT_AREA]
    chosen = 1 + np.flatnonzero((areas >= _SMALLEST) & (areas <= _LARGEST * mask.size))
    if not len(chosen):
        return []
    centres, colours = _means(mask, labels, image, len(stats))
    found = []
    for label in chosen:
        left, top, width, height, area = stats[label].tolist()
        edge = left <= 1 or top <= 1 or left + width >= mask.shape[1] - 1 or top + height >= mask.shape[0] - 1
        tall = height > _TALL * mask.shape[0]
        feet = _feet(labels[top : top + height, left : left + width] == label) if tall else 0.0
        x, y = (centres[label] + shift).tolist()  # floats of Python's own: what follows counts with them singly
        found.append(Blob(frame, x, y, width, height, area, tuple(colours[label].tolist()), feet, edge))
    return found


def _means(
    mask: NDArray[Any], labels: NDArray[Any], image: NDArray[Any], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres (count, 2), weighted by the distance from the rim, and colours (count, 3) of all labels.

    Thin parts of a shape come and go: in its centre they count little.
    """
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    inside = np.flatnonzero(mask != 0).astype(np.int32)
    label, weight = labels.ravel()[inside].astype(np.intp), depth.ravel()[inside]
    total = np.maximum(np.bincount(label, weight, count), 1e-9)
    rows, columns = np.divmod(inside, mask.shape[1])
    centres = [np.bincount(label, weight * values, count) / total for values in (columns, rows)]
    some = slice(None, None, _COLOUR_STEP)
    total = np.maximum(np.bincount(label[some], minlength=count), 1)
    parts = image.reshape(-1, 3)[inside[some]].T
    return np.array(centres).T, np.array([np.bincount(label[some], values, count) / total for values in parts]).T


def follow(frames: Iterable[list[Blob]]) -> list[Track]:
    """Nearest first, by where each thing should be if it goes on as it did."""
    running: list[Track] = []
    ended: list[Track] = []
    number = 0
    for frame, found in enumerate(frames):
        ended += [track for track in running if frame - track.last.frame > _GAP + 1]
        running = [track for track in running if frame - track.last.frame <= _GAP + 1]
        taken: set[int] = set()
        for _, t, b in sorted(_candidates(running, found, frame)):
            if running[t].last.frame < frame and b not in taken:
                running[t].blobs.append(found[b])
                taken.add(b)
        for b, blob in enumerate(found):
            if b not in taken:
                running.append(Track(number, [blob]))
                number += 1
    return sorted(ended + running, key=lambda track: track.number)


def is_ghost(track: Track) -> bool:
    """It stays in one place: where something lay that went, or will lie that comes."""
    return len(track.blobs) >= _LASTING and track.travel() < _AT_REST


def _candidates(running: list[Track], found: list[Blob], frame: int) -> list[tuple[float, int, int]]:
    pairs = []
    for t, track in enumerate(running):
        vx, vy = track.velocity()
        steps = frame - track.last.frame
        x, y = track.last.x + vx * steps, track.last.y + vy * steps
        gate = 8 + 0.5 * track.last.area**0.5 + 1.2 * math.hypot(vx, vy) * steps
        for b, blob in enumerate(found):
            distance = math.hypot(blob.x - x, blob.y - y)
            if distance < gate and abs(math.log(blob.area / track.last.area)) < _AREA_RATIO:
                recoloured = max(0.0, colour_change(track.last, blob) - _USUAL_CHANGE)
                pairs.append((distance + recoloured, t, b))
    return pairs


def colour_change(a: Blob, b: Blob) -> float:
    """Largest difference of a colour, of 255."""
    return max(abs(p - q) for p, q in zip(a.colour, b.colour, strict=True))


def _feet(part: NDArray[np.bool_]) -> float:
    """Width of what lies in the lowest part of a shape."""
    columns = np.flatnonzero(part[round(len(part) * (1 - _FEET)) :].any(axis=0))
    return float(columns[-1] - columns[0] + 1) if len(columns) else 0.0
