"""A foreman with fake engine processes."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Time
from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import SKETCH, Catalog, Reel
from footfall_daemon.engine.messages import (
    Admit,
    Card,
    Load,
    Loaded,
    Memory,
    Up,
)
from footfall_daemon.foreman import Foreman
from footfall_daemon.jobs import Plan, SegmentPlan
from footfall_daemon.media.messages import Excerpt, Excerpted, Film, Filmed, Wave
from footfall_daemon.probes import ProbesOf, probes_of
from footfall_daemon.screening import Screening
from footfall_daemon.settings import LiveSettings
from tests.daemon.fake_child import FakeChild, Nursery
from tests.daemon.making import a_job

ROOM = Memory(total=8 * 2**30, free=4 * 2**30, held=0)
UP = Up(device="cpu", card=Card(), memory=ROOM)
LOADED = Loaded(engine="sketch", mode="float32", seconds=1.0, memory=ROOM)
SEEING = replace(
    SKETCH, name="seeing", reels=(Reel("whole", 8),), encoders="eyes 1", guidance=4.5, steps=50, weights="lenses"
)
"""An engine with weights, that wants to see eight frames a second."""
FILMS = 3
"""Segments of a second: so much film may lie in the spool."""
FILM_BYTES = 8 * 512 * 512 * 3
SECOND = Time(value=1, rate=(1, 1))
Performance = asyncio.Task[tuple[list[Wave], list[str]]]


def a_plan(segments: int = 1) -> Plan:
    return Plan(
        source_in=None,
        source_out=None,
        duration=SECOND,
        samples=48_000 * segments,
        handle_samples=0,
        time_reference=0,
        timecode="00:00:00:00",
        cues="/cues",
        segments=[SegmentPlan(start=48_000 * n, samples=48_000) for n in range(segments)],
    )


async def come_up(engine: FakeChild) -> None:
    engine.reports(UP)
    await engine.hears(Load)  # not at once: the memory is read on a thread
    engine.reports(LOADED)


async def until(condition: Callable[[], bool]) -> None:
    """Let the tasks run until the condition holds; the test's time limit is the patience."""
    while not condition():  # noqa: ASYNC110 - what is waited for tells nobody when it happens
        await asyncio.sleep(0)


async def rounds() -> None:
    """Whatever could happen has happened: threads that remove film are waited for elsewhere."""
    for _ in range(50):
        await asyncio.sleep(0)


async def settled() -> None:
    """Also what was asked of the disk has been answered."""
    for _ in range(20):
        await asyncio.to_thread(lambda: None)
        await rounds()


async def ended(*tasks: Performance) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


class Seat:
    """Somebody in the audience of a performance."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.shares: list[float] = []
        self.films: list[float] = []

    def running(self) -> None:
        self.states.append("running")

    def parked(self) -> None:
        self.states.append("parked")

    def filmed(self, share: float) -> None:
        self.films.append(share)

    def progress(self, share: float) -> None:
        self.shares.append(share)


class Projector:
    """Films when the test says so."""

    def __init__(self) -> None:
        self.asked: list[Film] = []
        self.cut: list[Excerpt] = []
        """Excerpts that it was asked for."""
        self.uncut: Refusal | None = None
        """Why it makes none."""
        self.knows = False
        """Whether it remembers what it is asked to cut."""
        self.abandoned: list[str] = []
        self.progress: dict[str, Callable[[float], None]] = {}
        self._replies: dict[str, asyncio.Future[Filmed]] = {}

    async def film(self, errand: Film, on_progress: Callable[[float], None]) -> Filmed:
        reply: asyncio.Future[Filmed] = asyncio.get_running_loop().create_future()
        self._replies[errand.segment] = reply
        self.asked.append(errand)
        self.progress[errand.segment] = on_progress
        try:
            return await reply
        except asyncio.CancelledError:
            self.abandoned.append(errand.segment)
            raise

    async def excerpt(self, errand: Excerpt, on_progress: Callable[[float], None]) -> Excerpted:
        self.cut.append(errand)
        if self.uncut is not None:
            raise self.uncut
        film = errand.film
        files = [] if errand.mapped or self.knows else [f"{errand.excerpt}.mkv"]
        features = f"/cache/{film.segment}.features"
        return Excerpted(
            job=film.job, segment=film.segment, features=features, known=self.knows, film=film, files=files
        )

    @property
    def segments(self) -> list[str]:
        """That it was asked to film, in order."""
        return [errand.segment for errand in self.asked]

    def lying(self) -> int:
        """Films that are on the disk."""
        return sum(Path(f"{errand.film}.whole.npy").exists() for errand in self.asked)

    async def films(self, *segments: str, known: bool = False) -> None:
        for segment in segments:
            errand = await self.asked_for(segment)
            if not known:
                await asyncio.to_thread(Path(f"{errand.film}.whole.npy").touch)
            features = f"/cache/{segment}.features"
            self._replies[segment].set_result(
                Filmed(job=errand.job, segment=segment, features=features, known=known)
            )

    async def refuses(self, segment: str, refusal: Refusal) -> None:
        await self.asked_for(segment)
        self._replies[segment].set_exception(refusal)

    async def asked_for(self, segment: str) -> Film:
        """The latest wish for it, once there is one that waits; the test's time limit is the patience."""
        while segment not in self._replies or self._replies[segment].done():  # noqa: ASYNC110
            await asyncio.sleep(0)
        return [errand for errand in self.asked if errand.segment == segment][-1]


class Stage:
    """A foreman with fake engines, and what it was heard to decide."""

    def __init__(self, folder: Path, devices: Sequence[str] = ("cpu",), *, probes: ProbesOf = probes_of) -> None:
        self.folder = folder
        self.nursery = Nursery()
        self.decisions: list[str] = []
        self.seats: dict[str, Seat] = {}
        self.projector = Projector()
        self.disk = math.inf
        """Bytes that are free before anything is filmed."""
        self.eyes = ""
        """Of the weights that are installed."""
        self.settings = LiveSettings(folder / "settings.toml")
        self.foreman = Foreman(
            spawn=lambda device: self.nursery.spawn,
            devices=devices,
            catalog=Catalog([SKETCH, SEEING]),
            calibration=Calibration(folder / "costs.json"),
            settings=self.settings,
            screening=Screening(
                self.projector.film,
                excerpt=self.projector.excerpt,
                hands=2,
                spool=folder,
                cache=folder,
                settings=self.settings,
                eyes=lambda _: self.eyes,
                room=FILMS * FILM_BYTES,
                free=lambda _: self.disk - FILM_BYTES * self.projector.lying(),
            ),
            weights=lambda name: folder / f"{name}.json",
            spool=folder,
            decide=self.decisions.append,
            probes=probes,
        )

    async def perform(self, id_: str, segments: int = 1, **changes: Any) -> Performance:
        """`changes`: to the job, see `making`."""
        seat = self.seats.setdefault(id_, Seat())
        job, plan = a_job(id_, number=len(self.seats), **changes), a_plan(segments)
        task = asyncio.create_task(self.foreman.perform(job, plan, seat))
        await asyncio.sleep(0)
        return task

    @property
    def engine(self) -> FakeChild:
        return self.nursery.latest

    async def engine_comes_up(self) -> None:
        await come_up(self.engine)

    def admitted(self) -> list[str]:
        """Segments that the present engine process was given."""
        return [order.id for told in self.engine.told if isinstance(told, Admit) for order in told.segments]
