"""A request's body on its way in: read whole within bounds, or read away."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from footfall_bridge.gateway.admission import too_large
from footfall_bridge.gateway.limits import LARGEST_BODY, PATIENCE
from footfall_bridge.protocol import Refusal

_WORTH_DRAINING: Final = 8 * LARGEST_BODY


class Gone(Exception):
    """The client left before its body had come."""


class Body:
    def __init__(self, receive: Receive, headers: Headers) -> None:
        self._receive = receive
        declared = int(headers.get("content-length", 0))
        self._worth_draining = declared <= _WORTH_DRAINING
        self.whole = declared == 0 and "transfer-encoding" not in headers
        """Nothing more will come."""

    async def read(self) -> bytes:
        """Raises `Gone` or `Refusal`: "too-large", also where no length was declared, or "too-slow"."""
        body = bytearray()
        try:
            async with asyncio.timeout(PATIENCE):
                while not self.whole:
                    body += await self._part()
                    if len(body) > LARGEST_BODY:
                        raise too_large()
        except TimeoutError:
            self._worth_draining = False
            words = f"the request did not come whole within {PATIENCE:g} seconds: send it again"
            raise Refusal("too-slow", words) from None
        return bytes(body)

    async def drain(self) -> None:
        """Many clients look for an answer only when they have sent all: take a refused body, within bounds."""
        left = _WORTH_DRAINING if self._worth_draining else 0
        try:
            async with asyncio.timeout(PATIENCE):
                while left > 0 and not self.whole:
                    left -= len(await self._part())
        except (TimeoutError, Gone):
            pass

    async def _part(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self.whole = not message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part


def replayed(body: bytes, receive: Receive) -> Receive:
    """For an app that shall read `body` as if it came from the client."""
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return parts.pop() if parts else await receive()

    return replay
