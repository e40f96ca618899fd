"""Composition root: every object of the daemon, built and handed to the others, and taken down in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from pathlib import Path

from footfall_bridge.places import Places
from footfall_bridge.protocol import DaemonInfo, Refusal
from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import Catalog
from footfall_daemon.changes import RESTORABLE
from footfall_daemon.chronicle import Chronicle
from footfall_daemon.cluster.membership import Cluster
from footfall_daemon.delivery import Deliverer
from footfall_daemon.desk import Desk
from footfall_daemon.devices import devices, gpus
from footfall_daemon.errands import Errands
from footfall_daemon.foreman import Foreman
from footfall_daemon.gatekeeper import Gatekeeper
from footfall_daemon.ledger import Ledger
from footfall_daemon.library import Library
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.packing import Packing
from footfall_daemon.previews import Previews
from footfall_daemon.publisher import PROGRESS_INTERVAL, Publisher
from footfall_daemon.schema import queue_file
from footfall_daemon.screening import Screening
from footfall_daemon.server import Server
from footfall_daemon.settings import LiveSettings
from footfall_daemon.sockets import Sockets
from footfall_daemon.store import Store
from footfall_daemon.worker import Roster, spawner
from footfall_daemon.workflow import Workflow

_log = logging.getLogger("footfall")
_MINUTE = 60.0
_HOUR = 3600.0
_DAY = 24 * _HOUR


@contextlib.asynccontextmanager
async def assembled(
    places: Places, settings: LiveSettings, sockets: Sockets, *, stop: Callable[[], None]
) -> AsyncIterator[None]:
    """The daemon at work, for as long as the context lasts. Raises `Refusal` where it cannot start."""
    catalog = Catalog()
    library = Library(places.weights)
    roster = Roster(places.runtime / "children.json")
    spool = places.runtime / "spool"
    await asyncio.to_thread(roster.outlast)
    await asyncio.to_thread(_emptied, spool)
    async with contextlib.AsyncExitStack() as stack:
        ledger = await _ledger(stack, places, sockets)
        media = MediaPool(
            spawner(roster, "-m", "footfall_daemon.media"),
            settings.now.media_workers,
            aside=spawner(roster, "-m", "footfall_daemon.media", gentle=True),
        )
        stack.push_async_callback(media.close)
        media.open()
        errands = Errands(spool=spool, cache=places.cache, settings=settings, eyes=library.eyes)
        foreman = Foreman(
            spawn=lambda device: spawner(roster, "-m", "footfall_daemon.engine", "--device", device),
            devices=await asyncio.to_thread(devices, settings.now.engine_device, gpus),
            catalog=catalog,
            calibration=Calibration(places.calibration_file),
            settings=settings,
            screening=Screening(media.film, errands, hands=media.size),
            packing=Packing(media.film, media.excerpt, errands),
            weights=library.set_file,
            spool=spool,
            decide=ledger.publisher.decision,
        )
        cluster = Cluster(
            spawner(roster, "-m", "footfall_daemon.cluster", str(places.runtime / "shipped")),
            foreman,
            settings,
            weights=lambda: _sets(catalog, library),
            decide=ledger.publisher.decision,
        )
        stack.push_async_callback(cluster.close)
        stack.push_async_callback(foreman.close)
        workflow = Workflow(
            ledger=ledger,
            catalog=catalog,
            media=media,
            foreman=foreman,
            deliverer=Deliverer(
                ledger=ledger, media=media, catalog=catalog, settings=settings, fallback=places.fallback
            ),
            settings=settings,
            cache=places.cache,
        )
        stack.push_async_callback(workflow.close)
        chronicle = Chronicle()
        desk = Desk(
            ledger=ledger,
            workflow=workflow,
            foreman=foreman,
            previews=Previews(media, settings, places.cache),
            chronicle=chronicle,
            catalog=catalog,
            settings=settings,
            missing_weights=library.missing,
            cluster=lambda: cluster.state,
            info=_teller(sockets),
            stop=stop,
        )
        await desk.open()
        await workflow.open()
        gatekeeper = Gatekeeper(places, settings, roster)
        stack.push_async_callback(gatekeeper.close)
        rounds = _rounds(ledger, workflow, foreman, chronicle, settings, sockets)
        beside = (_every(1.0, gatekeeper.tick), _every(1.0, cluster.tick))
        for work in (Server(sockets.requests, desk).serve(), *beside, *rounds):
            stack.push_async_callback(_cancel, asyncio.create_task(work))
        yield


def _sets(catalog: Catalog, library: Library) -> dict[str, str]:
    """By engine, of those whose weights are there, the file that lists them."""
    sets = {name: weights for name in catalog.names() if (weights := catalog[name].weights)}
    return {name: str(library.set_file(weights)) for name, weights in sets.items() if library.has(weights)}


async def _ledger(stack: contextlib.AsyncExitStack, places: Places, sockets: Sockets) -> Ledger:
    store = Store(queue_file(places))
    stack.push_async_callback(store.close)
    await store.open()
    ledger = Ledger(store, Publisher(sockets.send_event))
    await ledger.open()
    return ledger


def _rounds(
    ledger: Ledger,
    workflow: Workflow,
    foreman: Foreman,
    chronicle: Chronicle,
    settings: LiveSettings,
    sockets: Sockets,
) -> list[Coroutine[None, None, None]]:
    """What is done again and again as long as the daemon lives."""

    async def beat() -> None:
        ledger.publisher.flush()
        sockets.drain()

    async def look_at_devices() -> None:
        foreman.tick()
        if chronicle.due:
            chronicle.note(foreman.gauges())

    async def tick() -> None:
        ledger.save_again()
        if settings.refresh():
            ledger.publisher.decision("settings were changed in the file")

    async def purge() -> None:
        await ledger.store.purge(time.time() - RESTORABLE)

    async def prune() -> None:
        now = settings.now
        before = time.time() - now.queue_keep_days * _DAY
        ledger.forgotten(await ledger.store.prune(before, now.queue_keep_jobs))

    return [
        _every(PROGRESS_INTERVAL, beat),
        _every(0.25, look_at_devices),
        _every(1.0, tick),
        _every(3.0, workflow.look_for_media),
        _every(_MINUTE, purge),
        _every(_HOUR, prune),
    ]


def _teller(sockets: Sockets) -> Callable[[], DaemonInfo]:
    started = time.monotonic()
    connection = sockets.connection

    def info() -> DaemonInfo:
        return DaemonInfo(
            pid=connection.pid,
            version=connection.version,
            protocol=connection.protocol,
            uptime_s=round(time.monotonic() - started, 1),
            instance=connection.instance,
        )

    return info


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except (Refusal, OSError) as error:  # a full disk, a wrong settings file: said, and tried again later
            _log.error("%s", error)
        except Exception:  # noqa: BLE001 - the rounds are the daemon's worker loop: they outlive a mistake of ours
            _log.exception("something unforeseen happened")
        await asyncio.sleep(seconds)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
