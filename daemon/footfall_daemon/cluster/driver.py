"""The cluster child's work: which workers there are, and who has an engine process. No Ray, no pipe here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from footfall_daemon.cluster.messages import (
    Connected,
    End,
    Exited,
    FromCluster,
    Joined,
    Left,
    Open,
    Say,
    Start,
    ToCluster,
)
from footfall_daemon.cluster.nodes import Slot, slots_of
from footfall_daemon.cluster.posting import Hired, Posting
from footfall_daemon.cluster.weights import wanted
from footfall_daemon.path_rules import Rules

_log = logging.getLogger("footfall.cluster")
_LOOK: Final = 2.0
"""Seconds between two looks at who is there."""
_PATIENCE: Final = 20.0
"""Seconds that a look may take. Ray may wait for ever for a head that died."""
_BARRED: Final = 30.0
"""Seconds for which a node that does not answer is left alone, though it may be said to be alive."""


class Link(Protocol):
    """A connection to a cluster."""

    own: str
    """Id of the node that is this machine; empty where it is none."""

    async def nodes(self) -> list[dict[str, Any]]:
        """Raises `ConnectionError`."""

    async def hire(self, slot: Slot) -> Hired: ...

    def close(self) -> None:
        """What was hired ends."""


class Driver:
    def __init__(self, link: Link, opened: Open, send: Callable[[FromCluster], None]) -> None:
        self._link = link
        self._terms = opened.terms
        self._sets = opened.weights
        self._rules = Rules.of(opened.terms.paths)
        self._send = send
        self._alive = -1
        """Nodes, when last looked."""
        self._slots: dict[str, Slot] = {}
        self._barred: dict[str, float] = {}
        """By node, until when."""
        self._postings: dict[str, Posting] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """For as long as the cluster answers. Raises `ConnectionError`: whoever is hired is lost then."""
        try:
            while True:
                async with asyncio.timeout(_PATIENCE):
                    nodes = await self._link.nodes()
                self._look(nodes)
                await asyncio.sleep(_LOOK)
        except TimeoutError:
            raise ConnectionError("the cluster does not answer any more") from None
        except asyncio.CancelledError:
            await self._close()
            raise

    def take(self, message: ToCluster) -> None:
        match message:
            case Start(worker=worker):
                self._start(worker)
            case Say(worker=worker):
                if posting := self._postings.get(worker):
                    posting.say(message)
            case End(worker=worker, killed=killed):
                if killed and (task := self._running.get(worker)):
                    task.cancel()
                elif posting := self._postings.get(worker):
                    posting.end()
            case Open():
                _log.error("the cluster is connected already")

    def _look(self, nodes: list[dict[str, Any]]) -> None:
        self._count(sum(node["Alive"] for node in nodes))
        now = time.monotonic()
        self._barred = {node: until for node, until in self._barred.items() if until > now}
        slots = slots_of(nodes, own=self._link.own, cpu_workers=self._terms.cpu_workers)
        found = {slot.worker: slot for slot in slots if slot.node_id not in self._barred}
        for worker, slot in list(self._slots.items()):
            if found.get(worker) != slot:
                self._leave(worker, f"{slot.node} has left the cluster")
        for worker, slot in found.items():
            if worker not in self._slots:
                self._slots[worker] = slot
                self._send(Joined(worker=worker, node=slot.node, device=slot.device))

    def _count(self, alive: int) -> None:
        if alive != self._alive:
            self._alive = alive
            self._send(Connected(nodes=alive))

    def _leave(self, worker: str, reason: str) -> None:
        del self._slots[worker]
        self._send(Left(worker=worker, reason=reason))
        self._postings.pop(worker, None)
        if (task := self._running.pop(worker, None)) is not None:
            task.cancel()

    def _start(self, worker: str) -> None:
        slot = self._slots.get(worker)
        if slot is None or worker in self._running:
            reason = "it has left the cluster" if slot is None else "it is ending still"
            self._send(Exited(worker=worker, code=1, killed=False, reason=reason))
            return
        posting = Posting(slot, self._link.hire, self._weights, lambda message: self._tell(slot, message))
        self._postings[worker] = posting
        task = asyncio.create_task(posting.run())
        self._running[worker] = task
        task.add_done_callback(lambda task: self._ended(worker, task))

    def _tell(self, slot: Slot, message: FromCluster) -> None:
        """A node that does not answer has left, with all its workers: whatever else is said of it."""
        if self._slots.get(slot.worker) != slot:
            return
        if isinstance(message, Left):
            self._barred[slot.node_id] = time.monotonic() + _BARRED
            for other in [other for other in self._slots.values() if other.node_id == slot.node_id]:
                self._leave(other.worker, message.reason)
            return
        if isinstance(message, Exited):
            self._postings.pop(slot.worker, None)
            self._running.pop(slot.worker, None)
        self._send(message)

    def _ended(self, worker: str, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("the worker %s is lost by a mistake of ours", worker, exc_info=error)
            if self._running.get(worker) is task:
                del self._running[worker]
                self._postings.pop(worker, None)
                self._send(Exited(worker=worker, code=1, killed=False, reason=f"a mistake of ours: {error}"))

    async def _close(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _weights(self) -> Mapping[str, dict[str, Any]]:
        return {
            engine: wanted(Path(file), self._rules).model_dump(mode="json") for engine, file in self._sets.items()
        }
