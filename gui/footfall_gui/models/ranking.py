"""Which job comes before which: keys to sort by, and rows that stay sorted. Pure."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, Final, Literal, NamedTuple

from footfall_bridge.protocol import JobInfo, JobState, Priority

Key = tuple[Any, ...]

_CLASSES: Final = {Priority.interactive: 0, Priority.normal: 1, Priority.background: 2}
_IN_HAND: Final = (JobState.writing, JobState.running, JobState.parked)
WAITING: Final = (JobState.queued, JobState.needs_media, JobState.preparing, JobState.ready)
"""Jobs that can be moved: their turn has not come."""


class Column(IntEnum):
    turn = 0
    clip = 1
    range = 2
    prompt = 3
    engine = 4
    take = 5
    state = 6
    progress = 7
    left = 8
    created = 9


def turn_key(job: JobInfo) -> Key:
    """Jobs in hand, then those that wait in their order, then those that ended, the last one first."""
    if job.state.ended:
        return (2, -job.updated, -job.number, 0)
    place = job.number if job.position is None else job.position
    return (0 if job.state in _IN_HAND else 1, _CLASSES[job.priority], place, job.number)


def _by(value: Callable[[JobInfo], Any]) -> Callable[[JobInfo], Key]:
    return lambda job: (value(job), turn_key(job))


_STATES: Final = {state: number for number, state in enumerate(JobState)}
KEYS: Final[dict[Column, Callable[[JobInfo], Key]]] = {
    Column.turn: turn_key,
    Column.clip: _by(lambda job: (job.media or job.prompt).rpartition("/")[2].casefold()),
    Column.range: _by(lambda job: job.source_in.seconds if job.source_in else 0),
    Column.prompt: _by(lambda job: job.prompt.casefold()),
    Column.engine: _by(lambda job: job.engine),
    Column.take: _by(lambda job: job.take),
    Column.state: _by(lambda job: _STATES[job.state]),
    Column.progress: _by(lambda job: job.progress),
    Column.left: _by(lambda job: float("inf") if job.eta_s is None or job.state.ended else job.eta_s),
    Column.created: _by(lambda job: job.created),
}


class Ranking:
    """Ids in the order of their keys. A row is found, and a job put elsewhere, without a look at all others."""

    def __init__(self) -> None:
        self.descending = False
        self._sorted: list[tuple[Key, str]] = []
        self._keys: dict[str, Key] = {}

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, job: str) -> bool:
        return job in self._keys

    def __getitem__(self, row: int) -> str:
        return self._sorted[self._turned(row)][1]

    def key_of(self, job: str) -> Key:
        return self._keys[job]

    def row_of(self, job: str) -> int | None:
        key = self._keys.get(job)
        return None if key is None else self._turned(bisect_left(self._sorted, (key, job)))

    def row_for(self, job: str, key: Key) -> int:
        """The row that it will have once it is put there, where it is not in any yet."""
        place = bisect_left(self._sorted, (key, job))
        return len(self._sorted) - place if self.descending else place

    def fill(self, keys: dict[str, Key]) -> None:
        self._keys = keys
        self._sorted = sorted((key, job) for job, key in keys.items())

    def insert(self, job: str, key: Key) -> None:
        self._keys[job] = key
        insort(self._sorted, (key, job))

    def remove(self, job: str) -> None:
        del self._sorted[bisect_left(self._sorted, (self._keys.pop(job), job))]

    def _turned(self, row: int) -> int:
        return len(self._sorted) - 1 - row if self.descending else row


class Move(NamedTuple):
    """What `Client.move` is asked for."""

    jobs: list[str]
    to: Literal["first", "last", "before"]
    before: str | None = None


def moves_before(queue: Iterable[JobInfo], chosen: Iterable[str], before: str | None) -> list[Move]:
    """How the `chosen` of the waiting jobs come in front of `before`, or behind all (None).

    Jobs move within their priority: those of another than `before`'s come in front of the next one of theirs.
    """
    waiting = sorted((job for job in queue if job.state in WAITING), key=turn_key)
    picked = set(chosen)
    places = [job.id for job in waiting]
    behind = waiting[places.index(before) :] if before in places else []
    moves = []
    for priority in Priority:
        mine = [job.id for job in waiting if job.id in picked and job.priority is priority]
        if mine:
            others = (job.id for job in behind if job.priority is priority and job.id not in picked)
            anchor = next(others, None)
            moves.append(Move(mine, "last") if anchor is None else Move(mine, "before", anchor))
    return moves


def moves_by_one(queue: Iterable[JobInfo], chosen: Iterable[str], step: Literal[-1, 1]) -> list[Move]:
    """How the `chosen` of the waiting jobs, as one block for each priority, come one place further."""
    waiting = sorted((job for job in queue if job.state in WAITING), key=turn_key)
    picked = set(chosen)
    moves = []
    for priority in Priority:
        row = [job.id for job in waiting if job.priority is priority]
        mine = [job for job in row if job in picked]
        if not mine:
            continue
        others = [job for job in row if job not in picked]
        edge = mine[0] if step < 0 else mine[-1]
        passed = sum(row.index(job) < row.index(edge) for job in others)
        target = max(0, passed - 1) if step < 0 else min(len(others), passed + 1)
        moves.append(Move(mine, "before", others[target]) if target < len(others) else Move(mine, "last"))
    return moves
