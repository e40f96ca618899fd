"""What is to be seen of a segment: in which media and when, and what the features of it are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Self

from footfall_daemon.media import cache as remembered
from footfall_daemon.media.cache import FeatureCache
from footfall_daemon.media.frames import frames
from footfall_daemon.media.grid import Grid
from footfall_daemon.media.messages import Film
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.range import resolve

_FILM: Final = "film 1"
"""Name and version of how frames are chosen and made: features of other film are not those of this."""


@dataclass(frozen=True, slots=True)
class Sight:
    media: MediaInfo
    start: Fraction
    end: Fraction
    """Of the clip, in seconds of the media."""
    grid: Grid
    times: Sequence[Fraction]
    """Seconds of the media at which it is looked at, in rising order."""
    bounds: tuple[Fraction, Fraction] | None
    """Seconds of the media beyond which another shot is seen."""

    @classmethod
    def of(cls, errand: Film) -> Self:
        """Raises `MediaError`: those of `probe` and `resolve`."""
        assert errand.clip.media is not None  # without a picture there is nothing to see
        return cls.seen(errand, probe(errand.clip.media))

    @classmethod
    def seen(cls, errand: Film, media: MediaInfo) -> Self:
        """Of media that were looked at already. Raises `MediaError`: those of `resolve`."""
        span = resolve(errand.clip, media)
        grid = Grid.of(errand, span)
        times = sorted(time for _, rate in errand.reels for time in grid.times(rate))
        return cls(media, span.start, span.end, grid, times, span.inner if errand.clip.bounded else None)

    @property
    def limits(self) -> tuple[Fraction, Fraction]:
        """Seconds of the media that may be seen."""
        return self.bounds or (Fraction(0), self.media.duration + 1)  # up to the very last

    def decoded_from(self, abandoned: Callable[[], bool]) -> Fraction:
        """Where to begin decoding; backward, at the frame before the one on screen: it has ended.

        Raises `MediaError`: those of `frames`; `Abandoned`.
        """
        start, instant = max(Fraction(0), self.times[0]), min(self.media.time_base, 1 / self.media.rate) / 2
        if self.grid.backward:
            with closing(frames(self.media, start, self.media.duration + 1, 1, abandoned)) as decoded:
                appeared = next(decoded).time
            start = max(Fraction(0), appeared - instant)
        first, last = self.limits
        return max(Fraction(0), min(max(start, first), last - instant))  # what appears at the last is not seen

    def features(self, errand: Film) -> str:
        """Their name: all that decides what is seen, wherever in whatever clip that is."""
        if errand.features:
            return errand.features
        reels = (f"{look} {rate}" for look, rate in errand.reels)
        seen_by = remembered.key(_FILM, errand.encoders, *reels)
        media = remembered.identity(self.media.source)
        return remembered.key(
            seen_by, media, self.grid.begin, self.grid.pace, self.grid.seconds, *(self.bounds or ())
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What the cache knows of a sight's features."""

    path: Path
    known: bool

    @classmethod
    def of(cls, errand: Film, name: str) -> Self:
        cache = FeatureCache(Path(errand.cache), errand.cache_limit)
        known = not errand.fresh and cache.knows(name)
        if not known:
            cache.forget(name)  # asked for afresh: an engine that finds it would look at no film
            cache.tidy()
        return cls(cache.path(name), known)
