"""Which frame is seen when, against the plain words of the rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.timeline import Clip
from footfall_daemon.media.frames import Frame
from footfall_daemon.media.grid import Grid, seen
from footfall_daemon.media.messages import Film
from footfall_daemon.media.range import SourceRange

DARK = np.zeros((1, 1, 3), np.uint8)
SPAN = SourceRange(start=Fraction(2), end=Fraction(12), play_rate=Fraction(3, 2), rate=Fraction(25))
HEAD = Fraction(1, 2)
"""Seconds."""


def errand(*, start: int = 0, samples: int = 48_000, reverse: bool = False, shortest: int = 0) -> Film:
    return Film(
        job="j",
        segment="j/0",
        clip=Clip(media="/film.mp4", reverse=reverse),
        handle_samples=int(HEAD * 48_000),
        start=start,
        samples=samples,
        shortest=Fraction(shortest),
        reels=[],
        encoders="",
        film="",
        cache="",
    )


def strip(durations: list[int]) -> list[Frame]:
    """Frames of so many ticks, one after the other."""
    edges = [Fraction(tick, 240) for tick in accumulate(durations, initial=0)]
    return [Frame(time, end, DARK) for time, end in pairwise(edges)]


def test_the_head_handle_comes_before_the_clip() -> None:
    grid = Grid.of(errand(), SPAN)
    assert grid.times(2) == [2 - HEAD * SPAN.play_rate, 2]


def test_a_segment_begins_where_it_sounds() -> None:
    grid = Grid.of(errand(start=24_000 + 48_000), SPAN)
    assert grid.times(4) == [Fraction(7, 2) + k * Fraction(3, 8) for k in range(4)]


def test_played_backward_the_media_runs_down_from_the_clips_end() -> None:
    grid = Grid.of(errand(start=24_000, reverse=True), SPAN)
    assert grid.times(4) == [12 - k * Fraction(3, 8) for k in range(4)]


@pytest.mark.parametrize(
    ("samples", "shortest", "rate", "frames"),
    [
        (1, 0, 25, 1),
        (48_000, 0, 25, 25),
        (48_001, 0, 25, 26),
        (47_999, 0, 25, 25),
        (1, 2, 8, 16),
        (96_001, 2, 8, 17),
    ],
)
def test_as_many_frames_as_cover_the_sound(samples: int, shortest: int, rate: int, frames: int) -> None:
    grid = Grid.of(errand(samples=samples, shortest=shortest), SPAN)
    assert grid.count(rate) == len(grid.times(rate)) == frames


TIMES = st.lists(st.fractions(-1, 3, max_denominator=480), min_size=1, max_size=12).map(sorted)
STRIPS = st.lists(st.integers(1, 30), min_size=1, max_size=20).map(strip)


@given(film=STRIPS, times=TIMES)
def test_the_first_frame_that_appears_then_or_later(film: list[Frame], times: list[Fraction]) -> None:
    for time, frame in zip(times, seen(film, times, backward=False), strict=True):
        assert frame is next((later for later in film if later.time >= time), film[-1])


@given(film=STRIPS, times=TIMES)
def test_backward_it_is_so_in_the_film_played_backward(film: list[Frame], times: list[Fraction]) -> None:
    """A frame of the film played backward appears when it would have ended, counted from the film's end."""
    backward = [(film[-1].end - frame.end, frame) for frame in reversed(film)]
    for time, frame in zip(times, seen(film, times, backward=True), strict=True):
        wanted = film[-1].end - time
        assert frame is next((later for appears, later in backward if appears >= wanted), film[0])
