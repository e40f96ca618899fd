"""The media's own sound over a range, as 48 kHz stereo, aligned to the picture."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.container import InputContainer

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.media.segments import Samples

_LEAD: Final = Fraction(1, 2)
"""Seconds decoded before the range: a codec needs a few frames to find its feet."""
_DRIFT: Final = SAMPLE_RATE // 50
"""Samples by which the file's times must leave the count of samples before they are believed instead."""


class OriginalSound:
    """Read from front to back. Gaps, and what lies beyond the sound's ends, are silence.

    Of several audio streams the first is heard.
    """

    def __init__(self, container: InputContainer, start: Fraction) -> None:
        """`start`: in seconds of the container's own clock, where sample 0 is."""
        self._start = start
        self._parts = self._decoded(container) if container.streams.audio else iter(())
        self._held: list[tuple[int, Samples]] = []
        self._ended = False

    def read(self, start: int, count: int) -> Samples:
        """float32 (2, count)."""
        self._fill(start + count)
        block = np.zeros((2, count), np.float32)
        for at, part in self._held:
            first, last = max(start, at), min(start + count, at + part.shape[1])
            if first < last:
                block[:, first - start : last - start] = part[:, first - at : last - at]
        self._held = [(at, part) for at, part in self._held if at + part.shape[1] > start + count]
        return block

    def _fill(self, end: int) -> None:
        while not self._ended and (not self._held or self._held[-1][0] + self._held[-1][1].shape[1] < end):
            part = next(self._parts, None)
            if part is None:
                self._ended = True
            elif part[0] + part[1].shape[1] > 0:
                self._held.append(part)

    def _decoded(self, container: InputContainer) -> Iterator[tuple[int, Samples]]:
        """Where each part begins, in samples from `start`, and the part."""
        stream = container.streams.audio[0]
        seek_to = max(Fraction(0), self._start - _LEAD)
        container.seek(int(seek_to * av.time_base), backward=True)
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        at = None
        try:
            for frame in container.decode(stream):
                if frame.pts is not None and frame.time_base is not None:
                    told = round((frame.pts * frame.time_base - self._start) * SAMPLE_RATE)
                    at = told if at is None or abs(told - at) > _DRIFT else at
                for piece in resampler.resample(frame):
                    data = piece.to_ndarray().astype(np.float32, copy=False)
                    at = at or 0
                    yield at, data
                    at += data.shape[1]
        except av.error.FFmpegError:
            return  # damaged sound ends here; the picture goes on
