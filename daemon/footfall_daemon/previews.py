"""What clients look at of a job: pictures and peaks, made by a media process or remembered by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from footfall_bridge.protocol import GetPeaks, GetStrip, Info, Peaks, Refusal, Strip
from footfall_bridge.wire import unpack
from footfall_daemon.jobs import Job
from footfall_daemon.media.messages import Show, Trace
from footfall_daemon.media_pool import MediaPool
from footfall_daemon.refusals import words_of
from footfall_daemon.settings import LiveSettings

MOST_AT_ONCE: Final = 32
"""Who may wait for one: half of what the server answers at once, so that others get their turn."""
_SHARE: Final = 16
"""Previews may take this part of what is kept of pictures, beside it."""

_Made = TypeVar("_Made", bound=Info)
_Make = Callable[[], Coroutine[None, None, str]]
"""Returns a path in the cache."""


class Previews:
    def __init__(self, media: MediaPool, settings: LiveSettings, cache: Path) -> None:
        self._media = media
        self._settings = settings
        self._cache = cache
        self._wanted: dict[Hashable, asyncio.Task[str]] = {}
        self._waiting = 0

    async def strip(self, job: Job, request: GetStrip) -> Strip:
        """Raises `Refusal`: no-picture, busy, and what keeps the media from being opened."""
        clip = job.picture
        if clip.media is None:
            raise Refusal("no-picture", f"job {job.id} is made from text alone: it has no picture")
        show = Show(
            job=job.id,
            clip=clip.model_copy(update={"place": None}),
            frames=request.frames,
            height=request.height,
            cache=str(self._cache),
            cache_limit=self._limit,
        )

        async def shown() -> str:
            return (await self._media.show(show)).strip

        strip = await self._made(show.model_copy(update={"job": ""}), shown, Strip)
        return strip.model_copy(update={"job": job.id})

    async def peaks(self, job: Job, request: GetPeaks) -> Peaks:
        """Raises `Refusal`: no-output, no-such-file, not-ours, past-end, busy."""
        if request.output >= len(job.outputs):
            why = f"it made {len(job.outputs)}, counted from 0" if job.outputs else f"it is {job.state}"
            raise Refusal("no-output", f"there is no file {request.output} of job {job.id}: {why}")
        path = job.outputs[request.output].path
        trace = Trace(
            job=job.id,
            path=path,
            columns=request.columns,
            start=request.start,
            stop=request.stop,
            cache=str(self._cache),
            cache_limit=self._limit,
        )

        async def traced() -> str:
            return (await self._media.trace(trace)).peaks

        peaks = await self._made(trace.model_copy(update={"job": ""}), traced, Peaks)
        return peaks.model_copy(update={"job": job.id, "path": path})

    @property
    def _limit(self) -> int:
        """Bytes."""
        return self._settings.now.cache_limit_mib * 2**20 // _SHARE

    async def _made(self, wish: Hashable, make: _Make, kind: type[_Made]) -> _Made:
        """The same wish twice is made once, also where the first who had it does not wait any more."""
        if self._waiting >= MOST_AT_ONCE:
            raise Refusal("busy", f"{MOST_AT_ONCE} previews are being made: ask again in a moment")
        self._waiting += 1
        try:
            path = await asyncio.shield(self._wanted.get(wish) or self._begun(wish, make()))
            return unpack(kind, await asyncio.to_thread(Path(path).read_bytes))
        except OSError as error:
            raise Refusal("preview-lost", f"what was just made is gone ({words_of(error)}): ask again") from None
        finally:
            self._waiting -= 1

    def _begun(self, wish: Hashable, work: Coroutine[None, None, str]) -> asyncio.Task[str]:
        task = asyncio.create_task(work)
        self._wanted[wish] = task
        task.add_done_callback(partial(self._over, wish))
        return task

    def _over(self, wish: Hashable, task: asyncio.Task[str]) -> None:
        del self._wanted[wish]
        if not task.cancelled():
            task.exception()  # told to whoever still waits
