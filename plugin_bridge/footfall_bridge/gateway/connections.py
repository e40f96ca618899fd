"""Connections as uvicorn keeps them, with the bounds that it lacks: their number, and how slow they may be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from footfall_bridge.gateway.limits import MOST_CONNECTIONS, PATIENCE

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

_UNREADABLE: Final = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(H11Protocol):
    """One that must say what it wants in time, again for each further request, and is one of so many."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._set_deadline()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._set_deadline()  # a part of a head: each further byte buys no time
        else:
            self._clear_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._clear_deadline()
        super().connection_lost(exc)

    def _set_deadline(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE, self.transport.abort)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class EventSocket(WebSocketsSansIOProtocol):
    """A WebSocket that can be closed although its client reads nothing."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.transport.write(_UNREADABLE)
            self.transport.close()

    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] != "websocket.close":
            await super().send(message)
            return
        self.writable.set()  # the reason goes behind what the client has not read yet, instead of waiting for it
        await super().send(message)
        if self.close_timer is not None:
            self.close_timer.cancel()
            # Not `close`: that waits for a reader too.
            self.close_timer = self.loop.call_later(PATIENCE, self.transport.abort)
