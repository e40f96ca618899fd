"""The smallest that can be true, and what is told of sources that fail."""

from __future__ import annotations

import pytest

from footfall_daemon.probes.readings import ABSURD, Probes, Reading, smallest


class Answers:
    """A source that says one thing after the other, and its last for ever."""

    def __init__(self, *answers: Reading | None) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self) -> Reading | None:
        self.asked += 1
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_tightest_source_counts() -> None:
    readings = smallest([Reading("torch", 24, 20), Reading("driver", 25, 8), Reading("budget", 24, 15)])
    assert (readings.total, readings.free) == (24, 8)


def test_nothing_free_is_an_answer() -> None:
    assert smallest([Reading("torch", 24, 20), Reading("driver", 24, 0)]).free == 0


@pytest.mark.parametrize(
    "lie",
    [
        Reading("driver", 24, 25),
        Reading("driver", 24, -1),
        Reading("driver", -24, -30),
        Reading("driver", ABSURD, 5),
        Reading("driver", 0, 0),
    ],
)
def test_what_cannot_be_is_ignored_and_shown(lie: Reading) -> None:
    readings = smallest([lie, Reading("torch", 24, 20)])
    assert (readings.total, readings.free) == (24, 20)
    assert readings.sources[0].note
    assert readings.sources[1].note == ""


def test_without_any_source_nothing_is_known() -> None:
    assert smallest([]).total == 0
    assert smallest([Reading.missing("driver", "gone")]).total == 0


def test_readings_keep_what_every_source_said() -> None:
    told = [Reading("torch", 24, 20, "a card"), Reading("driver", 24, 30)]
    assert [(each.source, each.free) for each in smallest(told).sources] == [("torch", 20), ("driver", 30)]


def test_probes_combine_their_sources_with_what_others_know() -> None:
    probes = Probes([Answers(Reading("driver", 24, 8)), Answers(None)], tell=pytest.fail)
    readings = probes.read(Reading("torch", 24, 20))
    assert readings.free == 8
    assert [each.source for each in readings.sources] == ["torch", "driver"]


def test_a_failure_is_told_once() -> None:
    told: list[str] = []
    lost = Reading.missing("driver", "the card was lost")
    clock = Clock()
    probes = Probes([Answers(lost)], tell=told.append, clock=clock)
    for _ in range(3):
        probes.read()
        clock.now += 60
    assert told == ["driver: the card was lost"]


def test_a_lie_is_told_once_whatever_its_figures() -> None:
    told: list[str] = []
    probes = Probes([Answers(Reading("driver", 24, 25), Reading("driver", 24, 26))], tell=told.append)
    probes.read()
    probes.read()
    assert told == ["driver: ignored: says that more is free than there is"]


def test_a_source_that_failed_rests_and_is_shown_meanwhile() -> None:
    source = Answers(Reading.missing("driver", "not loaded"), Reading("driver", 24, 8))
    clock = Clock()
    probes = Probes([source], tell=lambda _: None, clock=clock)
    probes.read()
    clock.now = 29
    assert [each.note for each in probes.read().sources] == ["not loaded"]
    assert source.asked == 1


def test_a_source_that_comes_back_counts_again() -> None:
    source = Answers(Reading.missing("driver", "not loaded"), Reading("driver", 24, 8))
    clock = Clock()
    probes = Probes([source], tell=lambda _: None, clock=clock)
    probes.read()
    clock.now = 31
    assert probes.read().free == 8


def test_closing_lets_go_of_every_source() -> None:
    closed: list[str] = []
    closers = [lambda: closed.append("driver"), lambda: closed.append("budget")]
    Probes([], tell=pytest.fail, on_close=closers).close()
    assert closed == ["driver", "budget"]
