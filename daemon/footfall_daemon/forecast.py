"""Whose turn it is, and how long it will be until each job is made, as far as the paces are known. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from footfall_bridge.protocol import JobState
from footfall_bridge.timeline import SAMPLE_RATE, Time
from footfall_daemon.jobs import Job

_GUESS = 10.0
"""Seconds a clip is taken to last before its media was opened."""
_WEIGHT_OF_NEW = 0.2
_UNPREPARED = (JobState.queued, JobState.preparing)
_ORDER = {JobState.writing: 0, JobState.running: 1, JobState.parked: 1, JobState.ready: 2, JobState.preparing: 3}


@dataclass(slots=True)
class Pace:
    """Seconds of wall clock that a second of sound takes to prepare; None until any was."""

    value: float | None = None

    def learn(self, sound: float, wall: float) -> None:
        if sound <= 0 or wall <= 0:
            return
        seen = wall / sound
        self.value = seen if self.value is None else self.value + _WEIGHT_OF_NEW * (seen - self.value)


@dataclass(slots=True)
class Forecast:
    preparing: Pace = field(default_factory=Pace)
    """Of looking at pictures, in one process."""

    def turns(self, jobs: Iterable[Job]) -> dict[str, int]:
        """From 1: who is furthest, then who is next."""
        order = sorted(jobs, key=lambda job: (_ORDER.get(job.state, 4), job.rank))
        return {job.id: number for number, job in enumerate(order, start=1)}

    def etas(
        self,
        jobs: Iterable[Job],
        progress: Mapping[str, float],
        making: Callable[[Job, float], float | None],
        hands: int,
        running_left: Callable[[str], float | None] = lambda _: None,
        alone: Callable[[Job, float], float | None] = lambda *_: None,
    ) -> dict[str, float]:
        """Seconds; `progress` is the engine's share done of each job, `hands` the processes that prepare.

        `making`: seconds of all workers for so many of a job's sound. `running_left`: seconds until a job is
        through that runs beside others, where the sets are known: it ends later than its own work alone would.
        `alone`: seconds for it once it is its turn, where not all workers can share in it.
        """
        known = {job.id: job for job in jobs if job.state is not JobState.needs_media}
        turns = self.turns(known.values())
        etas: dict[str, float] = {}
        ahead = 0.0
        for id_ in sorted(known, key=turns.__getitem__):
            job = known[id_]
            done, sound = progress.get(id_, 0.0), seconds_of(job)
            left = self._left(job, done, making(job, sound), hands)
            if left is not None:
                own = ahead + (self._left(job, done, alone(job, sound), hands) or 0.0)
                ahead += left
                etas[id_] = round(max(ahead, running_left(id_) or own), 1)
        return etas

    def _left(self, job: Job, done: float, whole: float | None, hands: int) -> float | None:
        """`whole`: seconds for all of its sound."""
        if job.state is JobState.writing:
            return 0.0
        if whole is None:
            return None
        left = whole * (1.0 - done)
        if job.state in _UNPREPARED and self.preparing.value is not None:
            left += seconds_of(job) * self.preparing.value / hands
        return left


def seconds_of(job: Job) -> float:
    """Of sound that the job asks for, handles included."""
    if job.plan is not None:
        return job.plan.samples / SAMPLE_RATE
    clip = job.order.clip
    if clip.duration is not None:
        return float(clip.duration.seconds)
    if isinstance(clip.source_out, Time):
        start = clip.source_in.seconds if isinstance(clip.source_in, Time) else 0
        return float((clip.source_out.seconds - start) / clip.play_rate)
    return _GUESS
