"""The WebSocket: a token first, then a snapshot and all that changes, until either side has had enough."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Coroutine, Sequence
from typing import Final, TypeVar

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from footfall_bridge.gateway.admission import Admission
from footfall_bridge.gateway.limits import MOST_WATCHERS, PATIENCE, Bucket
from footfall_bridge.gateway.messages import Ping, Wish
from footfall_bridge.gateway.refusals import status_of
from footfall_bridge.gateway.watcher import Watcher
from footfall_bridge.places import Places
from footfall_bridge.protocol import Message, Refusal, sentence_of

_log = logging.getLogger("footfall.gateway")
_CLOSE: Final = 4000
"""A close code is this plus the HTTP status of the refusal: 4401 for a wrong token."""
_PONG: Final = json.dumps({"type": "pong"})

_Message = TypeVar("_Message", bound=Message)


class Events:
    def __init__(self, places: Places, admission: Admission) -> None:
        self._places = places
        self._admission = admission
        self._free = MOST_WATCHERS

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        try:
            wish = await self._wish(socket)
            await self._follow(socket, wish.jobs)
        except Refusal as refusal:
            await _say_goodbye(socket, refusal)
        except WebSocketDisconnect:
            pass

    async def _wish(self, socket: WebSocket) -> Wish:
        try:
            async with asyncio.timeout(PATIENCE):
                wish = await _read(socket, Wish)
        except TimeoutError:
            words = f'no token came within {PATIENCE:g} seconds: the first message is {{"token": ...}}'
            raise Refusal("unauthorized", words) from None
        self._admission.check_token(wish.token)
        return wish

    async def _follow(self, socket: WebSocket, jobs: Sequence[str] | None) -> None:
        if not self._free:
            words = f"{MOST_WATCHERS} WebSockets follow the events already: close one that is not needed"
            raise Refusal("too-many-watchers", words)
        self._free -= 1
        watcher = Watcher(self._places, jobs)
        try:
            await _first_to_end(_tell(socket, watcher), _listen(socket))
        except Refusal as refusal:
            await _say_goodbye(socket, refusal)
        finally:
            await watcher.close()
            self._free += 1


async def _tell(socket: WebSocket, watcher: Watcher) -> None:
    while True:
        await _send(socket, await watcher.next())


async def _listen(socket: WebSocket) -> None:
    room = Bucket(per_second=10, burst=50)
    while True:
        await _read(socket, Ping)
        if not room.take(time.monotonic()):
            raise Refusal("too-many-requests", "too many messages at once: one ping in some seconds will do")
        await _send(socket, _PONG)


async def _read(socket: WebSocket, model: type[_Message]) -> _Message:
    """Raises `Refusal` or `WebSocketDisconnect`."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    if (text := message.get("text")) is None:
        raise Refusal("bad-message", "messages are JSON text, not binary")
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise Refusal("bad-message", sentence_of(error)) from None


async def _say_goodbye(socket: WebSocket, refusal: Refusal) -> None:
    _log.info("closing a WebSocket: %s", refusal.code)
    error = {"type": "error", "error": {"code": refusal.code, "message": refusal.message}}
    with contextlib.suppress(Refusal, WebSocketDisconnect):
        if refusal.code != "too-slow":  # that one would not read it: the code must do
            await _send(socket, json.dumps(error))
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it has gone already
        await socket.close(_CLOSE + status_of(refusal.code), refusal.code)


async def _send(socket: WebSocket, text: str) -> None:
    """Raises `Refusal` where the client does not read: what it has not taken is in full buffers here."""
    try:
        async with asyncio.timeout(PATIENCE):
            await socket.send_text(text)
    except TimeoutError:
        raise Refusal("too-slow", "messages were not read in time: connect again") from None


async def _first_to_end(*works: Coroutine[None, None, None]) -> None:
    """Run them together until one raises; then it is over for all."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    ended.pop().result()
