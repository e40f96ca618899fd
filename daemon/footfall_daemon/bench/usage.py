"""How busy the device was while a batch ran: a share of it, 0..1, or None where nobody tells."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from statistics import fmean

import psutil

from footfall_daemon.engine.messages import Up
from footfall_daemon.probes import Card
from footfall_daemon.probes.nvml import NvidiaCard

_BETWEEN = 0.2
"""Seconds. The driver's own figure is one of the last fraction of a second."""

Look = Callable[[], float | None]


class Usage:
    """Looks now and then for as long as its context lasts; `share` is the mean of what was seen."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._seen: list[float] = []

    @property
    def share(self) -> float | None:
        return fmean(self._seen) if self._seen else None

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        self._look()  # counts from here
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            if not self._seen:
                self._note()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_BETWEEN)
            self._note()

    def _note(self) -> None:
        if (share := self._look()) is not None:
            self._seen.append(share)


def looking_at(up: Up, pid: int) -> Look:
    """`pid`: the process that computes."""
    kind = up.device.partition(":")[0]
    if kind == "cpu":
        return _processors(pid)
    if kind == "cuda":
        return NvidiaCard(Card(index=up.card.index, uuid=up.card.uuid, pci=up.card.pci, name=up.card.name)).use
    return lambda: None


def _processors(pid: int) -> Look:
    """Of all processors of the machine, since the last look."""
    cores = psutil.cpu_count() or 1
    try:
        process = psutil.Process(pid)
    except psutil.Error:
        return lambda: None

    def look() -> float | None:
        try:
            return process.cpu_percent() / 100 / cores
        except psutil.Error:
            return None

    return look
