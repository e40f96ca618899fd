"""The last hour of the devices: what was read of each, kept when it changed, for those who ask later."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from footfall_bridge.protocol import Decision, History, MemorySample, WorkerHistory

STEP: Final = 1.0
"""Seconds between two samples at least."""
_HOUR: Final = 3600.0
_MOST: Final = round(_HOUR / STEP)
_GRAIN: Final = 2**20
"""Bytes: what changes by less has not changed."""


class Gauge(NamedTuple):
    """A worker as it was last read."""

    name: str
    device: str
    sample: MemorySample


@dataclass(slots=True)
class _Worker:
    device: str
    samples: deque[MemorySample] = field(default_factory=lambda: deque(maxlen=_MOST))


class Chronicle:
    """Reads nothing itself: it is told what was read anyway, and looks at it once a second."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock`: seconds since 1970-01-01 UTC."""
        self._clock = clock
        self._workers: dict[str, _Worker] = {}
        self._looked = 0.0

    @property
    def due(self) -> bool:
        """Also where the clock was put back."""
        return abs(self._clock() - self._looked) >= STEP

    def note(self, gauges: Iterable[Gauge]) -> None:
        """Keep what is new in them."""
        self._looked = self._clock()
        for name, device, sample in gauges:
            worker = self._workers.setdefault(name, _Worker(device))
            worker.device = device
            if not worker.samples or _figures(worker.samples[-1]) != _figures(sample):
                worker.samples.append(sample)

    def told(self, seconds: float, decisions: Iterable[Decision]) -> History:
        """The last `seconds`, and of each worker the sample that was in force when they began."""
        now = self._clock()
        return History(
            now=now,
            step=STEP,
            workers=[
                WorkerHistory(name=name, device=worker.device, samples=_since(now - seconds, worker.samples))
                for name, worker in self._workers.items()
            ],
            decisions=[decision for decision in decisions if decision.at >= now - seconds],
        )


def _since(moment: float, samples: Iterable[MemorySample]) -> Sequence[MemorySample]:
    kept = list(samples)
    first = next((number for number, sample in enumerate(kept) if sample.at > moment), len(kept))
    return kept[max(0, first - 1) :]


def _figures(sample: MemorySample) -> tuple[object, ...]:
    memory = (sample.total, sample.free, sample.held, sample.budget, sample.headroom)
    return (*(number // _GRAIN for number in memory), sample.running, sample.tokens_or_seconds, sample.rate)
