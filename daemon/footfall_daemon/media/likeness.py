"""Film of a copy that begins later and ends earlier than its media, asked for so that it is the same film."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from footfall_bridge.timeline import LONGEST_CLIP, SAMPLE_RATE, Time
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Film
from footfall_daemon.media.packets import MORE
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.sight import Sight
from footfall_daemon.media.source import open_source
from footfall_daemon.media.timing import stamps

_STEPS: Final = (SAMPLE_RATE // 100, 1)
"""Samples by which a segment's beginning is counted anew: of round ones the times can be written in more clips."""


@dataclass(frozen=True, slots=True)
class Copy:
    media: Path
    """As a clip names it."""
    files: list[Path]
    origin: Fraction
    """When its first frame appears: seconds of the media that it was made of."""
    shown: Sequence[Fraction]
    """When its frames should appear: seconds of the copy, in rising order."""
    last: Fraction
    """The last time looked at."""


def same_film(film: Film, sight: Sight, copy: Copy) -> Film | None:
    """The same film as `film`, whose sight is `sight`, of the copy; None where that is not certain."""
    try:
        media = probe(str(copy.media))
        found = _moved(film, sight, copy.origin, media.duration)
        found = found.model_copy(update={"clip": found.clip.model_copy(update={"media": str(copy.media)})})
        there = Sight.seen(found, media)
    except (MediaError, ValidationError):  # it cannot be read, or its times are none that a clip may have
        return None
    is_same = (
        there.grid == replace(sight.grid, begin=sight.grid.begin - copy.origin)
        and _shape(media) == _shape(sight.media)
        and _times(media) == list(copy.shown)
        and (not _reaches_end(copy) or media.duration == sight.media.duration - copy.origin)
        and _kept(there, copy, Fraction(0)) == _kept(sight, copy, copy.origin)
    )
    return found if is_same else None


def _shape(media: MediaInfo) -> tuple[object, ...]:
    return media.width, media.height, media.orientation, media.bottom_field_first


def _times(media: MediaInfo) -> list[Fraction]:
    """When its frames appear."""
    if media.source.is_sequence:
        return [number / media.rate for number in range(media.timing.frames)]
    with open_source(media.source) as container:
        found = {stamp.pts for stamp in stamps(container, container.streams.video[media.stream])}
    return sorted(media.seconds_of(pts) for pts in found if pts >= media.timing.first)


def _reaches_end(copy: Copy) -> bool:
    """Of the media: there is little or nothing after what is looked at."""
    return len(copy.shown) - bisect_right(copy.shown, copy.last) < MORE


def _kept(sight: Sight, copy: Copy, origin: Fraction) -> tuple[int, int] | None:
    """The frames of the copy that the bounds leave, as far as they are looked at."""
    if sight.bounds is None:
        return None
    first, last = (bound - origin for bound in sight.bounds)
    looked_at = bisect_right(copy.shown, sight.times[0] - origin), bisect_right(copy.shown, copy.last)
    begin = max(1, looked_at[0] - 1, bisect_right(copy.shown, first))
    return begin, min(bisect_left(copy.shown, last), looked_at[1] + MORE - 1)


def _moved(film: Film, sight: Sight, origin: Fraction, duration: Fraction) -> Film:
    """To media of this duration that begin at `origin`: the clip's own range, as far as they hold it.

    Where they lack the point that the segment is counted from, it is counted from another.
    """
    start, end, rate = sight.start - origin, sight.end - origin, film.clip.play_rate
    step = next(step for step in _STEPS if step == 1 or step * rate / SAMPLE_RATE < duration)
    steps, seconds = 0, step * rate / SAMPLE_RATE
    if film.clip.reverse:
        if not 0 < end <= duration:
            steps = ceil((end - duration) / seconds)
        end -= steps * seconds
        start = max(start if start < end else Fraction(0), Fraction(0), end - LONGEST_CLIP * rate)
    else:
        if not 0 <= start < duration:
            steps = ceil(-start / seconds)
        start += steps * seconds
        end = min(end if start < end else duration, duration, start + LONGEST_CLIP * rate)
    times = {"source_in": Time.of(start), "source_out": Time.of(end), "proxy": None}
    played = film.start - film.handle_samples - steps * step
    return film.model_copy(
        update={"clip": film.clip.model_copy(update=times), "start": played, "handle_samples": 0}
    )
