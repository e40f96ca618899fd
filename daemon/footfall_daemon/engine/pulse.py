"""What shows that work goes on which takes long: a word to the daemon now and then, from the work itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from footfall_daemon.engine.messages import Alive, FromEngine

_APART: Final = 1.0
"""Seconds between two words: more would tell no more."""


class Pulse:
    """Call it wherever a part of the work is done. No thread beats: one that hangs would beat on."""

    def __init__(self, send: Callable[[FromEngine], None], clock: Callable[[], float]) -> None:
        self._send = send
        self._clock = clock
        self._told = -math.inf

    def __call__(self) -> None:
        now = self._clock()
        if now - self._told >= _APART:
            self._told = now
            self._send(Alive())
