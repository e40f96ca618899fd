"""What travels to another machine so that an engine there sees a segment's picture."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Clip
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.errands import Errands, Filming, make
from footfall_daemon.luggage import Luggage
from footfall_daemon.media.messages import Excerpt, Excerpted, Film
from footfall_daemon.performance import Performance

Excerpting = Callable[[Excerpt, Callable[[float], None]], Awaitable[Excerpted]]
Maps = Callable[[Clip], Clip | None]
"""The same clip as another machine finds it; None where its media are not there."""


class Packing:
    def __init__(self, film: Filming, excerpt: Excerpting, errands: Errands) -> None:
        self._film = film
        self._excerpt = excerpt
        self._errands = errands

    async def pack(self, performance: Performance, order: SegmentOrder, *, maps: Maps | None) -> Luggage:
        """What another machine needs to see the segment's picture. Its folder is the caller's from then on.

        `maps`: media as that machine finds them. Without, and where coded pictures cannot be copied, it is filmed
        here. Raises `Refusal`, and leaves no file behind.
        """
        if not performance.needs_film:
            return Luggage(order)
        if performance.is_encoded(order.id):
            return Luggage(order.model_copy(update={"film": ""}))
        folder = self._errands.folder()
        try:
            await asyncio.to_thread(make, folder)
            luggage = await self._packed(performance, order, folder, maps)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
            raise
        performance.send(luggage.order)
        return luggage

    async def _packed(
        self, performance: Performance, order: SegmentOrder, folder: Path, maps: Maps | None
    ) -> Luggage:
        eyes = await self._errands.eyes_of(performance)
        errand = self._errands.film(performance, order, eyes, folder)
        order = order.model_copy(update={"eyes": eyes})
        if maps is None:
            return await self._filmed(order, errand, folder)
        try:
            return await self._cut_out(order, errand, folder, maps)
        except Refusal as refusal:
            if refusal.code != "excerpt-impossible":
                raise
            return await self._filmed(order, errand, folder)

    async def _cut_out(self, order: SegmentOrder, errand: Film, folder: Path, maps: Maps) -> Luggage:
        there = maps(errand.clip)
        wanted = Excerpt(film=errand, excerpt=str(folder / "excerpt"), mapped=there is not None)
        cut = await self._excerpt(wanted, lambda share: None)
        order = order.model_copy(update={"film": "", "features": cut.features})
        if cut.known:
            return Luggage(order, folder)
        film = cut.film if there is None else cut.film.model_copy(update={"clip": there})
        return Luggage(order, folder, film, tuple(map(Path, cut.files)))

    async def _filmed(self, order: SegmentOrder, errand: Film, folder: Path) -> Luggage:
        filmed = await self._film(errand, lambda share: None)
        film = "" if filmed.known else errand.film
        reels = [] if filmed.known else [Path(f"{errand.film}.{look}.npy") for look, _ in errand.reels]
        order = order.model_copy(update={"film": film, "features": filmed.features})
        return Luggage(order, folder, None, tuple(reels))
