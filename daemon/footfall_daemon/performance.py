"""A job's sound on its way through the engines: its segments, how far they are, and who waits for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from footfall_bridge.protocol import Contact, Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.catalog import EngineInfo
from footfall_daemon.engine.messages import SegmentOrder, Sounding
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.media.messages import Wave
from footfall_daemon.scheduler import Rank, Segment


class Audience(Protocol):
    """Whoever follows a performance."""

    def running(self) -> None:
        """A segment runs, after none did."""

    def parked(self) -> None:
        """No segment runs any more, and one of them is parked."""

    def filmed(self, share: float) -> None:
        """Share of the film that its engine wants to see that was made, 0..1."""

    def progress(self, share: float) -> None:
        """Share of the sound that is made, 0..1."""


@dataclass(slots=True)
class Performance:
    job: Job
    plan: Plan
    engine: EngineInfo
    rank: Rank
    """Priority class, turn of the user action that the job belongs to, number."""
    orders: dict[str, SegmentOrder]
    """By segment id."""
    audience: Audience
    done: asyncio.Future[list[str]]
    """The engine's notes, or why there is no sound: a `Refusal`, else a mistake of ours."""
    shares: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _filmed: dict[str, float] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)
    _finished: set[str] = field(default_factory=set)
    """Their waveforms are in the spool: one whose steps are all done may still wait for its own."""
    _encoded: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    _seen: dict[str, SegmentOrder] = field(default_factory=dict)
    """As they were sent to another machine, which films them."""

    @classmethod
    def of(
        cls,
        job: Job,
        plan: Plan,
        engine: EngineInfo,
        *,
        turn: float,
        spool: Path,
        audience: Audience,
        levels: Mapping[str, float] | None = None,
    ) -> Self:
        """`turn`: of the user action that the job belongs to. `levels`: dB by layer, where they are not 0."""
        class_, _, number = job.rank
        orders = {order.id: order for order in _orders(job, plan, spool, levels or {})}
        done: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        rank = (class_, turn, number)
        return cls(job, plan, engine, rank, orders, audience, done, shares=dict.fromkeys(orders, 0.0))

    def segment(self, id_: str) -> Segment:
        """What the scheduler must know of it."""
        filmed = not self.needs_film or bool(self.orders[id_].features)
        return Segment(id_, self.job.id, self.job.engine, self.rank, self._tokens(id_), filmed=filmed)

    @property
    def left(self) -> float:
        """Tokens: what is still to be done of all segments."""
        return sum(self._tokens(id_) * (1.0 - share) for id_, share in self.shares.items())

    @property
    def needs_film(self) -> bool:
        return bool(self.engine.reels) and self.job.order.clip.media is not None

    def film(self, segment: str, *, film: str, features: str, eyes: str) -> None:
        """What the engine sees of the picture is there: the film itself, or what encoders made of it before."""
        seen = {"film": film, "features": features, "eyes": eyes}
        self.orders[segment] = self.orders[segment].model_copy(update=seen)
        self.filming(segment, 1.0)

    def filming(self, segment: str, share: float) -> None:
        """How far its film is. Film that is begun again takes nothing back."""
        self._filmed[segment] = max(share, self._filmed.get(segment, 0.0))
        self.audience.filmed(self._mean(self._filmed))

    def send(self, order: SegmentOrder) -> None:
        """It goes to another machine: from when it is encoded there its features are known here."""
        self._seen[order.id] = order

    def encode(self, segment: str) -> None:
        """An engine has seen the film, and what it made of it is remembered."""
        if (order := self._seen.pop(segment, None)) is not None:
            self.film(segment, film="", features=order.features, eyes=order.eyes)
        self._encoded[segment].set()

    def is_encoded(self, segment: str) -> bool:
        return self._encoded[segment].is_set()

    async def encoded(self, segment: str) -> None:
        await self._encoded[segment].wait()

    def waves(self) -> list[Wave]:
        return [
            Wave(layer=layer, path=str(order.wave_of(layer)), start=order.start, samples=order.samples)
            for order in self.orders.values()
            for layer in order.layers
        ]

    def begin(self, segment: str) -> None:
        if not self._running:
            self.audience.running()
        self._running.add(segment)

    def park(self, segment: str) -> None:
        self._running.discard(segment)
        if not self._running:
            self.audience.parked()

    def advance(self, progress: Mapping[str, float]) -> None:
        """Take over how far segments of this job are."""
        self.shares.update(progress)
        self.audience.progress(self._mean(self.shares))

    def finish(self, segment: str, notes: Iterable[str]) -> None:
        self.begin(segment)  # it may have been asked to park while it came to its end
        self._running.discard(segment)
        self.encode(segment)
        self.shares[segment] = 1.0
        self.notes += [note for note in notes if note not in self.notes]
        self._finished.add(segment)
        if self._finished == self.orders.keys() and not self.done.done():
            self.done.set_result(self.notes)

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)

    def clear_up(self) -> None:
        """Remove what nobody will go on with, from the spool: states, and waveforms that were not handed out."""
        paths = [Path(order.state) for order in self.orders.values()]
        if self._finished != self.orders.keys():
            paths += [order.wave_of(layer) for order in self.orders.values() for layer in order.layers]
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _mean(self, shares: Mapping[str, float]) -> float:
        total = sum(order.samples for order in self.orders.values())
        return sum(shares.get(id_, 0.0) * order.samples for id_, order in self.orders.items()) / total

    def _tokens(self, segment: str) -> float:
        return self.engine.tokens(self.orders[segment].samples / SAMPLE_RATE, self.job.guidance)


class Repertoire:
    """The performances that are wanted now, found by the segments that engines talk about.

    An engine may still speak of a segment whose job was cancelled: nobody listens then.
    """

    def __init__(self) -> None:
        self._performances: dict[str, Performance] = {}

    def __iter__(self) -> Iterator[Performance]:
        return iter(self._performances.values())

    def add(self, performance: Performance) -> None:
        self._performances[performance.job.id] = performance

    def remove(self, performance: Performance) -> None:
        del self._performances[performance.job.id]

    def of(self, segment: str) -> Performance | None:
        return self._performances.get(job_of(segment))

    def orders(self, segments: Iterable[str]) -> list[SegmentOrder]:
        return [self._performances[job_of(id_)].orders[id_] for id_ in segments]

    def begin(self, segments: Iterable[str]) -> None:
        for id_ in segments:
            self._performances[job_of(id_)].begin(id_)

    def rerank(self, ranks: Mapping[str, Rank]) -> None:
        """Jobs were moved in the queue."""
        for id_ in self._performances.keys() & ranks.keys():
            self._performances[id_].rank = ranks[id_]

    def encode(self, segment: str) -> None:
        if performance := self._performances.get(job_of(segment)):
            performance.encode(segment)

    def park(self, segments: Iterable[str]) -> None:
        for id_ in segments:
            if performance := self._performances.get(job_of(id_)):
                performance.park(id_)

    def advance(self, progress: Mapping[str, float]) -> None:
        jobs: dict[str, dict[str, float]] = {}
        for id_, share in progress.items():
            jobs.setdefault(job_of(id_), {})[id_] = share
        for performance in [self._performances[id_] for id_ in jobs if id_ in self._performances]:
            performance.advance(jobs[performance.job.id])

    def finish(self, segment: str, notes: Iterable[str]) -> None:
        if performance := self._performances.get(job_of(segment)):
            performance.finish(segment, notes)

    def fail(self, segment: str, refusal: Refusal) -> None:
        if performance := self._performances.get(job_of(segment)):
            performance.fail(refusal)


def job_of(segment: str) -> str:
    """Segment ids are `<job>/<index>`."""
    return segment.partition("/")[0]


def clips(segments: Collection[str]) -> str:
    """How many clips these belong to, in words."""
    count = len({job_of(id_) for id_ in segments})
    return "1 clip" if count == 1 else f"{count} clips"


def _orders(job: Job, plan: Plan, spool: Path, levels: Mapping[str, float]) -> list[SegmentOrder]:
    sounding = _sounding(job, plan, levels)
    return [
        SegmentOrder(
            id=f"{job.id}/{index}",
            job=job.id,
            start=segment.start,
            samples=segment.samples,
            total_samples=plan.samples,
            cues=plan.cues,
            prompt=job.order.prompt,
            negative=job.negative,
            seed=job.seed,
            guidance=job.guidance,
            steps=job.steps,
            wave=str(spool / f"{job.id}-{index}.npy"),
            state=str(spool / f"{job.id}-{index}.state"),
            sounding=sounding,
        )
        for index, segment in enumerate(plan.segments)
    ]


def _sounding(job: Job, plan: Plan, levels: Mapping[str, float]) -> Sounding:
    order, head = job.order, plan.handle_samples / SAMPLE_RATE
    contacts = order.contacts
    return Sounding(
        layers=[str(layer) for layer in order.layers],
        pan=order.pan,
        room=order.room,
        sensitivity=order.sensitivity,
        offset=order.offset_ms / 1000,
        contacts=None if contacts is None else [_later(contact, head) for contact in contacts],
        origin=plan.time_reference,
        joined_before=job.joined_before,
        joined_after=job.joined_after,
        levels=dict(levels),
    )


def _later(contact: Contact, seconds: float) -> Contact:
    return contact.model_copy(update={"time": contact.time + seconds})
