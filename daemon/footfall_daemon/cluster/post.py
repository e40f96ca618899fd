"""A worker's place on a node: an engine child and media children, as the daemon has them at home, and their files.

Ray runs it as an actor. It holds no torch: with the engine process goes all memory that it takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_daemon.cluster.fitness import lacking
from footfall_daemon.cluster.locker import Locker
from footfall_daemon.cluster.messages import Parcel
from footfall_daemon.cluster.weights import Wanted, found
from footfall_daemon.engine import messages as say
from footfall_daemon.media.messages import Film
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.worker import Peer, Roster, spawner, was_killed

_HANDS: Final = 2
"""Media processes: the next segment is filmed while the engine encodes one."""


class Event(NamedTuple):
    """What happened, and the files that belong to it: bytes by name."""

    kind: str
    """`heard`, `exited`, `unseen`."""
    content: dict[str, Any]
    files: dict[str, int]


class Post:
    """At most one engine process."""

    def __init__(self) -> None:
        os.environ.pop("OMP_NUM_THREADS", None)  # Ray leaves its processes one, and an engine would have no more
        self._places = Places.of_user()
        self._locker = Locker(self._places)
        self._roster = Roster(self._locker.folder / "children.json")
        self._media = MediaPool(spawner(self._roster, "-m", "footfall_daemon.media"), _HANDS)
        self._child: Peer | None = None
        self._leaving = False
        self._weights: dict[str, Path] = {}
        """By engine, of those that have some."""
        self._events: list[Event] = []
        """Those that may not have been taken yet."""
        self._taken = 0
        self._news = asyncio.Event()
        self._filming: dict[str, asyncio.Task[None]] = {}
        self._orders: dict[str, say.SegmentOrder] = {}
        """As the engine has them, or will."""

    async def open(self, device: str, weights: Mapping[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
        """Starts the engine process, unless packages are missing: these, and engines that have no weights here.

        `weights`: by engine, see `weights.Wanted`. Raises `OSError`, `Refusal`.
        """
        if missing := await asyncio.to_thread(lacking):
            return missing, []
        await asyncio.to_thread(self._locker.open)
        for engine, wanted in weights.items():
            if (file := await asyncio.to_thread(self._find, Wanted.model_validate(wanted))) is not None:
                self._weights[engine] = file
        self._media.open()
        spawn = spawner(self._roster, "-m", "footfall_daemon.engine", "--device", device)
        self._child = spawn(self._hear, self._leave)
        return [], [engine for engine in weights if engine not in self._weights]

    async def events(self, after: int, patience: float) -> list[Event]:
        """All after the first so many, which were taken; waits for one, so many seconds at most."""
        del self._events[: after - self._taken]
        self._taken = max(self._taken, after)
        if not self._events:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), patience)
        return list(self._events)

    # files

    async def missing(self, names: Sequence[str]) -> list[str]:
        """Raises `Refusal`."""
        return [name for name in names if not await asyncio.to_thread(self._locker.has, name)]

    async def write(self, name: str, offset: int, data: bytes, last: bool) -> None:
        """Raises `OSError`, `Refusal`."""
        await asyncio.to_thread(self._locker.write, name, offset, data, last=last)

    async def read(self, name: str, offset: int, size: int) -> bytes:
        """Raises `OSError`, `Refusal`."""
        return await asyncio.to_thread(self._locker.read, name, offset, size)

    async def remove(self, names: Sequence[str]) -> None:
        """Raises `OSError`, `Refusal`."""
        await asyncio.to_thread(self._locker.remove, names)

    # what is said to the engine

    async def tell(self, fields: dict[str, Any], parcels: Sequence[dict[str, Any]]) -> None:
        """To the engine process, see `messages.Say`."""
        message = say.to_engine.validate_python(fields)
        match message:
            case say.Admit() | say.Resume():
                for parcel in map(Parcel.model_validate, parcels):
                    self._take_in(message, parcel)
                return
            case say.Park(segments=segments) | say.Drop(segments=segments):
                waiting = {id_ for id_ in segments if self._stop_filming(id_)}
                here = [id_ for id_ in segments if id_ not in waiting]
                self._tell(message.model_copy(update={"segments": here}))
                if isinstance(message, say.Drop):
                    self._forget(segments)
                return
            case say.Load(engine=engine):
                there = self._weights.get(engine)
                message = message.model_copy(update={"weights": "" if there is None else str(there)})
            case say.Unload() | say.Leave():
                for segment in list(self._filming):
                    self._stop_filming(segment)
                self._leaving = self._leaving or isinstance(message, say.Leave)
            case _:
                pass
        self._tell(message)

    async def end(self) -> None:
        """The engine process leaves within two seconds."""
        if self._child is not None:
            self._leaving = True
            self._child.end()

    async def close(self) -> None:
        """No process of it is left, and no file but what is remembered."""
        if self._child is not None:
            self._child.kill()
        await self._media.close()
        await asyncio.to_thread(self._locker.close)

    def _find(self, weights: Wanted) -> Path | None:
        return found(weights, self._places, self._locker.folder)

    def _take_in(self, message: say.Admit | say.Resume, parcel: Parcel) -> None:
        """To the engine, as soon as it is filmed where it must be."""
        order = self._locker.here(parcel.order)
        self._orders[order.id] = order
        if parcel.film is None or (not parcel.film.fresh and Path(order.features).exists()):
            self._tell(message.model_copy(update={"segments": [order]}))
        else:
            errand = self._locker.errand(parcel.film, enclosed_media=bool(parcel.files))
            self._filming[order.id] = asyncio.create_task(self._film(message, order, errand, parcel))

    async def _film(
        self, message: say.Admit | say.Resume, order: say.SegmentOrder, errand: Film, parcel: Parcel
    ) -> None:
        try:
            filmed = await self._media.film(errand, lambda share: self._report(say.Alive()))
        except Refusal as refusal:
            self._orders.pop(order.id, None)
            self._locker.strike(order.id)
            came = bool(parcel.files)
            self._add("unseen", {"segment": order.id, "message": refusal.message, "came": came})
        else:
            order = order.model_copy(update={"film": "" if filmed.known else errand.film})
            self._orders[order.id] = order
            self._tell(message.model_copy(update={"segments": [order]}))
        finally:
            if self._filming.get(order.id) is asyncio.current_task():  # not of one that was parked and came again
                del self._filming[order.id]

    def _stop_filming(self, segment: str) -> bool:
        """Whether it was not with the engine yet."""
        if (task := self._filming.pop(segment, None)) is None:
            return False
        task.cancel()
        return True

    def _forget(self, segments: Iterable[str]) -> None:
        for segment in segments:
            self._orders.pop(segment, None)
            self._locker.strike(segment)

    def _tell(self, message: BaseModel) -> None:
        if self._child is not None:
            self._child.say(message)

    # what the engine says

    def _hear(self, fields: dict[str, Any]) -> None:
        match message := say.from_engine.validate_python(fields):
            case say.Phased(segment=segment, phase="encode"):
                self._locker.strike(segment)  # what was made of it is remembered
                order = self._orders.get(segment)
                self._report(message, [] if order is None or not order.features else [Path(order.features)])
            case say.Finished(segment=segment):
                order = self._orders.pop(segment, None)
                self._report(message, [] if order is None else [order.wave_of(layer) for layer in order.layers])
            case say.Alive() if self._events and self._events[-1].content == fields:
                pass
            case _:
                self._report(message)

    def _leave(self, code: int) -> None:
        """What it has parked goes home: any other engine may go on with it."""
        self._child = None
        killed = was_killed(code) and not self._leaving
        states = [Path(order.state) for order in self._orders.values()]
        self._add("exited", {"code": code, "killed": killed}, states)

    def _report(self, message: BaseModel, files: Sequence[Path] = ()) -> None:
        self._add("heard", message.model_dump(mode="json"), files)

    def _add(self, kind: str, content: dict[str, Any], files: Sequence[Path] = ()) -> None:
        self._events.append(Event(kind, content, self._locker.sizes(files)))
        self._news.set()
