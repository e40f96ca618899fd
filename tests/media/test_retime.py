"""Cues follow the clip's speed, direction and handles."""

from __future__ import annotations

from fractions import Fraction

import pytest

from footfall_daemon.cues import Contact, ContactKind, Cues, Curves
from footfall_daemon.media.range import SourceRange
from footfall_daemon.media.retime import retimed

SEEN = Cues(
    analyser="test",
    contacts=[
        Contact(time=10.5, kind=ContactKind.impact, strength=1, confidence=0.9),
        Contact(time=11.5, kind=ContactKind.stop, strength=1, confidence=0.9),
    ],
    cuts=[11.0],
    curves=Curves(time=[10.0, 11.0], energy=[0.1, 0.9], speed=[1.0, 2.0], x=[0.2, 0.8], camera=[0.0, 0.1]),
)


def span(rate: str = "1") -> SourceRange:
    return SourceRange(Fraction(10), Fraction(12), Fraction(rate), Fraction(25))


def times(cues: Cues) -> list[float]:
    return [contact.time for contact in cues.contacts]


def test_times_count_from_the_files_first_sample() -> None:
    cues = retimed(SEEN, span(), Fraction(1, 2), 3.0, reverse=False)
    assert times(cues) == pytest.approx([1.0, 2.0])
    assert cues.cuts == pytest.approx([1.5])
    assert cues.curves.time == pytest.approx([0.5, 1.5])


def test_double_speed_halves_times_and_doubles_speeds() -> None:
    cues = retimed(SEEN, span("2"), Fraction(0), 1.0, reverse=False)
    assert times(cues) == pytest.approx([0.25, 0.75])
    assert cues.curves.speed == pytest.approx([2.0, 4.0])
    assert cues.curves.energy == pytest.approx([0.2, 1.0])


def test_backward_times_count_from_the_out_point() -> None:
    cues = retimed(SEEN, span(), Fraction(1, 2), 3.0, reverse=True)
    assert times(cues) == pytest.approx([1.0, 2.0])
    assert [contact.kind for contact in cues.contacts] == [ContactKind.stop, ContactKind.impact]
    assert cues.curves.x == pytest.approx([0.8, 0.2])


def test_a_halt_played_backward_is_not_sounded() -> None:
    stop, impact = retimed(SEEN, span(), Fraction(0), 2.0, reverse=True).contacts
    assert stop.confidence < 0.5 < impact.confidence


def test_nothing_outside_the_file_is_kept() -> None:
    cues = retimed(SEEN, span(), Fraction(0), 1.0, reverse=False)
    assert times(cues) == pytest.approx([0.5])
    assert cues.cuts == []
