"""Bounces at any frame rate, in long films, beside cuts and pulldown; and silence where nothing touches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_daemon.cues import Cues
from footfall_daemon.media.errors import Abandoned
from footfall_daemon.media.frames import Frame
from footfall_daemon.media.picture.analysis import analyse
from footfall_daemon.media.picture.windows import windows

Image = NDArray[np.uint8]
PERIOD = 1.2


def backdrop(seed: int) -> Image:
    return np.random.default_rng(seed).integers(50, 120, (45, 80, 3), np.uint8).repeat(4, 0).repeat(4, 1)


def bouncing(seconds: float, seed: int = 1) -> Image:
    """A ball on the floor at 0.6 s and every 1.2 s from there."""
    phase = seconds % PERIOD / PERIOD * 2 - 1
    return with_disc(backdrop(seed), 160 + 60 * np.sin(seconds / 3), 150 - 110 * (1 - (1 - abs(phase)) ** 2))


def swinging(seconds: float) -> Image:
    return with_disc(backdrop(2), 160 + 90 * np.sin(3 * seconds), 90)


def with_disc(image: Image, x: float, y: float) -> Image:
    rows, columns = np.ogrid[0:180, 0:320]
    image[np.hypot(rows - y, columns - x) < 12] = (230, 40, 40)
    return image


def shot(draw: Callable[[float], Image], times: list[Fraction], end: Fraction) -> Iterator[Frame]:
    for time, until in zip(times, [*times[1:], end], strict=True):
        yield Frame(time, until, draw(float(time)))


def at_rate(rate: str, seconds: int) -> list[Fraction]:
    return [k / Fraction(rate) for k in range(int(seconds * Fraction(rate)))]


def heard(cues: Cues) -> list[float]:
    return [contact.time for contact in cues.contacts if contact.confidence >= 0.5]


@pytest.mark.parametrize("rate", ["24000/1001", "24", "25", "30000/1001", "50", "60000/1001"])
def test_bounces_at_any_frame_rate(rate: str) -> None:
    cues = analyse(shot(bouncing, at_rate(rate, 4), Fraction(4)))
    assert heard(cues) == pytest.approx([0.6, 1.8, 3.0], abs=0.02)


def test_bounces_at_a_variable_frame_rate() -> None:
    steps = [Fraction(1, int(rate)) for rate in np.random.default_rng(3).choice([30, 24, 20], 99)]
    times = list(accumulate(steps, initial=Fraction(0)))
    cues = analyse(shot(bouncing, times, times[-1] + 1))
    assert heard(cues) == pytest.approx([0.6, 1.8, 3.0], abs=0.02)


def test_repeated_frames_of_pulldown_are_no_contacts() -> None:
    film = shot(bouncing, at_rate("24", 4), Fraction(4))
    shown = [frame for frame in film for _ in range(2 if round(frame.time * 24) % 4 == 0 else 1)]
    times = [k / Fraction(30) for k in range(len(shown))]
    cues = analyse(
        Frame(time, time + Fraction(1, 30), frame.image) for time, frame in zip(times, shown, strict=True)
    )
    assert heard(cues) == pytest.approx([0.6, 1.8, 3.0], abs=0.04)


def test_a_long_shot_is_seen_in_windows_without_seams() -> None:
    cues = analyse(shot(bouncing, at_rate("25", 36), Fraction(36)))
    assert heard(cues) == pytest.approx([0.6 + PERIOD * k for k in range(30)], abs=0.02)
    assert cues.curves.time == pytest.approx([k / 25 for k in range(900)])


def test_windows_are_bounded() -> None:
    film = shot(swinging, at_rate("25", 40), Fraction(40))
    assert max(len(window.times) for window in windows(film, lambda _: None)) <= 25 * 16


def test_no_contact_is_found_across_a_cut() -> None:
    times = at_rate("25", 4)
    film = [
        Frame(
            time,
            time + Fraction(1, 25),
            bouncing(float(time), seed=1 if time < 2 else 9) // (1 if time < 2 else 3),
        )
        for time in times
    ]
    cues = analyse(film)
    assert cues.cuts == [2.0]
    assert heard(cues) == pytest.approx([0.6, 1.8, 3.0], abs=0.02)


def test_smooth_turns_are_no_contacts() -> None:
    assert heard(analyse(shot(swinging, at_rate("25", 6), Fraction(6)))) == []


def test_a_still_picture_has_no_contacts() -> None:
    assert heard(analyse(shot(lambda _: backdrop(1), at_rate("25", 3), Fraction(3)))) == []


def test_one_frame_is_enough_to_look_at() -> None:
    cues = analyse([Frame(Fraction(0), Fraction(1), backdrop(1))])
    assert (cues.contacts, cues.curves.time) == ([], [0.0])


def test_what_ends_the_decoding_ends_the_looking() -> None:
    def until_abandoned() -> Iterator[Frame]:
        yield from shot(swinging, at_rate("10", 20), Fraction(20))  # more than one window
        raise Abandoned

    with pytest.raises(Abandoned):
        analyse(until_abandoned())
    assert [thread for thread in threading.enumerate() if thread.name.startswith("look")] == []


def test_places_are_those_in_the_picture() -> None:
    (contact,) = [c for c in analyse(shot(bouncing, at_rate("25", 2), Fraction(2))).contacts if c.time < 1]
    assert contact.x == pytest.approx((160 + 60 * np.sin(0.2)) / 320, abs=0.03)
    assert contact.y == pytest.approx(150 / 180, abs=0.05)


def test_flat_pictures_do_not_disturb() -> None:
    black = np.zeros((180, 320, 3), np.uint8)
    assert heard(analyse(shot(lambda _: black, at_rate("25", 3), Fraction(3)))) == []
