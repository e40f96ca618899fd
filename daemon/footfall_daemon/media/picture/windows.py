"""Stretches of one shot, short enough to hold in memory, cut from a stream of frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.frames import Frame
from footfall_daemon.media.picture.cuts import LAG, CutFinder

_SPAN = 12.0
_FRAMES = 600
_OVERLAP = 1.5
_SAME = 6
_DENSEST = Fraction(1, 32)
"""Seconds between frames: more of them cost more and show no more."""
_CADENCES = range(1, 7)
_REGULAR = 0.8


@dataclass(frozen=True, slots=True)
class Window:
    """Frames of one shot. Neighbouring windows overlap; each answers only for what lies in its core."""

    times: NDArray[np.float64]
    """(n,) seconds from the media's first frame."""
    images: Sequence[NDArray[np.uint8]]
    """n of (height, width, 3), RGB."""
    core_start: float
    core_end: float

    @property
    def diagonal(self) -> float:
        return float(np.hypot(*self.images[0].shape[:2]))

    @property
    def interval(self) -> float:
        """Usual seconds from frame to frame."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 0.04

    def owns(self, time: float) -> bool:
        return self.core_start <= time < self.core_end


def windows(frames: Iterable[Frame], on_cut: Callable[[float], None]) -> Iterator[Window]:
    """Every frame's time lies in the core of exactly one window."""
    finder = CutFinder()
    kept: list[Frame] = []
    offset = 0  # number of kept[0] among all frames that the finder has seen
    core_start = -np.inf
    for frame in _without_repeats(_thinned(frames)):
        kept.append(frame)
        cut = finder.push(frame.image)
        if cut is not None and cut > offset:
            time = float(frame_time(kept, cut - offset))
            on_cut(time)
            yield _window(kept[: cut - offset], core_start, time)
            kept, offset, core_start = kept[cut - offset :], cut, time
        elif _is_full(kept):
            split, resume = _split(kept)
            time = float(frame_time(kept, split))
            yield _window(kept[:-LAG], core_start, time)
            kept, offset, core_start = kept[resume:], offset + resume, time
    if kept:
        yield _window(kept, core_start, np.inf)


def frame_time(frames: list[Frame], index: int) -> float:
    return float(frames[index].time)


def _is_full(kept: list[Frame]) -> bool:
    return len(kept) > _FRAMES or float(kept[-1].time - kept[0].time) > _SPAN + 2 * _OVERLAP


def _split(kept: list[Frame]) -> tuple[int, int]:
    """Where the core ends, and where the next window begins."""
    last = float(kept[-LAG - 1].time)
    overlap = min(_OVERLAP, (last - float(kept[0].time)) / 5)
    times = np.array([float(frame.time) for frame in kept])
    return int(np.searchsorted(times, last - overlap)), int(np.searchsorted(times, last - 2 * overlap))


def _window(kept: list[Frame], core_start: float, core_end: float) -> Window:
    times = np.array([float(frame.time) for frame in kept])
    repeated = np.array([later.time > frame.end for frame, later in pairwise(kept)], bool)
    return Window(_evened(times, repeated), [frame.image for frame in kept], core_start, core_end)


def _evened(times: NDArray[np.float64], repeated: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Undo pulldown: where every so many frames one was shown twice, motion is even though times are not."""
    for cadence in _CADENCES:
        if len(repeated) < 3 * cadence or not repeated.any():
            continue
        if np.mean(repeated[cadence:] == repeated[:-cadence]) > _REGULAR:
            # The mean over one whole cadence, centred: half weights at both ends where it is even.
            kernel = np.convolve(np.ones(cadence), [0.5, 0.5]) if cadence % 2 == 0 else np.ones(cadence)
            padded = np.pad(times, len(kernel) // 2, mode="reflect", reflect_type="odd")
            return np.convolve(padded, kernel / cadence, mode="valid")
    return times


def _thinned(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Every second frame at 50 or 60 a second, every frame at 30 or fewer."""
    held: Frame | None = None
    for frame in frames:
        if held is None or frame.time - held.time >= _DENSEST:
            if held is not None:
                yield held
            held = frame
        else:
            held = replace(held, end=frame.end)
    if held is not None:
        yield held


def _without_repeats(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Leave out a frame that repeats the one before, as pulldown does: it would look like a halt.

    Never two in a row: a picture at rest must stay a picture at rest.
    """
    before: NDArray[np.uint8] | None = None
    for frame in frames:
        if before is not None and cv2.norm(before, frame.image, cv2.NORM_INF) < _SAME:
            before = None
            continue
        before = frame.image
        yield frame
