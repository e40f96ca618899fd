"""The only one who feeds the schedulers, and who carries out what they say at the stations."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from footfall_bridge.protocol import Refusal, WorkerInfo
from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import Catalog
from footfall_daemon.chronicle import Gauge
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.luggage import Luggage
from footfall_daemon.media.messages import Wave
from footfall_daemon.memory import Costs
from footfall_daemon.performance import Audience, Performance, Repertoire
from footfall_daemon.probes import ProbesOf, nothing_known, probes_of
from footfall_daemon.scheduler import Fleet, Instruction, Rank, Scheduler
from footfall_daemon.screening import Maps, Screening
from footfall_daemon.settings import LiveSettings
from footfall_daemon.standing import prospect
from footfall_daemon.station import Station
from footfall_daemon.worker import Spawn

_SAVE_EVERY = 60.0
"""Seconds between two savings of what was learned."""


class Foreman:
    """All workers, and the performances that they share among them."""

    def __init__(
        self,
        *,
        spawn: Callable[[str], Spawn],
        devices: Sequence[str],
        catalog: Catalog,
        calibration: Calibration,
        settings: LiveSettings,
        screening: Screening,
        weights: Callable[[str], Path],
        spool: Path,
        decide: Callable[[str], None],
        probes: ProbesOf = probes_of,
    ) -> None:
        """`weights`: of a set of them by name, the file that lists it."""
        self._catalog = catalog
        self._calibration = calibration
        self._settings = settings
        self._screening = screening
        self._spool = spool
        self._decide = decide
        self._repertoire = Repertoire()
        self._fleet = Fleet()
        self._wakes: asyncio.TimerHandle | None = None
        self._saved = time.monotonic()
        self._editor_until = 0.0
        self.editor_busy = ""
        """The program that has asked for the devices; empty while none has."""
        self._weights = weights
        self._released: frozenset[str] = frozenset()
        """Workers on other machines that are left to others, also those that have not joined yet."""
        self._stations: dict[str, Station] = {}
        for name, device in _named(devices):
            scheduler = self._fleet.join(name, self._guesses(device))
            self._stations[name] = self._station(name, device, spawn(device), scheduler, probes)

    def _station(
        self, name: str, device: str, spawn: Spawn, scheduler: Scheduler, probes: ProbesOf, node: str = ""
    ) -> Station:
        return Station(
            name,
            device,
            spawn=spawn,
            scheduler=scheduler,
            repertoire=self._repertoire,
            catalog=self._catalog,
            calibration=self._calibration,
            settings=self._settings,
            weights=self._weights,
            decide=self._decide,
            settled=self._settled,
            probes=probes,
            node=node,
        )

    # workers on other machines

    def join(self, name: str, *, node: str, device: str, spawn: Spawn) -> None:
        """A worker on another machine, `node`: it takes work over as soon as it would be done with it sooner."""
        scheduler = self._fleet.join(name, self._guesses(f"{device} of {node}"), remote=True)
        self._stations[name] = self._station(name, device, spawn, scheduler, nothing_known, node)
        self._decide(f"{name} has joined")
        if name in self._released:
            self._carry_out(self._fleet.release(name))
        for performance in self._repertoire:
            if performance.needs_film:
                self._offer_unfilmed(performance)
        self._carry_out(self._fleet.balance())

    def leave(self, name: str, reason: str) -> None:
        """Others make what it had. One that is not there has left."""
        if (station := self._stations.pop(name, None)) is not None:
            self._decide(f"{name} has left: {reason}")
            station.abandon()
            self._carry_out(self._fleet.leave(name))

    def lacks(self, name: str, engines: Mapping[str, str]) -> None:
        """Engines that a worker on another machine cannot load, and why: others make their clips."""
        if (station := self._stations.get(name)) is None:
            return
        if engines.keys() != station.scheduler.lacks:
            for why in engines.values():
                self._decide(f"{name}: {why}")
        station.scheduler.lacks = frozenset(engines)
        self._carry_out(self._fleet.balance())

    def withhold(self, names: Collection[str]) -> None:
        """Workers on other machines by these names are left to others when they join, until reclaimed."""
        self._released = frozenset(names)

    async def pack(self, segment: str, maps: Maps | None) -> Luggage:
        """What the machine of a worker needs to see a segment, see `Screening.pack`.

        Raises `Refusal`; `KeyError` where it is not wanted any more.
        """
        performance = self._repertoire.of(segment)
        if performance is None:
            raise KeyError(segment)
        order = performance.orders[segment]
        if not performance.needs_film:
            return Luggage(order)
        if performance.is_encoded(segment):
            return Luggage(order.model_copy(update={"film": ""}))
        return await self._screening.pack(performance, order, maps=maps)

    # what others ask for

    async def perform(self, job: Job, plan: Plan, audience: Audience) -> tuple[list[Wave], list[str]]:
        """The waveforms of all segments of a job, and the engine's notes. Raises `Refusal`."""
        engine, turn = self._catalog[job.engine], self._turn(job)
        levels = self._settings.now.levels
        performance = Performance.of(
            job, plan, engine, turn=turn, spool=self._spool, audience=audience, levels=levels
        )
        self._repertoire.add(performance)
        async with self._offered(performance):
            notes = await performance.done
        return performance.waves(), notes

    @contextlib.asynccontextmanager
    async def _offered(self, performance: Performance) -> AsyncIterator[None]:
        """Its segments are offered to the engines: at once, or each as soon as it is filmed."""
        showing: asyncio.Task[None] | None = None
        if performance.needs_film:
            if self._fleet.films:
                self._offer_unfilmed(performance)
            showing = asyncio.create_task(self._screening.show(performance, self._offer, self._is_elsewhere))
            showing.add_done_callback(partial(_fail_with, performance))
        else:
            self._offer(performance, list(performance.orders))
        try:
            yield
        finally:
            if showing is not None:
                showing.cancel()
            self._repertoire.remove(performance)
            self._carry_out(self._fleet.withdrawn(performance.job.id))
            if showing is not None:
                await asyncio.wait([showing])
            await asyncio.shield(asyncio.to_thread(performance.clear_up))

    def _offer(self, performance: Performance, segments: Sequence[str]) -> None:
        """Nothing is missing that an engine must see. Some may have been offered before they were filmed."""
        for id_ in segments:
            self._carry_out(self._fleet.filmed(id_))
        self._want(performance, segments)

    def _offer_unfilmed(self, performance: Performance) -> None:
        """To whoever films for himself."""
        self._want(performance, [id_ for id_ in performance.orders if not performance.is_encoded(id_)])

    def _want(self, performance: Performance, segments: Sequence[str]) -> None:
        wanted = [performance.segment(id_) for id_ in segments if self._fleet.home(id_) is None]
        self._carry_out(self._fleet.wanted(wanted, time.monotonic()))

    def _is_elsewhere(self, segment: str) -> bool:
        """Another machine has it."""
        home = self._fleet.home(segment)
        return home is not None and home.remote

    def rerank(self, ranks: dict[str, Rank]) -> None:
        self._repertoire.rerank(ranks)
        self._carry_out(self._fleet.ranked(ranks))

    def pause(self) -> None:
        self._screening.pause()
        self._carry_out(self._fleet.pause())

    def resume(self) -> None:
        for station in self._stations.values():
            station.forgive()
        self._screening.resume()
        self._carry_out(self._fleet.resume())

    async def release(self, device: str | None = None) -> None:
        """Returns once the devices are free of us. Raises `Refusal` for a device that no worker has."""
        stations = self._at(device)
        for station in stations:
            self._carry_out(self._fleet.release(station.name))
        await asyncio.gather(*(station.gone() for station in stations))

    async def reclaim(self, device: str | None = None) -> None:
        """Raises `Refusal` for a device that no worker has."""
        stations = self._at(device)
        await asyncio.to_thread(self._calibration.refresh)
        for station in stations:
            station.forgive()
            self._carry_out(self._fleet.reclaim(station.name))

    def editor(self, *, busy: bool, host: str, seconds: float) -> None:
        """An editor asks for the devices, or says that it is done. Its word lapses: editors crash too."""
        if busy != bool(self.editor_busy):
            self._decide(f"{host or 'the editor'} {'asks for the device' if busy else 'is done'}")
        self._editor_until = time.monotonic() + seconds
        self.editor_busy = (host or "an editor") if busy else ""
        self._carry_out(self._fleet.editor(busy=busy))

    def making(self, job: Job, sound: float, most: int | None = None) -> float | None:
        """Seconds of all workers, or of so many, for so many seconds of a job's sound, where known."""
        pace = self._fleet.pace(job.engine, most) if job.engine in self._catalog else None
        return None if pace is None else pace * self._catalog[job.engine].tokens(sound, job.guidance)

    def left(self, job: str) -> float | None:
        """Seconds until the engines are through with a job that runs, where known."""
        return self._fleet.left(job)

    @property
    def released(self) -> bool:
        return all(station.scheduler.released for station in self._stations.values())

    def workers(self, *, coming: bool = False) -> list[WorkerInfo]:
        """`coming`: clips are on their way here."""
        return [
            station.info(prospect(self._fleet.beside(name), coming=coming))
            for name, station in self._stations.items()
        ]

    def gauges(self) -> list[Gauge]:
        """The workers as they were last read."""
        return [station.gauge() for station in self._stations.values()]

    def look(self) -> list[Gauge]:
        """The workers as they are. Asks the devices, and engine processes that have not spoken for a while."""
        for station in self._stations.values():
            station.look()
        return self.gauges()

    def tick(self) -> None:
        """A few times a second."""
        now = time.monotonic()
        if self.editor_busy and now > self._editor_until:
            self.editor(busy=False, host=self.editor_busy, seconds=0.0)
        self._carry_out(self._fleet.tick(now))
        self._screening.look_again()
        for station in self._stations.values():
            station.tick()
        if now - self._saved > _SAVE_EVERY:
            self._saved = now
            self._calibration.save()

    async def close(self) -> None:
        await asyncio.gather(*(station.close() for station in self._stations.values()))
        self._calibration.save()

    # carrying out

    def _settled(self) -> None:
        self._carry_out(self._fleet.balance())

    def _carry_out(self, told: Iterable[tuple[str, Instruction]]) -> None:
        for name, instruction in told:
            self._stations[name].carry_out(instruction)
        for station in self._stations.values():
            station.start_if_wanted()
        self._wake_in_time()

    def _wake_in_time(self) -> None:
        """Schedulers have no clock: they say when they want to hear of the time."""
        if self._wakes is not None:
            self._wakes.cancel()
            self._wakes = None
        times = [at for name in self._stations if (at := self._fleet[name].wake_at) is not None]
        if times:
            delay = max(0.0, min(times) - time.monotonic())
            self._wakes = asyncio.get_running_loop().call_later(delay, self._wake)

    def _wake(self) -> None:
        self._wakes = None
        self._carry_out(self._fleet.tick(time.monotonic()))

    # figures

    def _guesses(self, device: str) -> dict[str, Costs]:
        """What each engine cost on this device when it last ran here, or is thought to."""
        return {name: self._calibration.costs(self._catalog[name], device) for name in self._catalog.names()}

    def _turn(self, job: Job) -> float:
        """Jobs of one user action share its turn; a job that the user moved has its own."""
        if job.position is not None:
            return job.place
        action = (other.job for other in self._repertoire if other.job.request_id == job.request_id)
        return min([job.place, *(other.place for other in action if other.position is None)])

    def _at(self, device: str | None) -> list[Station]:
        stations = [station for station in self._stations.values() if device in (None, *station.names)]
        if not stations:
            known = ", ".join(self._stations)
            raise Refusal("no-such-device", f"no worker is on {device!r}: there is {known}")
        return stations


def _fail_with(performance: Performance, showing: asyncio.Task[None]) -> None:
    """A mistake of ours in there is the performance's end, too."""
    if not showing.cancelled() and (error := showing.exception()) is not None:
        performance.fail(error)


def _named(devices: Sequence[str]) -> list[tuple[str, str]]:
    """Workers are named after their devices; several on one are numbered."""
    named: list[tuple[str, str]] = []
    for device in devices:
        number = sum(device == other for _, other in named) + 1
        named.append((device if number == 1 else f"{device} ({number})", device))
    return named
