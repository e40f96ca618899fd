"""Which of several workers makes which segment: each goes to the one that will be done with it first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from footfall_daemon.scheduler.core import Scheduler
from footfall_daemon.scheduler.orders import Segment

_CHANGE = 20.0
"""Seconds that loading an engine is taken to last, its process started, before it was measured."""
_START = 10.0
"""Seconds that a process is taken to start in."""
_GAIN = 0.8
"""A segment moves to where it would be done in less than this share of the time; none loads an engine for less."""


@dataclass(slots=True)
class Agenda:
    """What one worker has to do before it comes to the next segment."""

    scheduler: Scheduler
    paces: dict[str, float]
    """Per engine: seconds that a token takes, in full sets."""
    engine: str | None = field(init=False)
    """That it holds by then."""
    until: float = 0.0
    """Seconds from now."""

    def __post_init__(self) -> None:
        self.engine = self.scheduler.process.engine

    def end_of(self, segment: Segment) -> float:
        """Seconds from now; infinite where it cannot be made for the present."""
        if not self.scheduler.can_make(segment):
            return math.inf
        change = self._change(segment.engine) if self.changes_for(segment) else 0.0
        return self.until + change + self.paces[segment.engine] * segment.tokens * (1.0 - segment.progress)

    def _change(self, engine: str) -> float:
        known = self.scheduler.loads.get(engine)
        if known is None:
            return _CHANGE
        return known if self.scheduler.up or self.engine is not None else known + _START

    def changes_for(self, segment: Segment) -> bool:
        return segment.engine != self.engine

    def add(self, segment: Segment) -> None:
        if (end := self.end_of(segment)) < math.inf:
            self.until, self.engine = end, segment.engine


class Placed(NamedTuple):
    """A segment and where it is now."""

    segment: Segment
    home: str | None = None
    runs: bool = False
    movable: bool = False
    shunned: bool = False
    """It took its worker down alone."""

    @property
    def turn(self) -> tuple[int, bool, float, int]:
        """When it will be made: by class; who runs before who waits."""
        class_, turn, number = self.segment.rank
        return class_, not self.runs, turn, number


def assign(schedulers: Mapping[str, Scheduler], everyone: Iterable[Placed]) -> dict[str, str]:
    """The worker of each segment; who comes first chooses first."""
    paces = paces_of(schedulers)
    agendas = {name: Agenda(scheduler, paces[name]) for name, scheduler in schedulers.items()}
    workers: dict[str, str] = {}
    for placed in sorted(everyone, key=attrgetter("turn")):
        workers[placed.segment.id] = worker = _choose(placed, agendas)
        agendas[worker].add(placed.segment)
    return workers


def _choose(placed: Placed, agendas: Mapping[str, Agenda]) -> str:
    if placed.home is not None and not placed.movable:
        return placed.home
    ends = {name: agenda.end_of(placed.segment) for name, agenda in agendas.items()}
    others = {name: end for name, end in ends.items() if name != placed.home and end < math.inf}
    if placed.shunned and others:
        return _soonest(others, agendas)
    best = _soonest(ends, agendas)
    if placed.home is None:
        ready = {name: end for name, end in ends.items() if not agendas[name].changes_for(placed.segment)}
        other = _soonest(ready, agendas) if ready else best
    else:
        other = placed.home
    return best if ends[best] < _GAIN * ends[other] else other


def _soonest(ends: Mapping[str, float], agendas: Mapping[str, Agenda]) -> str:
    return min(ends, key=lambda name: (ends[name], -agendas[name].scheduler.budget))


def paces_of(schedulers: Mapping[str, Scheduler]) -> dict[str, dict[str, float]]:
    """Of each worker and engine: seconds that a token takes.

    Where it was never measured it is taken to be as fast as at the best of the others, save for the handicap.
    """
    known = {
        name: {engine: pace.value for engine, costs in scheduler.costs.items() if (pace := costs.pace_in())}
        for name, scheduler in schedulers.items()
    }
    best: dict[str, float] = {}
    for name, paces in known.items():
        for engine, seconds in paces.items():
            best[engine] = min(seconds / schedulers[name].handicap, best.get(engine, math.inf))
    return {name: _filled(known[name], best, scheduler) for name, scheduler in schedulers.items()}


def _filled(known: Mapping[str, float], best: Mapping[str, float], scheduler: Scheduler) -> dict[str, float]:
    guesses = {engine: scheduler.handicap * best.get(engine, 1.0) for engine in scheduler.costs}
    return {**guesses, **known}
