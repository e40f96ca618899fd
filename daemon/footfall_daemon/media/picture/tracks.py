"""Moving things as blobs, followed from frame to frame."""

from __future__ import annotations

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
_TALL = 0.2
_FEET = 0.28


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


def blobs_of(
    frame: int, mask: NDArray[np.uint8], image: NDArray[np.uint8], shift: NDArray[np.float64]
) -> list[Blob]:
    """`shift` is added to every place: see `Scene.world_offset`."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if not _SMALLEST <= area <= _LARGEST * mask.size:
            continue
        part = labels[top : top + height, left : left + width] == label
        colour = cv2.mean(image[top : top + height, left : left + width], part.astype(np.uint8))
        edge = left <= 1 or top <= 1 or left + width >= mask.shape[1] - 1 or top + height >= mask.shape[0] - 1
        x, y = centres[label] + shift
        feet = _feet(part) if height > _TALL * mask.shape[0] else 0.0
        found.append(Blob(frame, x, y, width, height, area, colour[:3], feet, edge))
    return found


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


def _candidates(running: list[Track], found: list[Blob], frame: int) -> list[tuple[float, int, int]]:
    pairs = []
    for t, track in enumerate(running):
        vx, vy = track.velocity()
        steps = frame - track.last.frame
        x, y = track.last.x + vx * steps, track.last.y + vy * steps
        gate = 8 + 0.5 * track.last.area**0.5 + 1.2 * float(np.hypot(vx, vy)) * steps
        for b, blob in enumerate(found):
            distance = float(np.hypot(blob.x - x, blob.y - y))
            if distance < gate and abs(np.log(blob.area / track.last.area)) < _AREA_RATIO:
                pairs.append((distance, t, b))
    return pairs


def _feet(part: NDArray[np.bool_]) -> float:
    """Width of what lies in the lowest part of a shape."""
    columns = np.flatnonzero(part[round(len(part) * (1 - _FEET)) :].any(axis=0))
    return float(columns[-1] - columns[0] + 1) if len(columns) else 0.0
