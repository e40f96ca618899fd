"""Who should run now: the order in which segments are considered, and how far down it the running set goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from footfall_daemon.memory import Costs
from footfall_daemon.scheduler.orders import Segment
from footfall_daemon.scheduler.room import Room

_UNMEASURED = 2
"""Segments that start together before anything was measured; from there the set doubles until the knee shows."""
_JOINS, _STAYS = 1.02, 1.05
"""Less urgent segments may make a step of the urgent ones this much longer: to join, and to stay."""


def in_order(
    segments: Iterable[Segment],
    running: Collection[str],
    parked: Collection[str],
    owed: int | None = None,
    engine: str | None = None,
) -> list[Segment]:
    """By class; who runs before who does not; user actions as they came; inside one the clip that ends soonest.

    A class that is owed device time sends its first segment ahead of all.
    """
    listed = list(segments)
    left: dict[str, float] = {}
    for segment in listed:
        left[segment.job] = left.get(segment.job, 0.0) + segment.tokens * (1.0 - segment.progress)

    def key(segment: Segment) -> tuple[int, bool, float, bool, float, int]:
        class_, turn, number = segment.rank
        id_ = segment.id
        return class_, id_ not in running, turn, id_ not in parked, left[segment.job], number

    listed.sort(key=key)
    first = next((segment for segment in listed if segment.rank[0] == owed and segment.engine == engine), None)
    if first is not None:
        listed.remove(first)
        listed.insert(0, first)
    return listed


@dataclass(slots=True)
class Choice:
    """The running set as it should be. Adding stops at the first that does not fit or does not pay."""

    costs: Costs
    level: int
    room: Room
    running: Collection[str]
    need: Callable[[Segment], int]
    excess: Callable[[Segment], int]
    """Bytes, beyond `need`, while it is encoded or finished: one at a time is."""
    reason: str = ""
    """Why those who run and are not chosen have to go."""

    def of(self, order: list[Segment], engine: str) -> list[Segment]:
        return list(self._chosen(order, engine))

    def _chosen(self, order: list[Segment], engine: str) -> Iterator[Segment]:
        lead = min(segment.rank[0] for segment in order)
        tokens, urgent, bytes_, excess = 0.0, 0.0, 0, 0
        for count, segment in enumerate(order):
            runs = segment.id in self.running
            bytes_, excess = bytes_ + self.need(segment), max(excess, self.excess(segment))
            if segment.engine != engine:
                self.reason = "a more urgent clip needs another engine"
                return
            if count and not self.room.fits(self.costs, self.level, bytes_ + excess, new=not runs):
                self.reason = self.room.story if runs and segment.rank[0] == lead else "more urgent clips came"
                return
            leads = segment.rank[0] == lead or count == 0
            if count and not self._pays(tokens, segment.in_step, None if leads else urgent, count, runs=runs):
                self.reason = "more urgent clips came"
                return
            tokens += segment.in_step
            urgent += segment.in_step if leads else 0.0
            yield segment

    def _pays(self, tokens: float, more: float, urgent: float | None, count: int, *, runs: bool) -> bool:
        """Whether a set of `tokens` should grow by `more`. `urgent`: tokens of those that must not be slowed."""
        if urgent is not None and not self._rides(tokens + more, urgent, runs=runs):
            return False
        if runs:
            return True
        knee = self.costs.room(self.level)
        return count < _UNMEASURED if knee is None else tokens < knee

    def _rides(self, tokens: float, urgent: float, *, runs: bool) -> bool:
        if not urgent:  # all who must not be slowed only wait to be finished
            return True
        alone = self.costs.seconds_of(urgent, self.level)
        together = self.costs.seconds_of(tokens, self.level)
        if alone is None or together is None:
            return False
        return together.value <= (_STAYS if runs else _JOINS) * alone.value
