"""What clients change of jobs: cancel, retry, forget, restore, and whose turn it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from footfall_bridge import protocol as ask
from footfall_bridge.protocol import JobState, Priority, Refusal
from footfall_daemon.jobs import MOVES, Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.store import StoreError
from footfall_daemon.workflow import Workflow

RESTORABLE: Final = 600.0
"""Seconds for which a forgotten job can be had back."""


class Changes:
    """Each method takes a request's jobs one by one: those that cannot be changed are refused by themselves."""

    def __init__(self, ledger: Ledger, workflow: Workflow) -> None:
        self._ledger = ledger
        self._workflow = workflow

    async def find(self, id_: str) -> Job:
        """Raises `Refusal`: unknown-job, ambiguous-job."""
        return _only(await self._ledger.store.find(id_), id_, "`footfall queue --all` lists them")

    async def cancel(self, ids: Iterable[str]) -> ask.Changed:
        return await self._each(ids, self._cancel)

    async def retry(self, ids: Iterable[str]) -> ask.Changed:
        return await self._each(ids, self._retry)

    async def forget(self, ids: Iterable[str]) -> ask.Changed:
        return await self._each(ids, self._forget)

    async def restore(self, ids: Iterable[str]) -> ask.Changed:
        async def restored(id_: str) -> str:
            found = await self._ledger.store.restore(id_, time.time() - RESTORABLE)
            job = _only(
                found, id_, f"only what was forgotten in the last {RESTORABLE / 60:.0f} minutes comes back"
            )
            self._ledger.publisher.state(job.id, self._ledger.info(job))
            return job.id

        return await _all(ids, restored)

    async def move(self, request: ask.Move) -> ask.Changed:
        anchor = await self.find(request.before) if request.before else None
        if (request.to == "before") != (anchor is not None):
            raise Refusal("bad-message", "`before` names the job to move in front of")
        moved: list[Job] = []

        async def move(job: Job) -> None:
            if not self._ledger.is_active(job.id):
                raise Refusal("ended", f"job {job.id} is {job.state} already")
            position = self._position(request, anchor, job)
            await self._ledger.note(job.id, position=position)
            moved.append(self._ledger[job.id])

        ids = request.jobs if request.to != "first" else request.jobs[::-1]
        changed = await self._each(ids, move)
        self._workflow.rerank(moved)
        self._workflow.fill()
        return changed

    def queue_behind(self, newcomers: Sequence[Job]) -> None:
        """Behind all of their class, also behind those that were moved to its end."""
        last: dict[Priority, float] = {}
        for job in self._ledger.jobs.values():
            if job.position is not None:
                last[job.order.priority] = max(job.position, last.get(job.order.priority, job.position))
        for job in newcomers:
            place = last.get(job.order.priority)
            if place is not None and place >= job.number:
                last[job.order.priority] = place + 1.0
                self._ledger.note(job.id, position=place + 1.0)

    async def _each(self, ids: Iterable[str], do: Callable[[Job], Awaitable[None]]) -> ask.Changed:
        async def change(id_: str) -> str:
            job = await self.find(id_)
            await do(job)
            return job.id

        return await _all(ids, change)

    async def _cancel(self, job: Job) -> None:
        if not self._ledger.is_active(job.id):
            raise Refusal("ended", f"job {job.id} is {job.state} already")
        await self._workflow.cancel(job.id)

    async def _retry(self, job: Job) -> None:
        if JobState.queued not in MOVES[job.state] or not job.state.ended:
            raise Refusal("not-failed", f"job {job.id} is {job.state}: only failed and cancelled jobs are retried")
        self._ledger.jobs[job.id] = job
        published = [file for file in job.wavs if file.published]
        fresh: dict[str, object] = {
            "error": None,
            "plan": None,
            "proxied": False,
            "wavs": published,
            "movie": None,
            "notices": [],
        }
        await self._ledger.move(job.id, JobState.queued, **fresh)
        self._workflow.fill()

    async def _forget(self, job: Job) -> None:
        if not job.state.ended:
            raise Refusal("not-ended", f"job {job.id} is {job.state}: cancel it first")
        await self._ledger.store.forget([job.id], time.time())
        self._ledger.forgotten([job.id])

    def _position(self, request: ask.Move, anchor: Job | None, job: Job) -> float:
        others = [other for other in self._ledger.jobs.values() if other.id != job.id]
        places = sorted(other.place for other in others if other.order.priority is job.order.priority)
        if not places:
            return job.place
        if anchor is None:
            return places[0] - 1.0 if request.to == "first" else places[-1] + 1.0
        if anchor.order.priority is not job.order.priority:
            raise Refusal("other-priority", f"job {anchor.id} has another priority: jobs move within their own")
        before = [place for place in places if place < anchor.place]
        return (before[-1] + anchor.place) / 2 if before else anchor.place - 1.0


async def _all(ids: Iterable[str], change: Callable[[str], Awaitable[str]]) -> ask.Changed:
    """`change` returns the job's whole id, or raises `Refusal`."""
    changed, refused = [], []
    for id_ in ids:
        try:
            changed.append(await change(id_))
        except StoreError:
            raise
        except Refusal as refusal:
            error = ask.ErrorInfo(code=refusal.code, message=refusal.message)
            refused.append(ask.RefusedJob(job=id_, error=error))
    return ask.Changed(changed=changed, refused=refused)


def _only(found: Sequence[Job], id_: str, advice: str) -> Job:
    if not found:
        raise Refusal("unknown-job", f"there is no job {id_!r}: {advice}")
    if len(found) > 1:
        raise Refusal("ambiguous-job", f"several jobs begin with {id_!r}: give more letters")
    return found[0]
