"""How far each job is on its way, and what is foreseen of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from footfall_bridge.protocol import JobInfo
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.forecast import Forecast
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.ledger import Ledger

_PREPARED: Final = 0.3
_PERFORMED: Final = 0.95
"""Progress of a job when its picture was looked at, and when its sound was made."""
_FILM: Final = 0.2
"""Share of the way between them that is film, where the engine wants to see the picture."""


class Outlook(Protocol):
    """What engines know of their pace."""

    def making(self, job: Job, sound: float, most: int | None = None) -> float | None:
        """Seconds of all workers for so many seconds of a job's sound; of so many at `most`."""

    def left(self, job: str) -> float | None:
        """Seconds until they are through with a job that runs."""


class Headway:
    def __init__(self, ledger: Ledger, outlook: Outlook, hands: int) -> None:
        """`hands`: processes that prepare."""
        self._ledger = ledger
        self._outlook = outlook
        self._hands = hands
        self._forecast = Forecast()
        self._shares: dict[str, float] = {}
        """Of the engine's work on each job that is done."""
        self._filmed: dict[str, float] = {}
        """Of the film of each job that has any: what is made."""

    def forget(self, id_: str) -> None:
        self._shares.pop(id_, None)
        self._filmed.pop(id_, None)

    def looking(self, id_: str, share: float) -> None:
        """Share of its picture that was looked at, 0..1."""
        self._progress(id_, 0.0, _PREPARED, share)

    def looked(self, id_: str, plan: Plan, seconds: float) -> None:
        """Also where nothing was left to look at."""
        self._forecast.preparing.learn(plan.samples / SAMPLE_RATE, seconds)
        self.looking(id_, 1.0)

    def filmed(self, id_: str, share: float) -> None:
        self._filmed[id_] = share
        self._advance(id_)

    def performed(self, id_: str, share: float) -> None:
        self._shares[id_] = share
        self._advance(id_)

    def delivering(self, id_: str, share: float) -> None:
        self._progress(id_, _PERFORMED, 1.0, share)

    def info(self, jobs: Sequence[Job]) -> list[JobInfo]:
        """The jobs as clients see them, with what is foreseen of them."""
        active = [job for job in self._ledger.jobs.values() if not job.state.ended]
        if all(job.state.ended for job in jobs):
            active = []
        etas = self._etas(active)
        turns = self._forecast.turns(active)
        return [
            self._ledger.info(job).model_copy(update={"eta_s": etas.get(job.id), "turn": turns.get(job.id)})
            for job in jobs
        ]

    def _advance(self, id_: str) -> None:
        share = self._shares.get(id_, 0.0)
        if (filmed := self._filmed.get(id_)) is not None:
            share = _FILM * filmed + (1.0 - _FILM) * share
        self._progress(id_, _PREPARED, _PERFORMED, share)

    def _progress(self, id_: str, start: float, end: float, share: float) -> None:
        if not self._ledger.is_active(id_):
            return
        self._ledger.progress[id_] = start + (end - start) * share
        eta = self._etas([self._ledger[id_]]).get(id_)
        self._ledger.publisher.progress(id_, self._ledger.progress[id_], eta)

    def _etas(self, jobs: Sequence[Job]) -> dict[str, float]:
        outlook = self._outlook
        return self._forecast.etas(
            jobs, self._shares, outlook.making, self._hands, outlook.left, alone=self._alone
        )

    def _alone(self, job: Job, sound: float) -> float | None:
        """Seconds, were nobody else there: no more workers than it has segments."""
        return self._outlook.making(job, sound, len(job.plan.segments) if job.plan is not None else 1)
