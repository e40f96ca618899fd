"""What media children are asked to film of a segment, for whose eyes, and where in the spool it goes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

from footfall_daemon.catalog import EngineInfo
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.media.messages import Film, Filmed
from footfall_daemon.performance import Performance
from footfall_daemon.refusals import refusal_of_ours
from footfall_daemon.settings import LiveSettings

Filming = Callable[[Film, Callable[[float], None]], Awaitable[Filmed]]


class Errands:
    """Each has a folder of its own: gone with it is what an abandoned one was still about to write."""

    def __init__(self, *, spool: Path, cache: Path, settings: LiveSettings, eyes: Callable[[str], str]) -> None:
        """`eyes`: tells the encoders of one set of weights from those of another. Reads the disk."""
        self.spool = spool
        self._cache = cache
        self._settings = settings
        self._eyes = eyes
        self._count = itertools.count()

    async def eyes_of(self, performance: Performance) -> str:
        """By which its engine's weights tell their encoders."""
        weights = performance.engine.weights
        return await asyncio.to_thread(self._eyes, weights) if weights else ""

    def folder(self) -> Path:
        """That is nobody else's, and not there yet."""
        return self.spool / f"film-{next(self._count)}"

    def film(self, performance: Performance, order: SegmentOrder, eyes: str, folder: Path) -> Film:
        job, engine = performance.job, performance.engine
        return Film(
            job=job.id,
            segment=order.id,
            clip=job.picture,
            handle_samples=performance.plan.handle_samples,
            start=order.start,
            samples=order.samples,
            shortest=engine.shortest,
            reels=[(reel.look, reel.rate) for reel in engine.reels],
            encoders=encoders(engine, eyes),
            film=str(folder / "film"),
            cache=str(self._cache),
            cache_limit=self._settings.now.cache_limit_mib * 2**20,
            fresh=job.order.fresh,
        )


def encoders(engine: EngineInfo, eyes: str) -> str:
    """What sees a film: encoders of the same name, from other weights, see something else."""
    return f"{engine.encoders} {eyes}".rstrip()


def make(folder: Path) -> None:
    """In the spool, which is made too where somebody cleared it away. Raises `Refusal`."""
    spool = folder.parent
    try:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else looks at film, nor puts a state there
        folder.mkdir()
    except OSError as error:
        raise refusal_of_ours(error, spool, "spool-unwritable", "where film waits for engines") from error
