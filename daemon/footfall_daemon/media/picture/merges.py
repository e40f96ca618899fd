"""Two things that become one shape and part again: did they touch, or did one pass in front?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.picture.tracks import Blob, Track, colour_change

_CLOSING = 0.12
_SIDE_BY_SIDE = 0.8
_OTHER_COLOUR = 25.0
_NEAR = 3
_FEWEST = 6
"""Frames of either thing before they meet."""
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
    sizes_travelled: float
    """Of the one that travels less before."""
    track: int


def merges(tracks: list[Track], times: NDArray[np.float64], diagonal: float) -> list[Merge]:
    """`tracks` in order of their numbers; times (n,) in seconds."""
    found = []
    lasting = [(track, _lost(track)) for track in tracks if len(track.blobs) >= _FEWEST]
    for (first, ends), (second, others) in combinations(lasting, 2):
        for end, other in product(ends, others):
            if abs(end - other) <= 1:
                start = min(end, other)
                merge = _merge(first, second, start, tracks, times, diagonal)
                if merge is not None:
                    found.append(merge)
    return found


def _merge(
    first: Track, second: Track, start: int, tracks: list[Track], times: NDArray[np.float64], diagonal: float
) -> Merge | None:
    a, b = _recent(first, start), _recent(second, start)
    if len(a) < _FEWEST or len(b) < _FEWEST:
        return None
    joined = _joined(tracks, a[-1], b[-1], start)
    if not joined or times[joined[-1].frame] - times[joined[0].frame] > _LONGEST:
        return None
    closing = _closing(a, b, times) / diagonal
    if closing < _CLOSING:
        return None
    fullness = min(blob.area for blob in joined) / (a[-1].area + b[-1].area)
    touched = _bounced(a[-1], b[-1], _parted(tracks, joined[-1]))
    if touched is False:
        return None
    touched = touched or fullness >= _SIDE_BY_SIDE
    if not touched and colour_change(a[-1], b[-1]) >= _OTHER_COLOUR:
        return None
    least = min(blob.width * blob.height for blob in joined)
    closest = [blob for blob in joined if blob.width * blob.height <= 1.02 * least]
    time = float(np.mean([times[blob.frame] for blob in closest]))
    centre = closest[0]
    sizes = min(_alone(track, start).sizes_travelled() for track in (first, second))
    return Merge(time, centre.x, centre.y, centre.area, closing, touched, sizes, first.number)


def _bounced(a: Blob, b: Blob, after: list[Blob]) -> bool | None:
    """Whether each went back to its own side, told by their colours; None where those do not tell."""
    if len(after) < 2 or colour_change(a, b) < _OTHER_COLOUR:
        return None
    again_a = min(after, key=lambda blob: colour_change(blob, a))
    again_b = min(after, key=lambda blob: colour_change(blob, b))
    if again_a is again_b:
        return None
    return (b.x - a.x) * (again_b.x - again_a.x) + (b.y - a.y) * (again_b.y - again_a.y) > 0


def _parted(tracks: list[Track], joined: Blob) -> list[Blob]:
    """What is seen near the single shape soon after it was last seen."""
    found = []
    for track in tracks:
        later = [blob for blob in track.blobs if 0 < blob.frame - joined.frame <= _NEAR]
        if later and abs(later[0].x - joined.x) < joined.width and abs(later[0].y - joined.y) < joined.height:
            found.append(later[0])
    return found


def _lost(track: Track) -> list[int]:
    """The last frames before it is missed, or ends."""
    frames = track.frames
    return [int(frame) for frame in frames[:-1][np.diff(frames) > 1]] + [int(frames[-1])]


def _recent(track: Track, until: int) -> list[Blob]:
    return [blob for blob in track.blobs if until - _FEWEST < blob.frame <= until]


def _alone(track: Track, until: int) -> Track:
    return Track(track.number, [blob for blob in track.blobs if blob.frame <= until])


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
