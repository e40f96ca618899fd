"""Two things that become one shape and part again: did they touch, or did one pass in front?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.picture.tracks import Blob, Track

_CLOSING = 0.12
_SIDE_BY_SIDE = 0.8
_OTHER_COLOUR = 25.0
_NEAR = 3
_LONGEST = 1.0


@dataclass(frozen=True, slots=True)
class Merge:
    time: float
    x: float
    y: float
    area: float
    closing: float
    """Speed at which they came together, in diagonals per second."""
    touched: bool
    """False: they may as well have passed each other."""
    track: int


def merges(tracks: list[Track], times: NDArray[np.float64], diagonal: float) -> list[Merge]:
    """`tracks` in order of their numbers; times (n,) in seconds."""
    found = []
    for index, first in enumerate(tracks):
        for second in tracks[index + 1 :]:
            for start in _lost_together(first, second):
                merge = _merge(first, second, start, tracks, times, diagonal)
                if merge is not None:
                    found.append(merge)
    return found


def _merge(
    first: Track, second: Track, start: int, tracks: list[Track], times: NDArray[np.float64], diagonal: float
) -> Merge | None:
    a, b = _recent(first, start), _recent(second, start)
    if len(a) < _NEAR or len(b) < _NEAR:
        return None
    joined = _joined(tracks, a[-1], b[-1], start)
    if not joined or times[joined[-1].frame] - times[joined[0].frame] > _LONGEST:
        return None
    closing = _closing(a, b, times) / diagonal
    if closing < _CLOSING:
        return None
    fullness = min(blob.area for blob in joined) / (a[-1].area + b[-1].area)
    same_colour = max(abs(p - q) for p, q in zip(a[-1].colour, b[-1].colour, strict=True)) < _OTHER_COLOUR
    touched = fullness >= _SIDE_BY_SIDE
    if not touched and not same_colour:
        return None
    least = min(blob.width * blob.height for blob in joined)
    closest = [blob for blob in joined if blob.width * blob.height <= 1.02 * least]
    time = float(np.mean([times[blob.frame] for blob in closest]))
    centre = closest[0]
    return Merge(time, centre.x, centre.y, centre.area, closing, touched, first.number)


def _lost_together(first: Track, second: Track) -> list[int]:
    """The last frames before both end, or both miss some frames, at nearly the same time."""
    others = _lost(second)
    return [min(frame, other) for frame in _lost(first) for other in others if abs(frame - other) <= 1]


def _lost(track: Track) -> list[int]:
    frames = track.frames
    return [int(frame) for frame in frames[:-1][np.diff(frames) > 1]] + [int(frames[-1])]


def _recent(track: Track, until: int) -> list[Blob]:
    return [blob for blob in track.blobs if until - 6 < blob.frame <= until]


def _joined(tracks: list[Track], a: Blob, b: Blob, start: int) -> list[Blob]:
    """The single shape that covers both, from the frame after."""
    sizes = (0.5 * (a.area + b.area), 1.3 * (a.area + b.area))
    for track in tracks:
        blobs = [blob for blob in track.blobs if blob.frame > start and sizes[0] < blob.area < sizes[1]]
        if not blobs or blobs[0].frame > start + 3:
            continue
        first = blobs[0]
        reach = first.width + a.width, first.height + a.height
        if all(abs(first.x - c.x) < reach[0] / 2 + 4 and abs(first.y - c.y) < reach[1] / 2 + 4 for c in (a, b)):
            return blobs
    return []


def _closing(a: list[Blob], b: list[Blob], times: NDArray[np.float64]) -> float:
    """Pixels per second, over the frames in which both were seen."""
    places = {blob.frame: blob for blob in b}
    shared = [
        (times[p.frame], np.hypot(p.x - q.x, p.y - q.y)) for p in a if (q := places.get(p.frame)) is not None
    ]
    if len(shared) < 2:
        return 0.0
    (t0, d0), (t1, d1) = shared[0], shared[-1]
    return float((d0 - d1) / (t1 - t0))
