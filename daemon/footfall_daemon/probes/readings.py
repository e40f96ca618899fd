"""What the sources say is free, side by side, and what follows from it: the smallest that can be true."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

ABSURD = 1 << 60
"""Bytes. Nothing has an exbibyte: sources say so where they mean "no limit", or where they are broken."""
_REST = 30.0
"""Seconds until a source that failed is asked again: loading a driver's library in vain is not free."""


@dataclass(frozen=True, slots=True)
class Card:
    """An accelerator, as the process that computes on it sees it; empty where it does not know."""

    index: int = 0
    """Its number there, which is neither the driver's nor the management library's."""
    uuid: str = ""
    pci: str = ""
    """`0000:3b:00.0`"""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Bytes, as one source tells them. A total of 0: it could not tell, and the note says why."""

    source: str
    total: int
    free: int
    note: str = ""

    @classmethod
    def missing(cls, source: str, why: str) -> Self:
        return cls(source, 0, 0, why)

    @property
    def doubt(self) -> str:
        """Why it cannot be believed; empty where it can."""
        if self.total == 0:
            return self.note or "tells nothing"
        if not 0 < self.total < ABSURD:
            return "ignored: says an impossible size"
        if self.free < 0:
            return "ignored: says that less than nothing is free"
        return "ignored: says that more is free than there is" if self.free > self.total else ""


@dataclass(frozen=True, slots=True)
class Readings:
    """Bytes. A total of 0: no source could tell."""

    total: int
    free: int
    sources: Sequence[Reading]
    """All that were asked, as they answered; what is wrong with an answer stands in its note."""


Source = Callable[[], Reading | None]
"""None where it has nothing to say: no limit is set, no such thing on this system. It does not raise."""


def smallest(readings: Iterable[Reading]) -> Readings:
    """Nobody gives out more than the tightest source allows; sources that cannot be right do not count."""
    sources = [replace(reading, note=reading.doubt or reading.note) for reading in readings]
    believed = [reading for reading in sources if not reading.doubt]
    return Readings(
        total=min((reading.total for reading in believed), default=0),
        free=min((reading.free for reading in believed), default=0),
        sources=sources,
    )


class Probes:
    """The sources of one device, asked together. Not for several threads at once."""

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        on_close: Sequence[Callable[[], None]] = (),
        holders: Callable[[], dict[int, int]] = dict,
    ) -> None:
        """`tell` gets a sentence the first time that a source fails in some way, and not again.

        `holders`: bytes by process id, of those that hold some of the device; none where nobody can tell.
        """
        self.holders = holders
        self._sources = sources
        self._tell = tell
        self._clock = clock
        self._on_close = on_close
        self._told: set[str] = set()
        self._failed: dict[int, tuple[float, Reading]] = {}

    def read(self, *others: Reading) -> Readings:
        """`others`: what is known from elsewhere, as from the process that holds the device."""
        answers = [self._ask(number, source) for number, source in enumerate(self._sources)]
        readings = smallest([*others, *(answer for answer in answers if answer is not None)])
        for reading in readings.sources:
            self._report(reading)
        return readings

    def close(self) -> None:
        """Let go of drivers' libraries, which may keep a laptop's card awake. Reading opens them again."""
        for close in self._on_close:
            close()

    def _ask(self, number: int, source: Source) -> Reading | None:
        since, last = self._failed.get(number, (-_REST, None))
        if last is not None and self._clock() - since < _REST:
            return last
        answer = source()
        self._failed.pop(number, None)
        if answer is not None and answer.total == 0:
            self._failed[number] = self._clock(), answer
        return answer

    def _report(self, reading: Reading) -> None:
        sentence = f"{reading.source}: {reading.doubt}"
        if reading.doubt and sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)
