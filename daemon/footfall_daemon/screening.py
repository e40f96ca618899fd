"""Film for engines that want to see it: whose is made next, and how much of it lies in the spool at a time.

Frames are large and engines see each but once, so film is made a little ahead of them and is gone as soon as they
have encoded it. The media children make it; here it is decided when.
"""

from __future__ import annotations

import asyncio
import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.catalog import EngineInfo, Reel
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.errands import Errands, Filming, encoders, make
from footfall_daemon.performance import Performance
from footfall_daemon.preparation import picture_of

Offer = Callable[[Performance, Sequence[str]], None]
"""These segments of a performance may run."""

_ROOM: Final = 2 * 2**30
"""Bytes of film that lie ahead of the engines: some twenty segments of ten seconds, so that they never wait."""
_SHARE: Final = 0.5
"""Of what the disk has free: the rest is for sound, and for the user's other programs."""
_SIDES: Final = {"whole": 512, "centre": 224}
"""Pixels of a frame's sides, see `media.stills`."""


@dataclass(eq=False, slots=True)
class _Show:
    """A segment's film, from the wish for it to when an engine has seen it."""

    performance: Performance
    order: SegmentOrder
    picture: tuple[object, ...]
    """Equal for segments whose film is the same."""
    bytes: int
    eyes: str
    """Of the engine that will see it."""
    elsewhere: Callable[[str], bool]
    queued: asyncio.Event = field(default_factory=asyncio.Event)
    """It was let in, or another machine had it, or nobody wants it any more: the clip's next one may queue."""
    granted: asyncio.Event = field(default_factory=asyncio.Event)
    """It may be made: its room is taken."""
    made: bool = False
    beside: bool = False
    """Other film was there, or being made, since it was let in. What filled the disk then waits to be alone."""

    @property
    def is_elsewhere(self) -> bool:
        """Another machine has the segment, and films it."""
        return self.elsewhere(self.order.id)

    @property
    def class_(self) -> int:
        return self.performance.rank[0]

    @property
    def rank(self) -> tuple[int, float, float, int, int]:
        """As the scheduler has it: inside one user action the clip that ends soonest comes first."""
        class_, turn, number = self.performance.rank
        return class_, turn, self.performance.left, number, self.order.start


class Screening:
    """All film that lies in the spool or is being made, and who waits to add to it."""

    def __init__(
        self,
        film: Filming,
        errands: Errands,
        *,
        hands: int,
        room: int = _ROOM,
        free: Callable[[Path], float] | None = None,
    ) -> None:
        """`hands`: errands that are given away at once, so that who comes later may still come first.

        `room`: bytes that the film of a priority class and of more urgent ones may take. What is urgent finds room
        whatever lies there for others, so that all together may take as often as much as there are classes.

        `free`: bytes on a folder's disk. Reads it.
        """
        self._film = film
        self._errands = errands
        self._hands = hands
        self._room = room
        self._free = free or _free
        self._disk = math.inf
        """Bytes that would be free without our film, when last asked."""
        self._shows: list[_Show] = []
        self._paused = False
        self._in_turn = asyncio.Lock()
        """Errands are given away in the order in which they were let in, however long a folder takes."""

    async def show(self, performance: Performance, offer: Offer, elsewhere: Callable[[str], bool]) -> None:
        """Has one segment after another filmed, and offers each when it is. Returns when engines have seen all.

        What cannot be filmed fails the performance. Cancelled, it leaves no film behind.

        `elsewhere`: another machine has a segment, and films it: here it is not, as long as that is so.
        """
        eyes = await self._errands.eyes_of(performance)
        try:
            async with asyncio.TaskGroup() as shows:
                for order in list(performance.orders.values()):
                    show = _show(performance, order, eyes, elsewhere)
                    shows.create_task(self._screen(show, offer))
                    await show.queued.wait()
        except ExceptionGroup as mistakes:  # the first ended the others: of a group nobody learns what happened
            raise mistakes.exceptions[0] from None

    def pause(self) -> None:
        """No further film is begun: what is being made is made, since an engine may run still."""
        self._paused = True

    def resume(self) -> None:
        self._paused = False
        self._let_in()

    def look_again(self) -> None:
        """Segments have moved from one machine to another."""
        for show in self._shows:
            if show.is_elsewhere:
                show.queued.set()
        self._let_in()

    async def _screen(self, show: _Show, offer: Offer) -> None:
        self._shows.append(show)
        if show.is_elsewhere:
            show.queued.set()
        encoded = asyncio.create_task(show.performance.encoded(show.order.id))
        try:
            while not encoded.done():
                await self._look_at_disk()
                self._let_in()
                granted = asyncio.create_task(show.granted.wait())
                await asyncio.wait([encoded, granted], return_when=asyncio.FIRST_COMPLETED)
                granted.cancel()
                if encoded.done() or await self._has_shown(show, offer):
                    return
        except Refusal as refusal:
            show.performance.fail(refusal)
        finally:
            encoded.cancel()
            self._shows.remove(show)
            show.queued.set()
            self._let_in()

    async def _has_shown(self, show: _Show, offer: Offer) -> bool:
        """False where the disk was full, and not of this film alone: it waits until the other is gone."""
        try:
            await self._shown(show, offer)
        except Refusal as refusal:
            if refusal.code != "disk-full" or not show.beside:
                raise
            show.granted.clear()
            return False
        return True

    async def _shown(self, show: _Show, offer: Offer) -> None:
        folder = self._errands.folder()
        segment = show.order.id
        try:
            async with self._in_turn:
                await asyncio.to_thread(make, folder)
            errand = self._errands.film(show.performance, show.order, show.eyes, folder)
            filmed = await self._film(errand, partial(show.performance.filming, segment))
            film = "" if filmed.known else errand.film
            if show.performance.is_encoded(segment):  # another machine was sooner
                return
            show.performance.film(segment, film=film, features=filmed.features, eyes=show.eyes)
            offer(show.performance, [segment])
            if not filmed.known:
                show.made = True
                await self._look_at_disk()
                self._let_in()
                await show.performance.encoded(segment)
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))

    # deciding

    async def _look_at_disk(self) -> None:
        free = await asyncio.to_thread(self._free, self._errands.spool)
        self._disk = free + sum(show.bytes for show in self._shows if show.made)

    def _let_in(self) -> None:
        while (show := self._next()) is not None:
            others = self._granted()
            show.beside = bool(others)
            for other in others:
                other.beside = True
            show.granted.set()
            show.queued.set()

    def _granted(self) -> list[_Show]:
        return [show for show in self._shows if show.granted.is_set()]

    def _next(self) -> _Show | None:
        """The first by rank, if there is a hand and room for it: nobody smaller overtakes it."""
        granted = self._granted()
        if self._paused or sum(not show.made for show in granted) >= self._hands:
            return None
        waiting = (show for show in self._shows if not show.granted.is_set() and not show.is_elsewhere)
        ready = (show for show in waiting if not _is_on_its_way(show, granted))
        first = min(ready, key=lambda show: show.rank, default=None)
        return first if first is not None and self._has_room(first, granted) else None

    def _has_room(self, show: _Show, granted: Sequence[_Show]) -> bool:
        if show.beside:  # it has filled the disk
            return not granted
        taken = sum(other.bytes for other in granted if other.class_ <= show.class_)
        disk = self._disk - sum(other.bytes for other in granted if other.class_ > show.class_)
        return not taken or taken + show.bytes <= min(self._room, _SHARE * disk)


def _show(performance: Performance, order: SegmentOrder, eyes: str, elsewhere: Callable[[str], bool]) -> _Show:
    engine = performance.engine
    seen_by = (engine.reels, encoders(engine, eyes), engine.shortest)
    picture = (*picture_of(performance.job), order.start, order.samples, *seen_by)
    return _Show(performance, order, picture, _bytes(engine, order), eyes, elsewhere)


def _is_on_its_way(show: _Show, granted: Sequence[_Show]) -> bool:
    """Another take's film is the same and is seen before: what encoders make of it will be remembered then."""
    return any(other.picture == show.picture and other.rank <= show.rank for other in granted)


def _bytes(engine: EngineInfo, order: SegmentOrder) -> int:
    seconds = max(order.samples / SAMPLE_RATE, float(engine.shortest))
    return sum(math.ceil(seconds * reel.rate) * _frame_bytes(reel) for reel in engine.reels)


def _frame_bytes(reel: Reel) -> int:
    return 3 * _SIDES[reel.look] ** 2


def _free(folder: Path) -> float:
    """Bytes on its disk; unknown is enough: who finds no room says so."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return math.inf
