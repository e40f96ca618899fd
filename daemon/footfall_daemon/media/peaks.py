"""The errand of peaks: the lowest and highest samples of a file in columns, for a drawing of its waveform."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footfall_bridge.protocol import Peaks
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_bridge.wire import pack
from footfall_daemon.media import cache as remembered
from footfall_daemon.media.cache import PreviewCache
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.messages import Trace, Traced
from footfall_daemon.media.recording import Recording
from footfall_daemon.media.source import Source
from footfall_daemon.media.wav import FULL_SCALE

_PEAKS: Final = "peaks 1"
_BLOCK: Final = 2**18
_LARGEST: Final = 127


def trace(errand: Trace, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> Traced:
    """Reads the file only where these peaks of it are not remembered.

    Raises `MediaError`: no-such-file, not-ours, past-end, disk-full, cache-unwritable; `Abandoned`.
    """
    cache = PreviewCache(Path(errand.cache), errand.cache_limit)
    path = Path(errand.path)
    recording = Recording(path)
    start, stop = _span(errand, recording.samples)
    identity = remembered.identity(Source(str(path), (), (path,)))
    name = remembered.key(_PEAKS, identity, errand.columns, start, stop)
    if not cache.knows(name):
        edges = np.linspace(start, stop, errand.columns + 1).astype(np.int64)
        low, high = extremes(recording, edges, progress, abandoned)
        peaks = Peaks(
            job="",
            path="",
            sample_rate=SAMPLE_RATE,
            channels=recording.channels,
            samples=recording.samples,
            start=start / SAMPLE_RATE,
            stop=stop / SAMPLE_RATE,
            low=_bytes(np.floor(low * (_LARGEST / FULL_SCALE))),
            high=_bytes(np.ceil(high * (_LARGEST / FULL_SCALE))),
        )
        cache.store(name, pack(peaks))
    return Traced(job=errand.job, peaks=str(cache.path(name)))


def _span(errand: Trace, samples: int) -> tuple[int, int]:
    start = round((errand.start or 0.0) * SAMPLE_RATE)
    stop = samples if errand.stop is None else min(samples, round(errand.stop * SAMPLE_RATE))
    if start >= samples:
        length = f"{samples / SAMPLE_RATE:.3f} s"
        raise MediaError("past-end", f"{Path(errand.path).name!r} ends after {length}: ask for what lies before.")
    return start, max(stop, start + 1)


def extremes(
    recording: Recording,
    edges: NDArray[np.int64],
    progress: Callable[[float], None],
    abandoned: Callable[[], bool],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Lowest and highest values between neighbours of `edges`, (channels, columns).

    Where edges lie closer than samples, a column is the sample that it begins with.
    """
    start, stop = int(edges[0]), int(edges[-1])
    low = np.full((recording.channels, len(edges) - 1), FULL_SCALE, np.int32)
    high = -low
    for first in range(start, stop, _BLOCK):
        if abandoned():
            raise Abandoned
        block = recording.values(first, min(_BLOCK, stop - first))
        begin = 0 if first == start else int(np.searchsorted(edges, first, "right")) - 1
        end = int(np.searchsorted(edges[:-1], first + block.shape[1], "left"))
        marks = np.maximum(edges[begin:end], first) - first
        columns = slice(begin, end)
        low[:, columns] = np.minimum(low[:, columns], np.minimum.reduceat(block, marks, axis=1))
        high[:, columns] = np.maximum(high[:, columns], np.maximum.reduceat(block, marks, axis=1))
        progress((first - start) / (stop - start))
    return low, high


def _bytes(values: NDArray[np.float64]) -> bytes:
    return np.clip(values, -_LARGEST, _LARGEST).astype(np.int8).tobytes()
