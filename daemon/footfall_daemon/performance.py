"""A job's sound on its way through the engine: its segments, how far they are, and who waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.media.messages import Wave
from footfall_daemon.scheduler import Segment


@dataclass(slots=True)
class Performance:
    job: Job
    orders: dict[str, SegmentOrder]
    """By segment id."""
    on_running: Callable[[], None]
    """Called once, when the first segment runs."""
    on_progress: Callable[[float], None]
    """Called with the share of the sound that is made, 0..1."""
    done: asyncio.Future[list[str]]
    """The engine's notes, or a `Refusal`."""
    shares: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    runs: bool = False

    @classmethod
    def of(
        cls,
        job: Job,
        plan: Plan,
        spool: Path,
        on_running: Callable[[], None],
        on_progress: Callable[[float], None],
    ) -> Self:
        orders = {order.id: order for order in _orders(job, plan, spool)}
        done: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        return cls(job, orders, on_running, on_progress, done, shares=dict.fromkeys(orders, 0.0))

    def segments(self, turn: float, tokens_per_second: float) -> list[Segment]:
        """What the scheduler must know. `turn`: of the user action that the job belongs to."""
        class_, _, number = self.job.rank
        return [
            Segment(
                id_,
                self.job.id,
                self.job.engine,
                (class_, turn, number),
                order.samples / SAMPLE_RATE * tokens_per_second,
            )
            for id_, order in self.orders.items()
        ]

    def waves(self) -> list[Wave]:
        return [Wave(path=order.wave, start=order.start, samples=order.samples) for order in self.orders.values()]

    def begin(self) -> None:
        if not self.runs:
            self.runs = True
            self.on_running()

    def advance(self, progress: Mapping[str, float]) -> float:
        """Take over how far segments of this job are; seconds of sound made since. Less than 0 after a restart."""
        seconds = 0.0
        for id_, share in progress.items():
            seconds += (share - self.shares[id_]) * self.orders[id_].samples / SAMPLE_RATE
            self.shares[id_] = share
        total = sum(order.samples for order in self.orders.values())
        self.on_progress(sum(self.shares[id_] * order.samples for id_, order in self.orders.items()) / total)
        return seconds

    def finish(self, segment: str, notes: Iterable[str]) -> None:
        self.shares[segment] = 1.0
        self.notes += [note for note in notes if note not in self.notes]
        if all(share >= 1.0 for share in self.shares.values()) and not self.done.done():
            self.done.set_result(self.notes)

    def fail(self, refusal: Refusal) -> None:
        if not self.done.done():
            self.done.set_exception(refusal)


def job_of(segment: str) -> str:
    """Segment ids are `<job>/<index>`."""
    return segment.partition("/")[0]


def _orders(job: Job, plan: Plan, spool: Path) -> list[SegmentOrder]:
    return [
        SegmentOrder(
            id=f"{job.id}/{index}",
            job=job.id,
            start=segment.start,
            samples=segment.samples,
            total_samples=plan.samples,
            cues=plan.cues,
            prompt=job.order.prompt,
            negative=job.order.negative,
            seed=job.seed,
            wave=str(spool / f"{job.id}-{index}.npy"),
        )
        for index, segment in enumerate(plan.segments)
    ]
