"""One timeline of three clips that every editor is given, and how their sound must lie on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from footfall_bridge.hosts.interchange.recuts import read_wav
from footfall_bridge.timeline import SAMPLE_RATE, Time
from tests.footage import Film

RATE: Final = Fraction(24_000, 1001)
"""Of the film and of the timeline."""
FIRST: Final = 86_400
"""Frame of the timeline's start, 01:00:00:00, where an editor counts from midnight."""
_SAMPLE: Final = Fraction(1, SAMPLE_RATE)


@dataclass(frozen=True)
class Cut:
    """In frames: where it begins on the timeline, where in the film, and how long it is."""

    at: int
    left: int
    frames: int


CUTS: Final = (Cut(0, 30, 20), Cut(20, 60, 30), Cut(100, 30, 20))
"""The second meets the first; the third shows once more what the first shows."""
JOBS: Final = 2
"""What is shown twice is made once."""


def make_film(path: Path) -> Path:
    """In a folder of its own, so that it can be `moved_away`."""
    path.parent.mkdir(exist_ok=True)
    return Film(rate=RATE, frames=120).make(path)


@contextmanager
def moved_away(film: Path) -> Iterator[None]:
    """As when its volume is not connected; then it is there again."""
    away = film.parent.rename(film.parent.with_name("elsewhere"))
    yield
    away.rename(film.parent)


@dataclass(frozen=True)
class Heard:
    """A sound as the editor has it: seconds of the timeline from its first frame, and seconds of the file."""

    start: Fraction
    end: Fraction
    into: Fraction
    """Of the file, what is heard at `start`."""
    path: Path


def assert_in_place(sounds: Iterable[Heard]) -> None:
    """One under each clip, within a sample; and what is heard was made for the pictures that are seen then."""
    heard = sorted(sounds, key=lambda sound: sound.start)
    assert len(heard) == len(CUTS)
    for sound, cut in zip(heard, CUTS, strict=True):
        assert abs(sound.start - cut.at / RATE) <= _SAMPLE
        assert abs(sound.end - (cut.at + cut.frames) / RATE) <= _SAMPLE
        assert abs(_source_at(sound) - cut.left / RATE) <= _SAMPLE
    assert heard[0].path == heard[2].path
    assert len({sound.path for sound in heard}) == JOBS


def _source_at(sound: Heard) -> Fraction:
    """Seconds of the film to which the file says that its sound at `into` belongs."""
    wav = read_wav(sound.path)
    assert wav is not None
    clip = wav.order.clip
    assert isinstance(clip.source_in, Time)
    assert clip.length is not None
    assert wav.order.handles is not None
    assert abs(wav.samples * _SAMPLE - clip.length - 2 * wav.order.handles.seconds) <= 2 * _SAMPLE
    return clip.source_in.seconds + sound.into - wav.order.handles.seconds
