"""The other programs on a device: who of them took memory of late, by the name that its user knows it by."""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import psutil

_EVERY: Final = 2.0
"""Seconds between two looks: asking a driver for its processes takes it a millisecond."""
_REMEMBERED: Final = 30
"""Looks: a minute."""
_MOST_OF_IT: Final = 0.5
"""Share of what was taken that a program must have taken to be named."""
_NAMES: Final[Mapping[str, str]] = {
    "resolve": "DaVinci Resolve",
    "adobe premiere pro": "Premiere",
    "adobe premiere pro (beta)": "Premiere",
    "adobe media encoder": "Media Encoder",
    "afterfx": "After Effects",
    "avidmediacomposer": "Media Composer",
    "blender": "Blender",
    "kdenlive": "Kdenlive",
    "fusion": "Fusion",
    "nuke": "Nuke",
    "houdini": "Houdini",
    "unrealeditor": "Unreal Editor",
    "obs": "OBS",
    "obs64": "OBS",
    "ollama": "Ollama",
    "chrome": "Chrome",
    "firefox": "Firefox",
}
"""Of programs, by the name of their process in small letters."""

Looks = Mapping[int, int]
"""Bytes by process id."""


class Neighbours:
    def __init__(
        self,
        holders: Callable[[], Looks],
        *,
        name: Callable[[int], str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`holders`: who holds how much now. `name`: of a process; empty for our own and for unknown ones."""
        self._holders = holders
        self._name = name or program_of
        self._clock = clock
        self._looks: deque[Looks] = deque(maxlen=_REMEMBERED)
        self._next = -_EVERY

    def note(self) -> None:
        """Remember who holds what, now and then. Where nobody is seen, not even we, the driver did not answer."""
        now = self._clock()
        if now >= self._next:
            self._next = now + _EVERY
            if holders := self._holders():
                self._looks.append(holders)

    def taker(self, taken: int) -> str:
        """The program that took most of so many bytes in the last minute; empty where that cannot be told."""
        if not self._looks:
            return ""
        grown = {
            pid: held - min(look.get(pid, 0) for look in self._looks) for pid, held in self._holders().items()
        }
        most = max(grown, key=lambda pid: grown[pid], default=None)
        return self._name(most) if most is not None and grown[most] >= _MOST_OF_IT * taken else ""


def program_of(pid: int) -> str:
    """Its name for people; empty where the process is ours, has gone, or runs where we cannot see it."""
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if os.getpid() not in (pid, process.ppid()):
            return name_of(process.name())
    return ""


def name_of(process: str) -> str:
    """`resolve.exe` is DaVinci Resolve; a program that is not known goes by the name of its process."""
    stem = process[: -len(".exe")] if process.lower().endswith(".exe") else process
    return _NAMES.get(stem.lower(), stem)
