"""The errand of a strip: still pictures of a clip, each from the middle of its part, small and compressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from footfall_bridge.protocol import Still, Strip
from footfall_bridge.timeline import Clip
from footfall_bridge.wire import pack
from footfall_daemon.media import cache as remembered
from footfall_daemon.media.cache import PreviewCache
from footfall_daemon.media.frames import Frame, frames_at
from footfall_daemon.media.messages import Show, Shown
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.range import SourceRange, resolve
from footfall_daemon.media.source import locate

_STRIP: Final = "strip 1"
"""Name and version of how strips are made: others are not looked for."""
_QUALITY: Final = 80
_NEAR: Final = Fraction(1)
"""Seconds of the media: pictures no further apart are decoded in one go, for others the file is wound on."""


def show(errand: Show, progress: Callable[[float], None], abandoned: Callable[[], bool]) -> Shown:
    """Opens the media only where its strip is not remembered.

    Raises `MediaError`: those of `probe`, `resolve` and `frames`, and disk-full, cache-unwritable; `Abandoned`.
    """
    assert errand.clip.media is not None  # without a picture there is nothing to show
    cache = PreviewCache(Path(errand.cache), errand.cache_limit)
    name = _name(errand, errand.clip.media)
    if not cache.knows(name):
        media = probe(errand.clip.media)
        cache.store(name, pack(_strip(errand, media, resolve(errand.clip, media), progress, abandoned)))
    return Shown(job=errand.job, strip=str(cache.path(name)))


def _name(errand: Show, media: str) -> str:
    clip = errand.clip
    points = (str(clip.source_in), str(clip.source_out), clip.play_rate, clip.reverse)
    return remembered.key(_STRIP, remembered.identity(locate(media)), *points, errand.frames, errand.height)


def _strip(
    errand: Show,
    media: MediaInfo,
    span: SourceRange,
    progress: Callable[[float], None],
    abandoned: Callable[[], bool],
) -> Strip:
    moments = [span.duration * (2 * part + 1) / (2 * errand.frames) for part in range(errand.frames)]
    times = [_source_time(moment, errand.clip, media, span) for moment in moments]
    side = round(errand.height * max(media.width, media.height) / media.height)
    jpegs: dict[Fraction, bytes] = {}
    for time, frame in _pictures(media, sorted(times), max(1, side), abandoned):
        jpegs[time] = _jpeg(frame.image)
        progress(len(jpegs) / len(times))
    return Strip(
        job="",
        duration=float(span.duration),
        frames=[Still(time=float(moment), jpeg=jpegs[time]) for moment, time in zip(moments, times, strict=True)],
    )


def _source_time(moment: Fraction, clip: Clip, media: MediaInfo, span: SourceRange) -> Fraction:
    """Played backward, a picture that has just begun in the media is over: it is the one before."""
    if not clip.reverse:
        return span.start + moment * span.play_rate
    return span.end - moment * span.play_rate - min(media.time_base, 1 / media.rate) / 2


def _pictures(
    media: MediaInfo, times: Sequence[Fraction], side: int, abandoned: Callable[[], bool]
) -> Iterator[tuple[Fraction, Frame]]:
    """For each of `times`, in rising order, the frame on screen then."""
    together: list[Fraction] = []
    for time in times:
        if together and time - together[-1] > _NEAR:
            yield from frames_at(media, together, side, abandoned)
            together = []
        together.append(time)
    yield from frames_at(media, together, side, abandoned)


def _jpeg(image: NDArray[np.uint8]) -> bytes:
    """Of RGB (height, width, 3)."""
    _, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()
