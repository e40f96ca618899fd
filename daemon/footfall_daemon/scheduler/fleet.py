"""Several workers: the same scheduler seen N times. A segment is at exactly one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler import outlook
from footfall_daemon.scheduler.assignment import Placed, assign
from footfall_daemon.scheduler.blame import Blame
from footfall_daemon.scheduler.core import Scheduler
from footfall_daemon.scheduler.orders import Instruction, Rank, Release, Segment
from footfall_daemon.scheduler.relief import relieved

Told = list[tuple[str, Instruction]]
"""Worker and what it shall do."""


class Move(NamedTuple):
    segment: Segment
    source: str
    target: str
    parked: bool


@dataclass(slots=True)
class Fleet:
    """What engines report goes straight to the worker's own scheduler; what concerns the queue comes here."""

    gather: float = 0.02
    _schedulers: dict[str, Scheduler] = field(default_factory=dict)
    _strikes: dict[str, float] = field(default_factory=dict)
    """Shared: who crashed one worker is no stranger at the next."""
    _loads: dict[str, float] = field(default_factory=dict)
    """Shared: what an engine took to load at one is all that is known of the others."""
    _paused: bool = False

    def join(self, worker: str, costs: dict[str, Costs], *, remote: bool = False) -> Scheduler:
        """It takes work over with the next `balance`."""
        blame = Blame(strikes=self._strikes)
        scheduler = Scheduler(costs, self.gather, blame, loads=self._loads, remote=remote)
        scheduler.paused = self._paused
        self._schedulers[worker] = scheduler
        return scheduler

    def leave(self, worker: str) -> Told:
        """It is gone for good, nobody is to blame. What it had is made by others: one at least must be left."""
        gone = self._schedulers.pop(worker)
        gone.roster.lose(gone.running)
        parked = gone.roster.parked
        places = self._places(list(gone.segments.values()))
        told: Told = []
        for name, scheduler in self._schedulers.items():
            if coming := [segment for id_, segment in gone.segments.items() if places[id_] == name]:
                already = [segment.id for segment in coming if segment.id in parked]
                told += _by(name, scheduler.taken_over(coming, already))
        return told

    @property
    def films(self) -> bool:
        """Some workers film for themselves: segments may be wanted before they are filmed."""
        return any(scheduler.remote for scheduler in self._schedulers.values())

    def home(self, segment: str) -> Scheduler | None:
        """Of the worker that has it; None where it is not wanted."""
        return next((scheduler for scheduler in self._schedulers.values() if segment in scheduler.segments), None)

    def __getitem__(self, worker: str) -> Scheduler:
        return self._schedulers[worker]

    @property
    def workers(self) -> list[str]:
        return list(self._schedulers)

    # events

    def wanted(self, segments: Iterable[Segment], now: float = 0.0) -> Told:
        """These are prepared and may run."""
        new = list(segments)
        places = self._places(new)
        told: Told = []
        for name, scheduler in self._schedulers.items():
            if share := [segment for segment in new if places[segment.id] == name]:
                told += _by(name, scheduler.wanted(share, now))
        return told

    def filmed(self, segment: str) -> Told:
        """What an engine must see of its picture is there now, and it was wanted before."""
        found = [(name, one) for name, one in self._schedulers.items() if segment in one.segments]
        return [told for name, scheduler in found for told in _by(name, scheduler.filmed(segment))]

    def withdrawn(self, job: str) -> Told:
        return self._all(lambda scheduler: scheduler.withdrawn(job))

    def ranked(self, ranks: Mapping[str, Rank]) -> Told:
        return self._all(lambda scheduler: scheduler.ranked(ranks))

    def pause(self) -> Told:
        self._paused = True
        return self._all(lambda scheduler: scheduler.pause())

    def resume(self) -> Told:
        self._paused = False
        return self._all(lambda scheduler: scheduler.resume())

    def tick(self, now: float) -> Told:
        return self._all(lambda scheduler: scheduler.tick(now)) + self.balance()

    def editor(self, *, busy: bool) -> Told:
        return self._all(lambda scheduler: scheduler.editor(busy=busy))

    def release(self, worker: str | None = None) -> Told:
        """Give one device back, or all, until `reclaim`."""
        return self._all(lambda scheduler: scheduler.release(), worker) + self.balance()

    def reclaim(self, worker: str | None = None) -> Told:
        return self._all(lambda scheduler: scheduler.reclaim(), worker) + self.balance()

    def balance(self) -> Told:
        """Move what would be done sooner elsewhere. Ask when segments finish, and when workers come or go.

        Who makes what others would be through with much sooner parks it, and ends: then it can move, too.
        """
        if len(self._schedulers) < 2:
            return []
        moves = self._moves()
        told: Told = []
        for name, scheduler in self._schedulers.items():
            if going := [move.segment.id for move in moves if move.source == name]:
                told += _by(name, scheduler.handed_over(going))
        for name, scheduler in self._schedulers.items():
            if coming := [move for move in moves if move.target == name]:
                parked = [move.segment.id for move in coming if move.parked]
                told += _by(name, scheduler.taken_over([move.segment for move in coming], parked))
        reason = "another worker will be done with its clips much sooner"
        return told + [(name, Release(reason)) for name in relieved(self._schedulers)]

    # what others may ask

    def beside(self, worker: str) -> list[Scheduler]:
        """Of the other workers."""
        return [scheduler for name, scheduler in self._schedulers.items() if name != worker]

    def pace(self, engine: str, most: int | None = None) -> float | None:
        """Seconds that a token takes from beginning to end, all workers side by side, or so many of the fastest.

        None while not known.
        """
        return outlook.pace(self._schedulers.values(), engine, most)

    def left(self, job: str) -> float | None:
        """Seconds until a job is through, all of whose segments run; None for others, and while not known."""
        return outlook.left(self._schedulers.values(), job)

    # deciding

    def _moves(self) -> list[Move]:
        places = self._places([])
        return [
            Move(segment, name, places[id_], id_ in scheduler.roster.parked)
            for name, scheduler in self._schedulers.items()
            for id_, segment in scheduler.segments.items()
            if places[id_] != name
        ]

    def _places(self, new: Sequence[Segment]) -> dict[str, str]:
        """The worker of every segment. While `new` ones look for theirs the others stay."""
        if len(self._schedulers) == 1:
            return dict.fromkeys((segment.id for segment in new), self.workers[0])
        here = [
            Placed(
                segment,
                name,
                runs=id_ in scheduler.roster.running,
                movable=not new and scheduler.may_move(id_),
                shunned=scheduler.shuns(id_),
            )
            for name, scheduler in self._schedulers.items()
            for id_, segment in scheduler.segments.items()
        ]
        return assign(self._schedulers, [*here, *map(Placed, new)])

    def _all(self, event: Callable[[Scheduler], list[Instruction]], worker: str | None = None) -> Told:
        names = self.workers if worker is None else [worker]
        return [told for name in names for told in _by(name, event(self._schedulers[name]))]


def _by(worker: str, instructions: list[Instruction]) -> Told:
    return [(worker, instruction) for instruction in instructions]
