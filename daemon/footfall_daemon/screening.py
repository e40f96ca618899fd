"""Film for engines that want to see it: whose is made next, and how much of it lies in the spool at a time.

Frames are large and engines see each but once, so film is made a little ahead of them and is gone as soon as they
have encoded it. The media children make it; here it is decided when.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import SAMPLE_RATE, Clip
from footfall_daemon.catalog import EngineInfo, Reel
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.luggage import Luggage
from footfall_daemon.media.messages import Excerpt, Excerpted, Film, Filmed
from footfall_daemon.performance import Performance
from footfall_daemon.preparation import picture_of
from footfall_daemon.refusals import refusal_of_ours
from footfall_daemon.settings import LiveSettings

Filming = Callable[[Film, Callable[[float], None]], Awaitable[Filmed]]
Excerpting = Callable[[Excerpt, Callable[[float], None]], Awaitable[Excerpted]]
Offer = Callable[[Performance, Sequence[str]], None]
"""These segments of a performance may run."""
Maps = Callable[[Clip], Clip | None]
"""The same clip as another machine finds it; None where its media are not there."""

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
    encoders: str
    """What will see it."""
    eyes: str
    """Of them, what the weights tell them by."""
    elsewhere: Callable[[str], bool]
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
        *,
        excerpt: Excerpting,
        hands: int,
        spool: Path,
        cache: Path,
        settings: LiveSettings,
        eyes: Callable[[str], str],
        room: int = _ROOM,
        free: Callable[[Path], float] | None = None,
    ) -> None:
        """`hands`: errands that are given away at once, so that who comes later may still come first.

        `room`: bytes that the film of a priority class and of more urgent ones may take. What is urgent finds room
        whatever lies there for others, so that all together may take as often as much as there are classes.

        `eyes`: tells the encoders of one set of weights from those of another. `free`: bytes on a folder's disk.
        Both read the disk.
        """
        self._film = film
        self._excerpt = excerpt
        self._hands = hands
        self._spool = spool
        self._cache = cache
        self._settings = settings
        self._eyes = eyes
        self._room = room
        self._free = free or _free
        self._disk = math.inf
        """Bytes that would be free without our film, when last asked."""
        self._shows: list[_Show] = []
        self._paused = False
        self._count = itertools.count()
        self._in_turn = asyncio.Lock()
        """Errands are given away in the order in which they were let in, however long a folder takes."""

    async def show(self, performance: Performance, offer: Offer, elsewhere: Callable[[str], bool]) -> None:
        """Has one segment after another filmed, and offers each when it is. Returns when engines have seen all.

        What cannot be filmed fails the performance. Cancelled, it leaves no film behind.

        `elsewhere`: another machine has a segment, and films it: here it is not, as long as that is so.
        """
        eyes = await self._eyes_of(performance)
        try:
            async with asyncio.TaskGroup() as shows:
                for order in list(performance.orders.values()):
                    show = _show(performance, order, eyes, elsewhere)
                    shows.create_task(self._screen(show, offer))
                    if not show.is_elsewhere:
                        await show.granted.wait()
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
        self._let_in()

    async def pack(self, performance: Performance, order: SegmentOrder, *, maps: Maps | None) -> Luggage:
        """What another machine needs to see the segment's picture. Its folder is the caller's from then on.

        `maps`: media as that machine finds them. Without, and where coded pictures cannot be copied, it is filmed
        here. Raises `Refusal`, and leaves no file behind.
        """
        show = _show(performance, order, await self._eyes_of(performance), lambda _: True)
        folder = self._spool / f"film-{next(self._count)}"
        await asyncio.to_thread(_made, folder)
        try:
            luggage = await (self._packed_film(show, folder) if maps is None else self._packed(show, folder, maps))
        except BaseException:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
            raise
        performance.send(luggage.order)
        return luggage

    async def _packed(self, show: _Show, folder: Path, maps: Maps) -> Luggage:
        errand = self._errand(show, folder / "film")
        there = maps(errand.clip)
        wanted = Excerpt(film=errand, excerpt=str(folder / "excerpt"), mapped=there is not None)
        try:
            cut = await self._excerpt(wanted, lambda share: None)
        except Refusal as refusal:
            if refusal.code != "excerpt-impossible":
                raise
            return await self._packed_film(show, folder)
        seen = {"film": "", "features": cut.features, "eyes": show.eyes}
        order = show.order.model_copy(update=seen)
        if cut.known:
            return Luggage(order, folder)
        film = cut.film if there is None else cut.film.model_copy(update={"clip": there})
        return Luggage(order, folder, film, tuple(map(Path, cut.files)))

    async def _packed_film(self, show: _Show, folder: Path) -> Luggage:
        errand = self._errand(show, folder / "film")
        filmed = await self._film(errand, lambda share: None)
        film = "" if filmed.known else errand.film
        seen = {"film": film, "features": filmed.features, "eyes": show.eyes}
        reels = [] if filmed.known else [Path(f"{errand.film}.{look}.npy") for look, _ in errand.reels]
        return Luggage(show.order.model_copy(update=seen), folder, None, tuple(reels))

    async def _eyes_of(self, performance: Performance) -> str:
        weights = performance.engine.weights
        return await asyncio.to_thread(self._eyes, weights) if weights else ""

    async def _screen(self, show: _Show, offer: Offer) -> None:
        self._shows.append(show)
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
            show.granted.set()  # nobody waits for it any more
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
        """Each film has a folder of its own: gone with it is what an abandoned errand was still about to write."""
        folder = self._spool / f"film-{next(self._count)}"
        segment = show.order.id
        try:
            async with self._in_turn:
                await asyncio.to_thread(_made, folder)
            errand = self._errand(show, folder / "film")
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

    def _errand(self, show: _Show, film: Path) -> Film:
        job, engine, order = show.performance.job, show.performance.engine, show.order
        return Film(
            job=job.id,
            segment=order.id,
            clip=job.picture,
            handle_samples=show.performance.plan.handle_samples,
            start=order.start,
            samples=order.samples,
            shortest=engine.shortest,
            reels=[(reel.look, reel.rate) for reel in engine.reels],
            encoders=show.encoders,
            film=str(film),
            cache=str(self._cache),
            cache_limit=self._settings.now.cache_limit_mib * 2**20,
            fresh=job.order.fresh,
        )

    # deciding

    async def _look_at_disk(self) -> None:
        free = await asyncio.to_thread(self._free, self._spool)
        self._disk = free + sum(show.bytes for show in self._shows if show.made)

    def _let_in(self) -> None:
        while (show := self._next()) is not None:
            others = self._granted()
            show.beside = bool(others)
            for other in others:
                other.beside = True
            show.granted.set()

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
    """`eyes`: encoders of the same name, from other weights, see something else."""
    engine = performance.engine
    encoders = f"{engine.encoders} {eyes}".rstrip()
    seen_by = (engine.reels, encoders, engine.shortest)
    picture = (*picture_of(performance.job), order.start, order.samples, *seen_by)
    return _Show(performance, order, picture, _bytes(engine, order), encoders, eyes, elsewhere)


def _is_on_its_way(show: _Show, granted: Sequence[_Show]) -> bool:
    """Another take's film is the same and is seen before: what encoders make of it will be remembered then."""
    return any(other.picture == show.picture and other.rank <= show.rank for other in granted)


def _bytes(engine: EngineInfo, order: SegmentOrder) -> int:
    seconds = max(order.samples / SAMPLE_RATE, float(engine.shortest))
    return sum(math.ceil(seconds * reel.rate) * _frame_bytes(reel) for reel in engine.reels)


def _frame_bytes(reel: Reel) -> int:
    return 3 * _SIDES[reel.look] ** 2


def _made(folder: Path) -> None:
    """A folder in the spool, and the spool itself where somebody cleared it away. Raises `Refusal`."""
    spool = folder.parent
    try:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else looks at film, nor puts a state there
        folder.mkdir()
    except OSError as error:
        raise refusal_of_ours(error, spool, "spool-unwritable", "where film waits for engines") from error


def _free(folder: Path) -> float:
    """Bytes on its disk; unknown is enough: who finds no room says so."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return math.inf
