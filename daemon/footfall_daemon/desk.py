"""What the daemon does for each request, once it is read: the sentences of the protocol, carried out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from footfall_bridge import protocol as ask
from footfall_bridge.protocol import Info, JobState, Priority, Refusal
from footfall_daemon.catalog import Catalog
from footfall_daemon.foreman import Foreman
from footfall_daemon.intake import check_engine, check_weights, jobs_of, looked_for, offered
from footfall_daemon.jobs import MOVES, Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.lending import Lending
from footfall_daemon.log import set_level
from footfall_daemon.settings import LiveSettings
from footfall_daemon.store import StoreError
from footfall_daemon.workflow import Workflow

_PAUSED = "paused"


class Desk:
    """One method per kind of request; each returns the answer or raises `Refusal`."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        workflow: Workflow,
        foreman: Foreman,
        catalog: Catalog,
        settings: LiveSettings,
        missing_weights: Callable[[str, str], str],
        info: Callable[[], ask.DaemonInfo],
        stop: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._workflow = workflow
        self._foreman = foreman
        self._lending = Lending(foreman, ledger)
        self._catalog = catalog
        self._settings = settings
        self._missing_weights = missing_weights
        self._info = info
        self._stop = stop

    async def open(self) -> None:
        if await self._ledger.store.flag(_PAUSED) == "yes":
            self._workflow.pause()
        await self._lending.open()

    async def answer(self, request: ask.AnyRequest) -> Info:
        match request:
            case ask.Hello():
                return self._info()
            case ask.Submit():
                return await self._submit(request)
            case ask.List():
                return await self._list(request)
            case ask.Get(job=job):
                return self._workflow.info([await self._find(job)])[0]
            case ask.GetContacts(job=job):
                return await self._contacts(await self._find(job))
            case ask.Cancel(jobs=jobs):
                return await self._each(jobs, self._cancel)
            case ask.Retry(jobs=jobs):
                return await self._each(jobs, self._retry)
            case ask.Forget(jobs=jobs):
                return await self._each(jobs, self._forget)
            case ask.Move():
                return await self._move(request)
            case ask.Pause():
                return await self._set_paused(True)
            case ask.Resume():
                return await self._set_paused(False)
            case ask.Gpu():
                return await self._lend(request)
            case ask.Editor(busy=busy, host=host, seconds=seconds):
                self._foreman.editor(busy=busy, host=host, seconds=seconds)
                return ask.Nothing()
            case ask.GetStatus():
                return await self._status()
            case ask.ListEngines():
                return await asyncio.to_thread(self._engines)
            case ask.ListSettings():
                return self._settings.listed()
            case ask.ChangeSetting(key=key, value=value):
                return self._change(key, value)
            case ask.Stop():
                self._stop()
                return ask.Nothing()

    def _engines(self) -> ask.EngineList:
        """Asks the disk."""
        default = self._settings.now.generate_engine
        return ask.EngineList(
            engines=[
                offered(self._catalog[name], self._missing_weights, default=name == default)
                for name in self._catalog.names()
            ]
        )

    # the queue

    async def _submit(self, request: ask.Submit) -> ask.Accepted:
        jobs = jobs_of(request.request_id, request.orders, self._catalog, self._settings.now)
        await asyncio.to_thread(check_weights, jobs, self._catalog, self._missing_weights)
        jobs = await asyncio.to_thread(looked_for, jobs)
        stored, new = await self._ledger.store.accept(request.request_id, jobs)
        if new:
            self._ledger.add(stored)
            self._queue_behind(stored)
            self._workflow.fill()
        return ask.Accepted(jobs=[job.id for job in stored])

    def _queue_behind(self, newcomers: Sequence[Job]) -> None:
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

    async def _list(self, request: ask.List) -> ask.JobPage:
        sequence = self._ledger.publisher.sequence
        jobs = await self._ledger.store.page(
            states=request.states,
            ids=request.ids,
            after=request.after,
            limit=request.limit + 1,
            newest_first=request.newest_first,
        )
        shown, more = jobs[: request.limit], len(jobs) > request.limit
        infos = self._workflow.info(shown)
        return ask.JobPage(jobs=infos, next=shown[-1].number if more else None, sequence=sequence)

    async def _contacts(self, job: Job) -> ask.ContactList:
        given = job.order.contacts
        contacts = given if given is not None else await self._ledger.store.contacts(job.id)
        return ask.ContactList(job=job.id, contacts=contacts, edited=given is not None)

    async def _find(self, id_: str) -> Job:
        found = await self._ledger.store.find(id_)
        if not found:
            raise Refusal("unknown-job", f"there is no job {id_!r}: `footfall queue --all` lists them")
        if len(found) > 1:
            raise Refusal("ambiguous-job", f"several jobs begin with {id_!r}: give more letters")
        return found[0]

    async def _each(self, ids: Iterable[str], do: Callable[[Job], Awaitable[None]]) -> ask.Changed:
        changed, refused = [], []
        for id_ in ids:
            try:
                job = await self._find(id_)
                await do(job)
                changed.append(job.id)
            except StoreError:
                raise
            except Refusal as refusal:
                error = ask.ErrorInfo(code=refusal.code, message=refusal.message)
                refused.append(ask.RefusedJob(job=id_, error=error))
        return ask.Changed(changed=changed, refused=refused)

    async def _cancel(self, job: Job) -> None:
        if not self._ledger.is_active(job.id):
            raise Refusal("ended", f"job {job.id} is {job.state} already")
        await self._workflow.cancel(job.id)

    async def _retry(self, job: Job) -> None:
        if JobState.queued not in MOVES[job.state] or not job.state.ended:
            raise Refusal("not-failed", f"job {job.id} is {job.state}: only failed and cancelled jobs are retried")
        self._ledger.jobs[job.id] = job
        published = [file for file in job.wavs if file.published]
        fresh: dict[str, object] = {"error": None, "plan": None, "wavs": published, "movie": None, "notices": []}
        await self._ledger.move(job.id, JobState.queued, **fresh)
        self._workflow.fill()

    async def _forget(self, job: Job) -> None:
        if not job.state.ended:
            raise Refusal("not-ended", f"job {job.id} is {job.state}: cancel it first")
        await self._ledger.store.delete([job.id])
        self._ledger.forgotten([job.id])

    async def _move(self, request: ask.Move) -> ask.Changed:
        anchor = await self._find(request.before) if request.before else None
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

    async def _set_paused(self, paused: bool) -> ask.Nothing:
        await self._ledger.store.set_flag(_PAUSED, "yes" if paused else "no")
        if paused:
            self._workflow.pause()
        else:
            self._workflow.resume()
        self._ledger.publisher.decision("paused" if paused else "resumed")
        return ask.Nothing()

    # the devices and the daemon

    async def _lend(self, request: ask.Gpu) -> ask.Status:
        if request.action == "release":
            await self._lending.release(request.device)
        else:
            await self._lending.reclaim(request.device)
        return await self._status()

    async def _status(self) -> ask.Status:
        counts = dict.fromkeys((str(state) for state in JobState), 0)
        return ask.Status(
            daemon=self._info(),
            queue=counts | await self._ledger.store.counts(),
            paused=self._workflow.paused,
            released=self._foreman.released,
            editor_busy=self._foreman.editor_busy,
            workers=self._foreman.workers(),
            decisions=list(self._ledger.publisher.decisions),
        )

    def _change(self, key: str, value: str | float | bool | None) -> ask.Setting:
        if key == "generate.engine" and value is not None:
            check_engine(str(value), self._catalog)
        setting = self._settings.change(key, value)
        set_level(self._settings.now.log_level)
        return setting
