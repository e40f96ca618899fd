"""Clients of the daemon for requests that come at the same time: one client serves one thread at once."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.protocol import Info, Request

_KEPT: Final = 4
_ANSWER_TIMEOUT: Final = 5.0

_Reply = TypeVar("_Reply", bound=Info)


class Pool:
    """They find the daemon when it is back, and never start one: we are its child."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._idle: queue.LifoQueue[Client] = queue.LifoQueue()

    @contextmanager
    def client(self) -> Iterator[Client]:
        try:
            client = self._idle.get_nowait()
        except queue.Empty:
            client = Client(self._places, start=False, timeout=_ANSWER_TIMEOUT)
        try:
            yield client
        finally:
            if self._idle.qsize() < _KEPT:
                self._idle.put(client)
            else:
                client.close()

    def ask(self, request: Request, reply: type[_Reply]) -> _Reply:
        with self.client() as client:
            return client.ask(request, reply)
