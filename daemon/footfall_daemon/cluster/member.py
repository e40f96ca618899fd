"""An engine process on another machine, as a station talks to it: every message goes by the cluster child."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Clip
from footfall_daemon.cluster.messages import End, Parcel, Say, Start, ToCluster
from footfall_daemon.engine.messages import Admit, Drop, Leave, Park, Resume, SegmentFailed, SegmentOrder, Unload
from footfall_daemon.luggage import Luggage
from footfall_daemon.worker import KILLED

_log = logging.getLogger("footfall.cluster")

Maps = Callable[[Clip], Clip | None]
Pack = Callable[[str, Maps | None], Awaitable[Luggage]]
"""Of a segment by id; without rules it is filmed here. Raises `Refusal`; `KeyError` where nobody wants it."""


class Member:
    """What is said to it is sent in its order; a segment, as soon as its pictures are cut out of the media."""

    def __init__(
        self,
        worker: str,
        tell: Callable[[ToCluster], None],
        *,
        pack: Pack,
        maps: Maps,
        on_message: Callable[[Any], None],
        on_exit: Callable[[int], None],
    ) -> None:
        """`maps`: a clip as the machines of the cluster find it, if they do."""
        self.worker = worker
        self.heard = time.monotonic()
        self.last_words = ""
        self._tell = tell
        self._pack = pack
        self._maps = maps
        self._on_message = on_message
        self._on_exit = on_exit
        self._outbox: asyncio.Queue[BaseModel] = asyncio.Queue()
        self._wanted: dict[str, Admit | Resume] = {}
        """By segment, of those that shall run there: how that was said."""
        self._packing: dict[str, asyncio.Future[Luggage]] = {}
        self._filmed_here: set[str] = set()
        """Segments that its node could not film."""
        self._folders: dict[str, deque[Path | None]] = defaultdict(deque)
        """Of files that are on their way, by segment: one that was parked may be on its way twice."""
        tell(Start(worker=worker))
        self._sending = asyncio.create_task(self._send())
        self._sending.add_done_callback(self._stopped)

    @property
    def pid(self) -> int:
        """None of this machine."""
        return 0

    # what a station does

    def say(self, message: BaseModel) -> None:
        match message:
            case Admit(segments=orders) | Resume(segments=orders):
                self._wanted |= {order.id: _alone(message, order) for order in orders}
            case Park(segments=segments) | Drop(segments=segments):
                self._call_off(segments)
            case Unload() | Leave():
                self._call_off(list(self._wanted))
            case _:
                pass
        self._outbox.put_nowait(message)

    def end(self) -> None:
        self._tell(End(worker=self.worker))

    def kill(self) -> None:
        self._tell(End(worker=self.worker, killed=True))

    # what the cluster child reports

    def hear(self, message: dict[str, Any]) -> None:
        self.heard = time.monotonic()
        if message.get("kind") == "finished":
            self._wanted.pop(message["segment"], None)
        self._on_message(message)

    def sent(self, segment: str) -> None:
        """What was sent first has arrived first."""
        self.heard = time.monotonic()
        if folders := self._folders.get(segment):
            _remove([folders.popleft()])
            if not folders:
                del self._folders[segment]

    def unseen(self, segment: str, *, came: bool) -> None:
        """Its node cannot film it. It gets the pictures, as all others from now on; or else the film itself."""
        if came:
            self._filmed_here.add(segment)
        else:
            self._maps = lambda clip: None
        if (message := self._wanted.get(segment)) is not None:
            self.say(message)

    def exit(self, code: int, reason: str, *, killed: bool) -> None:
        self.last_words = reason
        self.abandon()
        self._on_exit(KILLED if killed else code)

    def abandon(self) -> None:
        """Nothing is sent any more."""
        self._sending.cancel()
        _remove(chain.from_iterable(self._folders.values()))
        self._folders.clear()

    # sending

    def _call_off(self, segments: Iterable[str]) -> None:
        """These shall not run there any more: nothing waits until they are packed."""
        for segment in segments:
            self._wanted.pop(segment, None)
            if (packing := self._packing.get(segment)) is not None:
                packing.cancel()

    async def _send(self) -> None:
        while True:
            message = await self._outbox.get()
            if isinstance(message, Admit | Resume):
                for order in message.segments:
                    if order.id in self._wanted:
                        await self._send_segment(message, order)
            else:
                self._tell(Say(worker=self.worker, message=message.model_dump(mode="json")))

    async def _send_segment(self, message: Admit | Resume, order: SegmentOrder) -> None:
        try:
            luggage = await self._packed(order.id)
        except KeyError:  # cancelled meanwhile
            return
        except Refusal as refusal:
            failed = SegmentFailed(segment=order.id, code=refusal.code, message=refusal.message)
            self._on_message(failed.model_dump(mode="json"))
            return
        if luggage is None:
            return
        self._folders[order.id].append(luggage.folder)
        parcel = Parcel(order=luggage.order, film=luggage.film, files=[str(path) for path in luggage.files])
        words = message.model_copy(update={"segments": []}).model_dump(mode="json")
        self._tell(Say(worker=self.worker, message=words, parcels=[parcel]))

    async def _packed(self, segment: str) -> Luggage | None:
        """None where that was called off. Raises as `Pack` does."""
        maps = None if segment in self._filmed_here else self._maps
        packing = self._packing[segment] = asyncio.ensure_future(self._pack(segment, maps))
        try:
            await asyncio.wait([packing])
        finally:
            packing.cancel()
            del self._packing[segment]
        return None if packing.cancelled() else packing.result()

    def _stopped(self, sending: asyncio.Task[None]) -> None:
        """By a mistake of ours: nothing can be said to it any more."""
        if not sending.cancelled() and (error := sending.exception()) is not None:
            _log.error("nothing is sent to %s any more", self.worker, exc_info=error)
            self.kill()


def _alone(message: Admit | Resume, order: SegmentOrder) -> Admit | Resume:
    return message.model_copy(update={"segments": [order]})


def _remove(folders: Iterable[Path | None]) -> None:
    """On a thread: they may be large, and the disk slow."""
    for folder in [folder for folder in folders if folder is not None]:
        asyncio.get_running_loop().run_in_executor(None, partial(shutil.rmtree, folder, ignore_errors=True))
