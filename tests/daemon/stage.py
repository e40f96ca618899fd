"""A foreman with fake engine processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from footfall_bridge.timeline import Time
from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import Catalog
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
from footfall_daemon.media.messages import Wave
from footfall_daemon.settings import LiveSettings
from tests.daemon.fake_child import FakeChild, Nursery
from tests.daemon.making import a_job

ROOM = Memory(total=8 * 2**30, free=4 * 2**30, held=0)
UP = Up(device="cpu", card=Card(), memory=ROOM)
LOADED = Loaded(engine="sketch", mode="float32", seconds=1.0, memory=ROOM)
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


class Seat:
    """Somebody in the audience of a performance."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.shares: list[float] = []

    def running(self) -> None:
        self.states.append("running")

    def parked(self) -> None:
        self.states.append("parked")

    def progress(self, share: float) -> None:
        self.shares.append(share)


class Stage:
    """A foreman with fake engines, and what it was heard to decide."""

    def __init__(self, folder: Path, devices: Sequence[str] = ("cpu",)) -> None:
        self.nursery = Nursery()
        self.decisions: list[str] = []
        self.seats: dict[str, Seat] = {}
        self.foreman = Foreman(
            spawn=lambda device: self.nursery.spawn,
            devices=devices,
            catalog=Catalog(),
            calibration=Calibration(folder / "costs.json"),
            settings=LiveSettings(folder / "settings.toml"),
            spool=folder,
            decide=self.decisions.append,
        )

    async def perform(self, id_: str, segments: int = 1) -> Performance:
        seat = self.seats.setdefault(id_, Seat())
        job, plan = a_job(id_, number=len(self.seats)), a_plan(segments)
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
