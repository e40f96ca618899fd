"""Events in, instructions out: which segments run next on which worker.

A plain object: no clock, no sockets, no torch. It does not prepare clips, write files or talk to processes;
the foreman feeds it and carries out what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Rank = tuple[int, float, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """What the scheduler must know of a segment to place it."""

    id: str
    job: str
    engine: str
    rank: Rank
    """Orders segments: priority class, position in the queue, number."""
    bytes: int
    """Device memory that it adds to the running set."""


# Instructions


@dataclass(frozen=True, slots=True)
class Load:
    engine: str


@dataclass(frozen=True, slots=True)
class Admit:
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GiveUp:
    """This segment takes the engine down whenever it runs, also alone."""

    segment: str


Instruction = Load | Admit | Drop | GiveUp


@dataclass(slots=True)
class Scheduler:
    """One worker's running set, and who waits for it.

    After a crash of the engine the running set is suspected: it reruns in halves, each half by itself, until the
    culprit runs alone. A segment that takes the engine down alone twice is given up; all others go on.
    """

    crashes_allowed: int = 2
    """Times that a segment may take the engine down alone, the last one included."""
    kills_allowed: int = 6
    """The same for an engine that was killed from outside: rarely the segment's fault."""
    paused: bool = False
    budget: int = 0
    base_bytes: dict[str, int] = field(default_factory=dict)
    """Per engine: bytes of the loaded engine itself."""
    _up: bool = False
    _loaded: str | None = None
    _loading: str | None = None
    _waiting: dict[str, Segment] = field(default_factory=dict)
    _running: dict[str, Segment] = field(default_factory=dict)
    _suspects: list[list[str]] = field(default_factory=list)
    """Groups that run by themselves, the next one last."""
    _strikes: dict[str, float] = field(default_factory=dict)

    # events

    def wanted(self, segments: Iterable[Segment]) -> list[Instruction]:
        self._waiting.update({segment.id: segment for segment in segments})
        return self._schedule()

    def withdrawn(self, job: str) -> list[Instruction]:
        """The job was cancelled or failed: none of its segments is wanted any more."""
        running = tuple(segment.id for segment in self._running.values() if segment.job == job)
        for id_ in (*running, *(id_ for id_, segment in self._waiting.copy().items() if segment.job == job)):
            self._forget(id_)
        dropped: list[Instruction] = [Drop(running)] if running else []
        return dropped + self._schedule()

    def ranked(self, ranks: dict[str, Rank]) -> list[Instruction]:
        """Jobs were moved in the queue."""
        for id_, segment in self._waiting.items():
            if segment.job in ranks:
                self._waiting[id_] = Segment(id_, segment.job, segment.engine, ranks[segment.job], segment.bytes)
        return self._schedule()

    def finished(self, segment: str) -> list[Instruction]:
        self._forget(segment)
        return self._schedule()

    def worker_up(self, budget: int) -> list[Instruction]:
        self._up, self.budget = True, budget
        return self._schedule()

    def engine_loaded(self, engine: str, budget: int) -> list[Instruction]:
        self._loaded, self._loading, self.budget = engine, None, budget
        return self._schedule()

    def engine_unloaded(self) -> list[Instruction]:
        self._loaded = None
        return self._schedule()

    def memory(self, budget: int) -> list[Instruction]:
        self.budget = budget
        return self._schedule()

    def worker_lost(self, *, killed: bool) -> list[Instruction]:
        """The engine process is gone; what ran waits again, under suspicion."""
        suspects = sorted(self._running, key=lambda id_: self._running[id_].rank)
        self._waiting.update(self._running)
        self._running.clear()
        self._up, self._loaded, self._loading = False, None, None
        return self._blame(suspects, killed=killed)

    def worker_released(self) -> None:
        """The engine process was ended on purpose: nobody is to blame."""
        self._waiting.update(self._running)
        self._running.clear()
        self._up, self._loaded, self._loading = False, None, None

    def pause(self) -> list[Instruction]:
        self.paused = True
        return []

    def resume(self) -> list[Instruction]:
        self.paused = False
        return self._schedule()

    # what others may ask

    @property
    def running(self) -> list[str]:
        return list(self._running)

    @property
    def wants_worker(self) -> bool:
        """Something waits that could run, were the engine process up."""
        return bool(self._waiting) and not self.paused

    @property
    def idle(self) -> bool:
        return not self._running and not self.wants_worker

    # deciding

    def _schedule(self) -> list[Instruction]:
        if not self._up or self.paused or self._loading or not self._waiting:
            return []
        candidates = sorted(self._candidates(), key=lambda segment: segment.rank)
        if not candidates:
            return []
        engine = candidates[0].engine
        if engine != self._loaded:
            return self._change_engine(engine)
        return self._admit(segment for segment in candidates if segment.engine == engine)

    def _candidates(self) -> Iterator[Segment]:
        """Who may run now: one group of suspects by itself, else everybody."""
        if not self._suspects:
            yield from self._waiting.values()
            return
        group = self._suspects[-1]
        if all(id_ in group for id_ in self._running):
            yield from (self._waiting[id_] for id_ in group if id_ in self._waiting)

    def _change_engine(self, engine: str) -> list[Instruction]:
        if self._running:  # they end first: the device holds one engine at a time
            return []
        self._loading = engine
        return [Load(engine)]

    def _admit(self, candidates: Iterable[Segment]) -> list[Instruction]:
        room = self.budget - self.base_bytes.get(self._loaded or "", 0)
        room -= sum(segment.bytes for segment in self._running.values())
        admitted: list[str] = []
        for segment in candidates:
            alone = not self._running  # one always runs: only the attempt shows whether it fits
            if segment.bytes > room and not alone:
                break
            room -= segment.bytes
            self._running[segment.id] = self._waiting.pop(segment.id)
            admitted.append(segment.id)
        return [Admit(tuple(admitted))] if admitted else []

    def _blame(self, suspects: list[str], *, killed: bool) -> list[Instruction]:
        self._suspects = [group for group in self._suspects if not set(group) & set(suspects)]
        if len(suspects) > 1:
            middle = len(suspects) // 2
            self._suspects += [suspects[middle:], suspects[:middle]]
        elif suspects and self._strike(suspects[0], killed=killed):
            self._forget(suspects[0])
            return [GiveUp(suspects[0])]
        elif suspects:
            self._suspects.append(suspects)
        return []

    def _strike(self, segment: str, *, killed: bool) -> bool:
        share = 1 / self.kills_allowed if killed else 1 / self.crashes_allowed
        self._strikes[segment] = self._strikes.get(segment, 0.0) + share
        return self._strikes[segment] > 1 - 1e-9

    def _forget(self, segment: str) -> None:
        self._running.pop(segment, None)
        self._waiting.pop(segment, None)
        self._strikes.pop(segment, None)
        groups = ([id_ for id_ in group if id_ != segment] for group in self._suspects)
        self._suspects = [group for group in groups if group]
