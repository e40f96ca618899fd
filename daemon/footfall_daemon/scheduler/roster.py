"""Who is wanted at one worker: every segment waits, runs or is parked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from footfall_daemon.scheduler.orders import Instruction, Park, Rank, Segment


@dataclass(slots=True)
class Roster:
    """The segments by id, and the ids of those that do not just wait, in the order they came to it."""

    segments: dict[str, Segment] = field(default_factory=dict)
    running: dict[str, None] = field(default_factory=dict)
    parked: dict[str, None] = field(default_factory=dict)
    """Their states lie in the spool: any process may go on with them, also a new one."""
    unfilmed: set[str] = field(default_factory=set)

    def __getitem__(self, segment: str) -> Segment:
        return self.segments[segment]

    @property
    def runners(self) -> list[Segment]:
        return [self.segments[id_] for id_ in self.running]

    @property
    def tokens(self) -> float:
        """In a step of the running set."""
        return sum(segment.in_step for segment in self.runners)

    @property
    def classes(self) -> set[int]:
        return {segment.rank[0] for segment in self.segments.values()}

    def add(self, segments: Iterable[Segment], parked: Collection[str] = ()) -> None:
        for segment in segments:
            self.segments[segment.id] = segment
            if not segment.filmed:
                self.unfilmed.add(segment.id)
        self.parked.update(dict.fromkeys(parked))

    def film(self, segment: str) -> None:
        """It may be made by anyone from now on."""
        if segment in self.unfilmed:
            self.unfilmed.discard(segment)
            self.segments[segment] = replace(self.segments[segment], filmed=True)

    def forget(self, segment: str) -> None:
        self.segments.pop(segment, None)
        self.running.pop(segment, None)
        self.parked.pop(segment, None)
        self.unfilmed.discard(segment)

    def of(self, job: str) -> list[str]:
        return [id_ for id_, segment in self.segments.items() if segment.job == job]

    def rerank(self, ranks: Mapping[str, Rank]) -> None:
        for id_, segment in self.segments.items():
            if segment.job in ranks:
                self.segments[id_] = replace(segment, rank=ranks[segment.job])

    def advance(self, progress: Mapping[str, float]) -> list[Segment]:
        """The segments as they were before; those that are not wanted any more are left out."""
        before = [self.segments[id_] for id_ in progress if id_ in self.segments]
        for segment in before:
            self.segments[segment.id] = replace(segment, progress=progress[segment.id])
        return before

    def run(self, segments: Iterable[str]) -> None:
        for id_ in segments:
            self.parked.pop(id_, None)
            self.running[id_] = None

    def park(self, segments: Iterable[str], reason: str) -> list[Instruction]:
        ids = tuple(segments)
        for id_ in ids:
            del self.running[id_]
            self.parked[id_] = None
        return [Park(ids, reason)] if ids else []

    def lose(self, segments: Iterable[str]) -> None:
        """Their states are gone: they wait, and begin anew."""
        for id_ in segments:
            del self.running[id_]
            self.segments[id_] = replace(self.segments[id_], progress=0.0)
