"""A post that exists only in the test: it keeps what it is sent and says what the test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from footfall_daemon.cluster.messages import FromCluster, Parcel
from footfall_daemon.cluster.nodes import Slot
from footfall_daemon.cluster.post import Event
from footfall_daemon.cluster.posting import PostLost


class FakePost:
    """Stands in for `HiredPost`."""

    def __init__(self) -> None:
        self.packages: list[str] = []
        """That its node lacks."""
        self.unloadable: list[str] = []
        """Engines that have no weights there."""
        self.opened: tuple[str, dict[str, Any]] | None = None
        self.files: dict[str, bytes] = {}
        self.pieces: list[tuple[str, int]] = []
        """Name and bytes of each piece of a file, as they came."""
        self.told: list[tuple[dict[str, Any], list[Parcel]]] = []
        self.there: list[set[str]] = []
        """Names of the files that were there each time it was told something."""
        self.ended = self.dismissed = False
        self.lost: PostLost | None = None
        self.full: OSError | None = None
        """Why it takes no file."""
        self._events: list[Event] = []
        self._news = asyncio.Event()

    def says(self, message: BaseModel, **files: bytes) -> None:
        """`files`: of its own, by name, which are ready by then."""
        self.reports("heard", message.model_dump(mode="json"), files)

    def reports(self, kind: str, content: dict[str, Any], files: Mapping[str, bytes] | None = None) -> None:
        self.files |= files or {}
        self._events.append(Event(kind, content, {name: len(data) for name, data in (files or {}).items()}))
        self._news.set()

    def exits(self, code: int = 0, *, killed: bool = False, files: Mapping[str, bytes] | None = None) -> None:
        self.reports("exited", {"code": code, "killed": killed}, files)

    def is_lost(self, *, with_node: bool) -> None:
        self.lost = PostLost("render-2 does not answer", with_node=with_node)
        self._news.set()

    # as it is called

    async def open(self, device: str, weights: Mapping[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
        self.opened = device, dict(weights)
        return self.packages, self.unloadable

    async def events(self, after: int, patience: float) -> list[Event]:
        while len(self._events) <= after and self.lost is None:
            self._news.clear()
            await self._news.wait()
        self._answer()
        return self._events[after:]

    async def missing(self, names: Sequence[str]) -> list[str]:
        self._answer()
        return [name for name in names if name not in self.files]

    async def write(self, name: str, offset: int, data: bytes, last: bool) -> None:
        self._answer()
        if self.full is not None:
            raise self.full
        self.pieces.append((name, len(data)))
        self.files[name] = self.files.get(name, b"")[:offset] + data

    async def read(self, name: str, offset: int, size: int) -> bytes:
        self._answer()
        return self.files[name][offset : offset + size]

    async def remove(self, names: Sequence[str]) -> None:
        for name in names:
            del self.files[name]

    async def tell(self, fields: dict[str, Any], parcels: Sequence[dict[str, Any]]) -> None:
        self._answer()
        self.told.append((fields, [Parcel.model_validate(parcel) for parcel in parcels]))
        self.there.append(set(self.files))

    async def end(self) -> None:
        self.ended = True
        self.exits()

    async def dismiss(self) -> None:
        self.dismissed = True

    def _answer(self) -> None:
        if self.lost is not None:
            raise self.lost


class FakeLink:
    """Stands in for `RayLink`: nodes that come and go as the test says, and posts at them."""

    def __init__(self, *nodes: dict[str, Any]) -> None:
        self.own = ""
        self.there = list(nodes)
        self.gone: ConnectionError | None = None
        self.refusal: Exception | None = None
        """Why nobody can be hired."""
        self.posts: dict[str, FakePost] = {}
        """The latest of each worker."""
        self.make: Callable[[], FakePost] = FakePost

    async def nodes(self) -> list[dict[str, Any]]:
        if self.gone is not None:
            raise self.gone
        return self.there

    async def hire(self, slot: Slot) -> FakePost:
        if self.refusal is not None:
            raise self.refusal
        self.posts[slot.worker] = self.make()
        return self.posts[slot.worker]

    def close(self) -> None:
        pass


class Listener:
    """What the daemon hears of the cluster."""

    def __init__(self) -> None:
        self.heard: list[FromCluster] = []
        self._more = asyncio.Event()

    def __call__(self, message: FromCluster) -> None:
        self.heard.append(message)
        self._more.set()

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.heard]

    async def hears(self, kind: str, times: int = 1) -> FromCluster:
        """The latest of this kind, once there were so many; the test's time limit is the patience."""
        await self.hears_until(lambda: self.kinds.count(kind) >= times)
        return [message for message in self.heard if message.kind == kind][-1]

    async def hears_until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._more.clear()
            await self._more.wait()
