"""The engine process of a station: started when it is wanted, asked to leave, and ended where it does not.

What it is told and what it says is the station's affair.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

from footfall_daemon.engine import messages as say
from footfall_daemon.standing import Life
from footfall_daemon.worker import Peer, Spawn, Starts

_log = logging.getLogger("footfall.station")
_FAREWELL = 2.0
"""Seconds that an engine asked to leave has beyond the step it is in."""
_LONG_FAREWELL = 30.0
"""Seconds that it has in all, as long as it is heard: it encodes, or writes down what it parks."""
_LAST_FAREWELL = 4.0
"""Seconds that it has where the daemon ends: it leaves within two by itself."""
_FRESH = 5.0
"""Seconds after a word from it in which it is taken to be at work."""


class EngineProcess:
    """At most one at a time."""

    def __init__(self, spawn: Spawn, *, hear: Callable[[Any], None], leave: Callable[[int, bool], None]) -> None:
        """`hear` is called with what it says, `leave` with its exit code, and whether it was to end."""
        self._spawn = spawn
        self._hear = hear
        self._left = leave
        self.child: Peer | None = None
        self.ending = False
        """It was asked to."""
        self.starts = Starts()
        self.last_words = ""
        """Of the last one, where it ended before it did anything."""
        self._gone = asyncio.Event()
        self._gone.set()

    @property
    def alive(self) -> bool:
        return self.child is not None

    @property
    def life(self) -> Life:
        return Life(self.alive, self.ending, self.starts.failures, self.starts.wait, self.last_words)

    def start(self) -> None:
        """Raises `OSError`."""
        self.ending = False
        self.child = self._spawn(self._hear, self._leave)
        self._gone.clear()

    def say(self, message: say.ToEngine) -> None:
        """One that is to end is told nothing any more."""
        if self.child is not None and not self.ending:
            self.child.say(message)

    def give_work(self) -> None:
        """From now on it is waited for."""
        if self.child is not None:
            self.child.heard = time.monotonic()

    def leave(self, step: float) -> None:
        """It parks what runs and ends; one that does not is ended. `step`: seconds that its steps last."""
        self.ending = True
        if (child := self.child) is not None:
            child.say(say.Leave())
            patience = _FAREWELL + 2 * step
            until = time.monotonic() + max(patience, _LONG_FAREWELL)
            asyncio.get_running_loop().call_later(patience, self._insist, child, until)

    def abandon(self) -> None:
        """There is none any more, as far as anybody is concerned."""
        self.child, self.ending = None, False
        self._gone.set()

    async def close(self) -> None:
        """Returns once there is none."""
        if (child := self.child) is not None:
            self.ending = True
            child.end()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.gone(), _LAST_FAREWELL)
            if self.child is child:  # another machine's, say, which still waits for its GPU
                child.kill()
        await self.gone()

    async def gone(self) -> None:
        """Returns once no engine process is left."""
        await self._gone.wait()

    def _insist(self, child: Peer, until: float) -> None:
        """Whoever was heard just now is at work: it gets more time, but none after `until`."""
        if self.child is not child:
            return
        now = time.monotonic()
        if now < until and now - child.heard < _FRESH:
            asyncio.get_running_loop().call_later(_FAREWELL, self._insist, child, until)
            return
        _log.warning("the engine was asked to leave and did not: ending it")
        child.kill()

    def _leave(self, code: int) -> None:
        if self.child is None:  # abandoned
            return
        self.last_words = self.child.last_words
        expected, self.child, self.ending = self.ending, None, False
        self._gone.set()
        self._left(code, expected)
