"""The jobs that are not over yet, kept the same in memory, on disk and in what clients are told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from footfall_bridge.protocol import ErrorInfo, JobInfo, JobState, Refusal
from footfall_daemon.jobs import Job
from footfall_daemon.publisher import Publisher
from footfall_daemon.store import Store

_log = logging.getLogger("footfall.ledger")


class Ledger:
    """Changes go to memory at once, to the disk in the same order, and to clients after that."""

    def __init__(self, store: Store, publisher: Publisher) -> None:
        self.store = store
        self.publisher = publisher
        self.jobs: dict[str, Job] = {}
        self.progress: dict[str, float] = {}
        self._unsaved: dict[str, Job] = {}

    async def open(self) -> None:
        self.jobs = {job.id: job for job in await self.store.unfinished()}

    def __getitem__(self, id_: str) -> Job:
        return self.jobs[id_]

    def in_state(self, *states: JobState) -> list[Job]:
        return [job for job in self.jobs.values() if job.state in states]

    def add(self, jobs: Iterable[Job]) -> None:
        """Jobs that the store has already: newly accepted ones."""
        for job in jobs:
            self.jobs[job.id] = job
            self.publisher.state(job.id, self.info(job))

    def move(self, id_: str, state: JobState, **changes: Any) -> asyncio.Future[None]:
        """Awaited, the new state is on disk. Raises `IllegalMove`."""
        job = self.jobs[id_].moved(state, **changes)
        _log.info("job %s: %s", id_, state)
        return self._keep(job)

    def note(self, id_: str, **changes: Any) -> asyncio.Future[None]:
        """A change that is not one of state. Awaited, it is on disk."""
        return self._keep(self.jobs[id_].noted(**changes))

    def fail(self, id_: str, refusal: Refusal) -> asyncio.Future[None]:
        _log.warning("job %s failed: %s [%s]", id_, refusal.message, refusal.code)
        return self.move(id_, JobState.failed, error=ErrorInfo(code=refusal.code, message=refusal.message))

    def info(self, job: Job) -> JobInfo:
        return job.info(self.progress.get(job.id, 0.0))

    def forgotten(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self.publisher.state(id_, None)

    def is_active(self, id_: str) -> bool:
        """The job is known and has not ended."""
        return id_ in self.jobs and not self.jobs[id_].state.ended

    def save_again(self) -> None:
        """Once a second or so: what could not be saved is tried again, the disk may have room now."""
        waiting, self._unsaved = self._unsaved, {}
        for job in waiting.values():
            self._keep(job)

    def _keep(self, job: Job) -> asyncio.Future[None]:
        self.jobs[job.id] = job
        saved = asyncio.ensure_future(self.store.save(job))
        saved.add_done_callback(partial(self._tell, job))
        return saved

    def _tell(self, job: Job, saved: asyncio.Future[None]) -> None:
        if saved.cancelled():
            return
        if error := saved.exception():
            _log.error("job %s: %s", job.id, error)
            if self.jobs.get(job.id) is job:  # else a later change is on its way, with this one in it
                self._unsaved[job.id] = job
            return
        if job.state.ended and self.jobs.get(job.id) is job:
            del self.jobs[job.id]
            self.progress.pop(job.id, None)
        self.publisher.state(job.id, self.info(job))
