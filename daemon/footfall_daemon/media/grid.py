"""The times at which an engine wants to see a segment, and which frame it sees at each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Self

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.media.frames import Frame
from footfall_daemon.media.messages import Film
from footfall_daemon.media.range import SourceRange


@dataclass(frozen=True, slots=True)
class Grid:
    """How a segment runs through its media."""

    begin: Fraction
    """Seconds of the media at the segment's first sample; it may lie outside the media."""
    pace: Fraction
    """Seconds of the media in a second of sound; negative where it plays backward."""
    seconds: Fraction
    """Of sound."""

    @classmethod
    def of(cls, errand: Film, span: SourceRange) -> Self:
        """The file's first sample sounds `handle_samples` before the clip's first frame."""
        reverse = errand.clip.reverse
        pace = -span.play_rate if reverse else span.play_rate
        played = Fraction(errand.start - errand.handle_samples, SAMPLE_RATE)
        seconds = max(Fraction(errand.samples, SAMPLE_RATE), errand.shortest)
        return cls((span.end if reverse else span.start) + played * pace, pace, seconds)

    @property
    def backward(self) -> bool:
        return self.pace < 0

    def count(self, rate: int) -> int:
        """Frames at so many a second."""
        return ceil(self.seconds * rate)

    def times(self, rate: int) -> list[Fraction]:
        """Of frame 0, 1, ... at so many a second: seconds of the media."""
        return [self.begin + self.pace * number / rate for number in range(self.count(rate))]


def seen(decoded: Iterable[Frame], times: Iterable[Fraction], *, backward: bool) -> Iterator[Frame]:
    """A frame for each of `times`, which rise: the first that appears then or later, as the model was trained.

    Played backward, a frame appears when it ends in the media: it is the last one that has ended. Past either end
    of what is decoded it is the frame there.
    """
    source = iter(decoded)
    return _ended(source, times) if backward else _appearing(source, times)


def _appearing(source: Iterator[Frame], times: Iterable[Fraction]) -> Iterator[Frame]:
    frame = next(source)
    for time in times:
        while frame.time < time and (following := next(source, None)) is not None:
            frame = following
        yield frame


def _ended(source: Iterator[Frame], times: Iterable[Fraction]) -> Iterator[Frame]:
    frame = next(source)
    following = next(source, None)
    for time in times:
        while following is not None and following.end <= time:
            frame, following = following, next(source, None)
        yield frame
