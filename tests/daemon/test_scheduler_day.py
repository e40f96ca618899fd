"""A long day at the desk: more than 24 hours of T4, a million events, one scheduler."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

from footfall_daemon.scheduler import Admit, Drop, GiveUp, Instruction, Park, Resume
from tests.benchmarks.simulator.devices import RTX4090, TOKENS
from tests.benchmarks.simulator.product import Simulation
from tests.benchmarks.simulator.traces import Clip, Trace, editor, t4

_HOURS, _AGAIN = 25, 270.0
"""T4 lasts four minutes and fills the device for about twenty seconds more."""
_EVERY = 11
"""Answers between two looks at the whole state: at each one it would take as long as all the rest."""


def t4_again_and_again() -> Trace:
    clips: list[Clip] = []
    for turn in range(int(_HOURS * 3600 / _AGAIN)):
        for clip in t4(turn, RTX4090).clips:
            action = 100 * turn + clip.action
            clips.append(replace(clip, number=len(clips), time=_AGAIN * turn + clip.time, action=action))
    return Trace("T4 all day", clips, editor(1, RTX4090, 3600.0 * (_HOURS + 1)))


@dataclass
class Witness(Simulation):
    """Checks every answer of the scheduler against an account of its own of who is where, and now and then all."""

    running: set[str] = field(default_factory=set)
    parked: set[str] = field(default_factory=set)
    answers: int = 0
    sizes: list[int] = field(default_factory=list)
    """Bytes of all that the scheduler remembers beside the queue itself, now and then."""

    def _obey(self, instructions: list[Instruction]) -> None:
        for instruction in instructions:
            match instruction:
                case Admit(segments):
                    assert self.parked.isdisjoint(segments)
                    self._join(segments)
                case Resume(segments):
                    self._take(self.parked, segments)
                    self._join(segments)
                case Park(segments):
                    self._take(self.running, segments)
                    self.parked |= set(segments)
                case Drop() | GiveUp():
                    raise AssertionError("nothing was cancelled, and everything fits")
        super()._obey(instructions)
        self.answers += 1
        if self.answers % _EVERY == 0:
            self._compare()
        if self.answers % (100 * _EVERY) == 0:
            told = self.scheduler
            self.sizes.append(len(pickle.dumps((told.costs, told.room, told.share, told.blame))))

    def _join(self, segments: Iterable[str]) -> None:
        assert not self.running & set(segments), "a segment runs twice"
        self.running |= set(segments)

    def _take(self, side: set[str], segments: Iterable[str]) -> None:
        assert side >= set(segments)
        side -= set(segments)

    def _run_out(self, seconds: float) -> None:
        self.parked |= self.running
        self.running.clear()
        super()._run_out(seconds)

    def _compare(self) -> None:
        for side in (self.running, self.parked):
            side.intersection_update(self._parts)  # the others are finished
        assert set(self.scheduler.running) == self.running
        assert set(self.scheduler.parked) == self.parked
        self._check_budget()

    def _check_budget(self) -> None:
        if len(self.running) > 1:
            costs = self.scheduler.costs["model"]
            needs = sum(costs.bytes_of(self._parts[id_].length * TOKENS) for id_ in self.running)
            assert costs.base(self.scheduler.level) + needs <= self.scheduler.budget


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_day_with_an_editor_beside_us_keeps_every_invariant() -> None:
    day = Witness(t4_again_and_again(), RTX4090, seed=1)
    outcome = day.run()
    assert outcome.events >= 1_000_000
    assert max(outcome.ended) >= 24 * 3600
    assert outcome.jobs_lost == 0
    assert outcome.lost <= 0.005 * outcome.busy
    assert not day.scheduler.running
    assert not day.scheduler.parked
    middle = len(day.sizes) // 2
    assert max(day.sizes[middle:]) <= 1.1 * max(day.sizes[:middle])
    assert len(pickle.dumps(day.scheduler)) < 100_000
