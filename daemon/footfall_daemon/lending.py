"""Devices left to other programs: released until they are reclaimed, whichever daemon runs by then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from typing import Protocol

from footfall_bridge.protocol import WorkerInfo
from footfall_daemon.cluster.nodes import is_of_node
from footfall_daemon.ledger import Ledger

_RELEASED = "released"
_PATIENCE = 2.0
"""Seconds that an answer waits for devices to come free. They may take longer: the client looks again."""


class Devices(Protocol):
    """What is needed of the foreman. A device is a device or the name of a worker; None: all."""

    async def release(self, device: str | None) -> None: ...

    async def reclaim(self, device: str | None) -> None: ...

    def withhold(self, names: Collection[str]) -> None: ...

    def workers(self) -> list[WorkerInfo]: ...


class Lending:
    """Remembers the names of released workers, which stay the same from one daemon to the next."""

    def __init__(self, devices: Devices, ledger: Ledger) -> None:
        self._devices = devices
        self._ledger = ledger
        self._released: set[str] = set()
        self._leaving: set[asyncio.Future[None]] = set()

    async def open(self) -> None:
        """Leave alone what was released before."""
        self._released = set(json.loads(await self._ledger.store.flag(_RELEASED) or "[]"))
        later = {name for name in self._released if is_of_node(name)}
        self._devices.withhold(later)
        if self._released - later <= self._names(None):
            for name in sorted(self._released - later):
                await self._devices.release(name)
        else:  # the settings name other devices now: what was promised holds for them all
            self._released = later
            await self.release(None)

    async def release(self, device: str | None) -> None:
        """Raises `Refusal` for a device that no worker has."""
        await self._remember(self._released | self._names(device))
        leaving = asyncio.ensure_future(self._devices.release(device))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        await asyncio.wait([leaving], timeout=_PATIENCE)
        if leaving.done():
            leaving.result()
        self._tell(f"released {device or 'all devices'}: left to other programs until reclaimed")

    async def reclaim(self, device: str | None) -> None:
        """Raises `Refusal` for a device that no worker has."""
        await self._remember(self._released - self._names(device))
        await self._devices.reclaim(device)
        self._tell(f"reclaimed {device or 'all devices'}")

    def _names(self, device: str | None) -> set[str]:
        return {worker.name for worker in self._devices.workers() if device in (None, worker.name, worker.device)}

    async def _remember(self, names: set[str]) -> None:
        self._released = names
        self._devices.withhold({name for name in names if is_of_node(name)})
        await self._ledger.store.set_flag(_RELEASED, json.dumps(sorted(names)))

    def _tell(self, decision: str) -> None:
        self._ledger.publisher.decision(decision)
