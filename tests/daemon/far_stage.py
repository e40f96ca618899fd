"""A stage with a second worker, on another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from footfall_bridge.protocol import Order
from footfall_bridge.timeline import Clip
from footfall_daemon.engine.messages import Admit, Load, Loaded, Resume, SegmentOrder
from tests.daemon.fake_child import FakeChild, Nursery
from tests.daemon.stage import LOADED, ROOM, SECOND, UP, Performance, Stage, until

FAR = "render-2/gpu-1"
SEEING = Loaded(engine="seeing", mode="bf16", seconds=1.0, memory=ROOM)
TEXT_ONLY = Order(clip=Clip(duration=SECOND))


class FarStage(Stage):
    """A stage with a second worker, far away, as soon as the test wants it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.far = Nursery()

    def joins(self) -> None:
        self.foreman.join(FAR, node="render-2", device="gpu", spawn=self.far.spawn)

    def leaves(self) -> None:
        self.foreman.leave(FAR, "render-2 has left the cluster")

    async def seen(self, id_: str, segments: int = 1, **changes: Any) -> Performance:
        return await self.perform(id_, segments, engine="seeing", **changes)

    async def only_far(self) -> None:
        """The device here is lent to somebody, and the worker far away is there."""
        await self.foreman.release("cpu")
        self.joins()

    async def comes_up(self, nursery: Nursery, loaded: Loaded = LOADED) -> FakeChild:
        await until(lambda: bool(nursery.children))
        nursery.latest.reports(UP)
        await nursery.latest.hears(Load)
        nursery.latest.reports(loaded)
        return nursery.latest

    def films(self) -> list[str]:
        """Folders of film, and of what travels, that lie in the spool."""
        return sorted(path.name for path in self.folder.glob("film-*"))


def orders(engine: FakeChild) -> list[SegmentOrder]:
    """That it was given, in order."""
    given = [told for told in engine.told if isinstance(told, Admit | Resume)]
    return [order for told in given for order in told.segments]


def given(engine: FakeChild) -> list[str]:
    return [order.id for order in orders(engine)]
