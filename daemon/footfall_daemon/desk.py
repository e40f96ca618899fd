"""What the daemon does for each request, once it is read: the sentences of the protocol, carried out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from footfall_bridge import protocol as ask
from footfall_bridge.protocol import Info, JobState
from footfall_daemon.catalog import Catalog
from footfall_daemon.changes import Changes
from footfall_daemon.chronicle import Chronicle
from footfall_daemon.foreman import Foreman
from footfall_daemon.intake import check_engine, check_weights, jobs_of, looked_for, offered
from footfall_daemon.jobs import Job
from footfall_daemon.ledger import Ledger
from footfall_daemon.lending import Lending
from footfall_daemon.log import set_level
from footfall_daemon.previews import Previews
from footfall_daemon.settings import LiveSettings
from footfall_daemon.workflow import Workflow

_PAUSED = "paused"
_LATEST = 20
"""Decisions that a status tells."""


class Desk:
    """One method per kind of request; each returns the answer or raises `Refusal`."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        workflow: Workflow,
        foreman: Foreman,
        previews: Previews,
        chronicle: Chronicle,
        catalog: Catalog,
        settings: LiveSettings,
        missing_weights: Callable[[str, str], str],
        cluster: Callable[[], str],
        info: Callable[[], ask.DaemonInfo],
        stop: Callable[[], None],
    ) -> None:
        """`cluster`: how it is with the one that is to be used, in words."""
        self._ledger = ledger
        self._workflow = workflow
        self._foreman = foreman
        self._previews = previews
        self._chronicle = chronicle
        self._changes = Changes(ledger, workflow)
        self._lending = Lending(foreman, ledger)
        self._catalog = catalog
        self._settings = settings
        self._missing_weights = missing_weights
        self._cluster = cluster
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
                return self._workflow.info([await self._changes.find(job)])[0]
            case ask.GetOrder(job=job):
                found = await self._changes.find(job)
                return ask.OrderInfo(job=found.id, order=found.order_again)
            case ask.GetContacts(job=job):
                return await self._contacts(await self._changes.find(job))
            case ask.GetStrip(job=job):
                return await self._previews.strip(await self._changes.find(job), request)
            case ask.GetPeaks(job=job):
                return await self._previews.peaks(await self._changes.find(job), request)
            case ask.Cancel(jobs=jobs):
                return await self._changes.cancel(jobs)
            case ask.Retry(jobs=jobs):
                return await self._changes.retry(jobs)
            case ask.Forget(jobs=jobs):
                return await self._changes.forget(jobs)
            case ask.Restore(jobs=jobs):
                return await self._changes.restore(jobs)
            case ask.Move():
                return await self._changes.move(request)
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
            case ask.GetHistory(seconds=seconds):
                return self._history(seconds)
            case ask.ListEngines():
                return await asyncio.to_thread(self._engines)
            case ask.ListSettings():
                listed = self._settings.listed()
                return listed.model_copy(update={"settings": [*map(self._offered, listed.settings)]})
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
            self._changes.queue_behind(stored)
            self._workflow.fill()
        return ask.Accepted(jobs=[job.id for job in stored])

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
            cluster=self._cluster(),
            daemon=self._info(),
            queue=counts | await self._ledger.store.counts(),
            paused=self._workflow.paused,
            released=self._foreman.released,
            editor_busy=self._foreman.editor_busy,
            workers=self._foreman.workers(coming=self._workflow.coming),
            decisions=[decision.text for decision in self._ledger.publisher.decisions][-_LATEST:],
        )

    def _history(self, seconds: int) -> ask.History:
        """Who asks sees the devices as they are: nobody else reads them while no engine is at work."""
        if self._chronicle.due:
            self._chronicle.note(self._foreman.look())
        return self._chronicle.told(seconds, self._ledger.publisher.decisions)

    def _change(self, key: str, value: str | float | bool | None) -> ask.Setting:
        if _names_engine(key) and value:
            check_engine(str(value), self._catalog)
        setting = self._settings.change(key, value)
        set_level(self._settings.now.log_level)
        return self._offered(setting)

    def _offered(self, setting: ask.Setting) -> ask.Setting:
        """With the engines that there are, where it names one."""
        if not _names_engine(setting.key):
            return setting
        none = [] if setting.default else [""]
        return setting.model_copy(update={"kind": "choice", "choices": [*none, *self._catalog.names()]})


def _names_engine(key: str) -> bool:
    return key == "generate.engine" or (key.startswith("project.") and key.endswith(".engine"))
