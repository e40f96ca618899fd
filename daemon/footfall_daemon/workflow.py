"""What a job goes through: prepare its picture, perform its sound, deliver its files. Picks who is next."""

from __future__ import annotations

import asyncio
import heapq
import logging
import os
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, Literal, NamedTuple

from footfall_bridge.protocol import JobInfo, JobState, Refusal
from footfall_daemon.catalog import Catalog
from footfall_daemon.delivery import Deliverer
from footfall_daemon.foreman import Foreman
from footfall_daemon.headway import Headway
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.ledger import Ledger
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.preparation import errand_of, is_prepared, may_use_proxy, picture_of, seen
from footfall_daemon.settings import LiveSettings
from footfall_daemon.volumes import is_offline

_log = logging.getLogger("footfall.workflow")
_AHEAD = 32
"""Prepared jobs that may wait for the engine: enough for the largest batches, few enough to keep their order."""
_PICTURE_GONE: Final = ("film-missing", "media-missing")
"""While sound is made: what was remembered of the picture, or the picture itself."""

_ON_THE_WAY: Final = (JobState.queued, JobState.preparing, JobState.ready)


class Workflow:
    """Carries each job through its states. One task per job that is on its way."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        catalog: Catalog,
        media: MediaPool,
        foreman: Foreman,
        deliverer: Deliverer,
        settings: LiveSettings,
        cache: Path,
    ) -> None:
        self._ledger = ledger
        self._catalog = catalog
        self._media = media
        self._foreman = foreman
        self._deliverer = deliverer
        self._settings = settings
        self._cache = cache
        self._headway = Headway(ledger, foreman, media.size)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._cancelling: set[str] = set()
        self._begun_again: set[str] = set()
        """Jobs that lost what was remembered of their picture while sound was made: once may be bad luck."""
        self.paused = False

    async def open(self) -> None:
        """Put every job where it can go on after a daemon before us ended, in whatever way."""
        for job in list(self._ledger.jobs.values()):
            await self._recover(job)
        self.fill()

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def pause(self) -> None:
        self.paused = True
        self._foreman.pause()

    def resume(self) -> None:
        self.paused = False
        self._foreman.resume()
        self.fill()

    async def cancel(self, id_: str) -> None:
        """Raises `Refusal` where the job ended before it could be cancelled."""
        task = self._tasks.get(id_)
        if task is not None:
            self._cancelling.add(id_)  # nobody starts it again before it is cancelled
            task.cancel()
            await asyncio.wait([task])
            self._cancelling.discard(id_)
        if not self._ledger.is_active(id_):
            raise Refusal("ended", f"job {id_} had ended before it could be cancelled")
        await self._ledger.move(id_, JobState.cancelled)

    def rerank(self, jobs: Iterable[Job]) -> None:
        self._foreman.rerank({job.id: job.rank for job in jobs})

    def fill(self) -> None:
        """Start whoever is next, as long as there is room."""
        if self.paused:
            return
        waiting = self._ledger.in_state(JobState.ready)
        taken = self._tasks.keys() | self._cancelling
        for job in waiting:
            if job.id not in taken:
                self._start(job)
        preparing = self._ledger.in_state(JobState.preparing)
        room = self._media.size - len(preparing)
        looked_at = {picture_of(job) for job in preparing}
        queued = (job for job in self._ledger.in_state(JobState.queued) if job.id not in taken)
        for job in heapq.nsmallest(_AHEAD, queued, key=lambda job: job.rank):
            ahead = sum(other.rank[0] <= job.rank[0] for other in waiting)
            # takes of a clip wait for the first of them: then all is remembered
            if room > 0 and ahead < _AHEAD and picture_of(job) not in looked_at:
                looked_at.add(picture_of(job))
                room -= 1
                self._start(job)

    async def look_for_media(self) -> None:
        """Jobs whose volume is back go on."""
        missing = self._ledger.in_state(JobState.needs_media)
        paths = [Path(job.picture.media or "") for job in missing]
        there = await asyncio.to_thread(lambda: [os.path.exists(path) for path in paths])  # noqa: PTH110 - never raises
        for job, found in zip(missing, there, strict=True):
            if found and self._ledger.is_active(job.id) and self._ledger[job.id].state is JobState.needs_media:
                self._ledger.move(job.id, JobState.queued)
        for job in self._ledger.in_state(JobState.writing):
            if job.id not in self._tasks:  # left by a daemon before us, on a volume that was away
                await self._recover(job)
        self.fill()

    @property
    def coming(self) -> bool:
        """Some jobs are on their way to the workers: their pictures are looked at, or filmed."""
        return any(job.state in _ON_THE_WAY for job in self._ledger.jobs.values())

    def info(self, jobs: Sequence[Job]) -> list[JobInfo]:
        """The jobs as clients see them, with what is foreseen of them."""
        return self._headway.info(jobs)

    # one job

    def _start(self, job: Job) -> None:
        task = asyncio.create_task(self._carry(job.id), name=f"job {job.id}")
        self._tasks[job.id] = task
        task.add_done_callback(partial(self._ended, job.id))

    def _ended(self, id_: str, task: asyncio.Task[None]) -> None:
        del self._tasks[id_]
        self._headway.forget(id_)
        if not self._ledger.is_active(id_):
            self._begun_again.discard(id_)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("job %s", id_, exc_info=error)
            if self._ledger.is_active(id_):
                words = f"something unforeseen happened ({type(error).__name__}): `footfall logs` has the details"
                self._ledger.fail(id_, Refusal("internal", words))
        if not task.cancelled():
            self.fill()

    async def _carry(self, id_: str) -> None:
        try:
            if self._ledger[id_].state is JobState.queued:
                await self._prepare(id_)
            job = self._ledger[id_]
            if job.state is not JobState.ready:
                return
            if await asyncio.to_thread(is_prepared, job):
                await self._perform_and_deliver(id_)
            else:  # what was seen of the picture has been cleared from the cache
                self._ledger.move(id_, JobState.queued, plan=None)
        except Refusal as refusal:
            await self._ledger.fail(id_, refusal)

    async def _prepare(self, id_: str) -> None:
        job = self._ledger[id_]
        self._ledger.move(id_, JobState.preparing)
        began = time.monotonic()
        cache_limit = self._settings.now.cache_limit_mib * 2**20
        errand = errand_of(job, self._catalog[job.engine], self._cache, cache_limit)
        try:
            prepared = await self._media.prepare(errand, partial(self._headway.looking, id_))
        except Refusal as refusal:
            if refusal.code == "media-missing" and await self._is_offline(job):
                await self._ledger.move(id_, JobState.needs_media)
                return
            if may_use_proxy(job, refusal):
                _log.info("job %s: %s [%s]: its proxy is looked at", id_, refusal.message, refusal.code)
                await self._ledger.move(id_, JobState.queued, proxied=True)
                return
            raise
        except asyncio.CancelledError:
            self._ledger.move(id_, JobState.queued)
            raise
        plan = Plan.model_validate(prepared.model_dump(include=set(Plan.model_fields)))
        await self._ledger.store.save_contacts(id_, await asyncio.to_thread(seen, plan))
        self._headway.looked(id_, plan, time.monotonic() - began)
        self._ledger.move(id_, JobState.ready, plan=plan)
        self.fill()

    async def _perform_and_deliver(self, id_: str) -> None:
        job = self._ledger[id_]
        assert job.plan is not None
        await self._deliverer.check(job)
        self._headway.performed(id_, 0.0)
        try:
            waves, notes = await self._foreman.perform(job, job.plan, _Follower(self, self._headway, id_))
        except Refusal as refusal:
            if not await self._may_begin_again(job, refusal):
                raise
            self._begin_again(id_)
            return
        if notes:
            self._ledger.note(id_, notices=[*job.notices, *notes])
        await self._deliverer.deliver(id_, waves, partial(self._headway.delivering, id_))

    async def _may_begin_again(self, job: Job, refusal: Refusal) -> bool:
        """Once, and whenever its volume is away: that is nobody's fault, however often it happens."""
        if refusal.code not in _PICTURE_GONE:
            return False
        if refusal.code == "media-missing" and await self._is_offline(job):
            return True
        again = job.id in self._begun_again
        self._begun_again.add(job.id)
        return not again

    def _begin_again(self, id_: str) -> None:
        """Look at the picture anew: it is remembered again, or the job waits for its volume."""
        if self._ledger[id_].state is not JobState.ready:
            self._ledger.move(id_, JobState.ready)
        self._ledger.move(id_, JobState.queued, plan=None)

    def on_stage(self, id_: str, state: Literal[JobState.running, JobState.parked]) -> None:
        """The engine began with the job, or put it aside."""
        if self._ledger[id_].state in (JobState.ready, JobState.running, JobState.parked):
            if self._ledger[id_].state is not state:
                self._ledger.move(id_, state)
            self.fill()

    async def _is_offline(self, job: Job) -> bool:
        media = Path(job.picture.media or "")
        return await asyncio.to_thread(lambda: is_offline(media, seen=job.seen))

    async def _recover(self, job: Job) -> None:
        match job.state:
            case JobState.preparing:
                await self._ledger.move(job.id, JobState.queued)
            case JobState.running | JobState.parked:
                await self._ledger.move(job.id, JobState.ready)
            case JobState.writing:
                await self._deliverer.recover(job.id)
            case _:
                pass
        job = self._ledger.jobs.get(job.id, job)
        if job.state is JobState.ready and not await asyncio.to_thread(is_prepared, job):
            await self._ledger.move(job.id, JobState.queued, plan=None)


class _Follower(NamedTuple):
    """The audience of one job's performance."""

    workflow: Workflow
    headway: Headway
    job: str

    def running(self) -> None:
        self.workflow.on_stage(self.job, JobState.running)

    def parked(self) -> None:
        self.workflow.on_stage(self.job, JobState.parked)

    def filmed(self, share: float) -> None:
        self.headway.filmed(self.job, share)

    def progress(self, share: float) -> None:
        self.headway.performed(self.job, share)
