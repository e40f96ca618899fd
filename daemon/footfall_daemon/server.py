"""ROUTER for requests: reads, dispatches, answers. Nothing is decided here."""

from __future__ import annotations

import asyncio
import logging

import zmq
import zmq.asyncio

from footfall_bridge.protocol import Info, Refusal
from footfall_bridge.wire import Answer, BadCall, Call, pack
from footfall_daemon.desk import Desk

_log = logging.getLogger("footfall.server")
_AT_ONCE = 64


class Server:
    """Answers requests until cancelled; each on a task of its own, so that a slow one holds up nobody."""

    def __init__(self, socket: zmq.asyncio.Socket, desk: Desk) -> None:
        self._socket = socket
        self._desk = desk
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        while True:
            frames = await self._socket.recv_multipart()
            await self._room.acquire()
            task = asyncio.create_task(self._handle(frames))
            self._tasks.add(task)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.release()

    async def _handle(self, frames: list[bytes]) -> None:
        sender, *parts = frames
        answer = await self._answer(parts)
        try:
            await self._socket.send_multipart([sender, pack(answer)], zmq.NOBLOCK)
        except zmq.ZMQError as error:
            _log.info("a client did not wait for its answer: %s", error)

    async def _answer(self, parts: list[bytes]) -> Answer:
        if len(parts) != 1:
            refusal = Refusal("bad-message", f"a request is one frame, not {len(parts)}")
            return Answer.refusing("", refusal)
        try:
            call = Call.parse(parts[0])
        except BadCall as bad:
            return Answer.refusing(bad.call_id, bad)
        return await self._dispatch(call)

    async def _dispatch(self, call: Call) -> Answer:
        try:
            body: Info = await self._desk.answer(call.request)
        except Refusal as refusal:
            return Answer.refusing(call.id, refusal)
        except Exception as error:  # noqa: BLE001 - the edge: whatever happens, the client gets an answer
            _log.exception("request %s", call.request.op)
            words = f"something unforeseen happened ({type(error).__name__}): `footfall logs` has the details"
            return Answer.refusing(call.id, Refusal("internal", words))
        return Answer.of(call.id, body)
