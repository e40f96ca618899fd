"""The media children: who of them does which errand, and what happens when one is lost."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from footfall_bridge.protocol import Refusal
from footfall_daemon.media.messages import (
    Abandon,
    ErrandFailed,
    Excerpt,
    Excerpted,
    Film,
    Filmed,
    Prepare,
    Prepared,
    Progress,
    Show,
    Shown,
    Trace,
    Traced,
    Up,
    Write,
    Written,
    from_media,
)
from footfall_daemon.worker import Peer, Spawn, was_killed

Errand = Prepare | Film | Excerpt | Write | Show | Trace
Result = Prepared | Filmed | Excerpted | Written | Shown | Traced
OnProgress = Callable[[float], None]

_log = logging.getLogger("footfall.media")
_SILENCE = 120.0
"""Seconds without a word from a child that has an errand: it hangs."""
_IDLE = 300.0
"""Seconds after which a child without an errand is ended."""
_CRASHES = 2
_KILLS = 6


class _ChildLost(Exception):
    """The child was gone before the errand was done."""

    def __init__(self, *, killed: bool) -> None:
        super().__init__("the media process ended unexpectedly")
        self.killed = killed


@dataclass(order=True)
class _Ticket:
    """An errand that waits for a hand."""

    rank: tuple[int, int]
    errand: Errand = field(compare=False)
    on_progress: OnProgress = field(compare=False)
    result: asyncio.Future[Result] = field(compare=False)


class _Hand:
    """One media process, started when there is something to do, and the errand it has."""

    def __init__(self, spawn: Spawn) -> None:
        self._spawn = spawn
        self._child: Peer | None = None
        self._gone = asyncio.Event()
        self._on_progress: OnProgress | None = None
        self._reply: asyncio.Future[Result] | None = None

    async def do(self, ticket: _Ticket) -> Result:
        """Raises `Refusal` where the errand cannot be done, `_ChildLost` where the process is gone."""
        if self._child is None:
            self._gone.clear()
            self._child = self._spawn(self._hear, self._leave)
        child = self._child
        child.heard = time.monotonic()
        self._on_progress = ticket.on_progress
        reply: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._reply = reply
        child.say(ticket.errand)

        def abandon(result: asyncio.Future[Result]) -> None:
            if result.cancelled():
                child.say(Abandon(job=ticket.errand.job))

        ticket.result.add_done_callback(abandon)
        try:
            while not reply.done():
                await asyncio.wait([reply], timeout=5.0)
                if not reply.done() and time.monotonic() - child.heard > _SILENCE:
                    _log.error("media process %d says nothing any more: ending it", child.pid)
                    child.kill()
        finally:
            self._reply = None  # nobody waits for it any more
        return reply.result()

    async def end(self) -> None:
        if self._child is not None:
            self._child.end()
            await self._gone.wait()

    def _hear(self, fields: Any) -> None:
        match from_media.validate_python(fields):
            case Progress(fraction=fraction) if self._on_progress:
                self._on_progress(fraction)
            case ErrandFailed(code=code, message=message):
                self._settle(Refusal(code, message))
            case (Prepared() | Filmed() | Excerpted() | Written() | Shown() | Traced()) as result:
                self._settle(result)
            case Progress() | Up():
                pass

    def _leave(self, code: int) -> None:
        self._child = None
        self._gone.set()
        if self._reply is not None:
            _log.error("a media process ended with %d during an errand", code)
            self._settle(_ChildLost(killed=was_killed(code)))

    def _settle(self, outcome: Result | Exception) -> None:
        reply, self._reply, self._on_progress = self._reply, None, None
        if reply is None or reply.done():
            return
        if isinstance(outcome, Exception):
            reply.set_exception(outcome)
        else:
            reply.set_result(outcome)


class MediaPool:
    """At most `size` processes, each with one errand at a time. What is nearer to its end goes first.

    Beside them there is one for previews alone: they wait for no job, and no job waits for them.
    """

    def __init__(self, spawn: Spawn, size: int, *, aside: Spawn | None = None) -> None:
        """`aside`: starts the process for previews, where it is to be started otherwise."""
        self.size = size
        self._spawn = spawn
        self._aside = aside or spawn
        self._tickets: asyncio.PriorityQueue[_Ticket] = asyncio.PriorityQueue()
        self._looks: asyncio.PriorityQueue[_Ticket] = asyncio.PriorityQueue()
        self._count = itertools.count()
        self._hands: list[asyncio.Task[None]] = []

    def open(self) -> None:
        served = [(_Hand(self._spawn), self._tickets) for _ in range(self.size)]
        served.append((_Hand(self._aside), self._looks))
        self._hands = [asyncio.create_task(_serve(hand, tickets)) for hand, tickets in served]

    async def close(self) -> None:
        for hand in self._hands:
            hand.cancel()
        await asyncio.gather(*self._hands, return_exceptions=True)

    async def prepare(self, errand: Prepare, on_progress: OnProgress) -> Prepared:
        """Raises `Refusal`."""
        result = await self._submit(2, errand, on_progress)
        assert isinstance(result, Prepared)
        return result

    async def film(self, errand: Film, on_progress: OnProgress) -> Filmed:
        """Raises `Refusal`."""
        result = await self._submit(1, errand, on_progress)
        assert isinstance(result, Filmed)
        return result

    async def excerpt(self, errand: Excerpt, on_progress: OnProgress) -> Excerpted:
        """Raises `Refusal`."""
        result = await self._submit(1, errand, on_progress)
        assert isinstance(result, Excerpted)
        return result

    async def write(self, errand: Write, on_progress: OnProgress) -> Written:
        """Raises `Refusal`."""
        result = await self._submit(0, errand, on_progress)
        assert isinstance(result, Written)
        return result

    async def show(self, errand: Show) -> Shown:
        """Raises `Refusal`."""
        result = await self._look(errand)
        assert isinstance(result, Shown)
        return result

    async def trace(self, errand: Trace) -> Traced:
        """Raises `Refusal`."""
        result = await self._look(errand)
        assert isinstance(result, Traced)
        return result

    async def _submit(self, urgency: int, errand: Errand, on_progress: OnProgress) -> Result:
        return await self._queued(self._tickets, urgency, errand, on_progress)

    async def _look(self, errand: Show | Trace) -> Result:
        return await self._queued(self._looks, 0, errand, lambda share: None)

    async def _queued(
        self, tickets: asyncio.PriorityQueue[_Ticket], urgency: int, errand: Errand, on_progress: OnProgress
    ) -> Result:
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        tickets.put_nowait(_Ticket((urgency, next(self._count)), errand, on_progress, result))
        return await result


async def _serve(hand: _Hand, tickets: asyncio.PriorityQueue[_Ticket]) -> None:
    try:
        while True:
            try:
                ticket = await asyncio.wait_for(tickets.get(), _IDLE)
            except TimeoutError:
                await hand.end()
                continue
            if not ticket.result.cancelled():
                await _insist(hand, ticket)
    finally:
        await hand.end()


async def _insist(hand: _Hand, ticket: _Ticket) -> None:
    """Do the errand, again where the process was lost: once may be bad luck."""
    crashes = kills = 0
    outcome: Result | Refusal
    while True:
        try:
            outcome = await hand.do(ticket)
            break
        except Refusal as refusal:
            outcome = refusal
            break
        except OSError as error:
            outcome = Refusal("media-start", f"no media process could be started ({error}): free memory and retry")
            break
        except _ChildLost as lost:
            kills, crashes = kills + lost.killed, crashes + (not lost.killed)
        if crashes >= _CRASHES or kills >= _KILLS:
            outcome = Refusal(
                "media-crash", "the decoder crashes on this file each time: convert the file and try again"
            )
            break
        if ticket.result.done():
            return
    if ticket.result.done():
        return
    if isinstance(outcome, Refusal):
        ticket.result.set_exception(outcome)
    else:
        ticket.result.set_result(outcome)
