"""What one device leaves to us now: the engine's own reading and every other source, less what others are left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from footfall_bridge.protocol import MemoryInfo, MemorySource
from footfall_daemon.engine import messages as say
from footfall_daemon.memory import budget
from footfall_daemon.probes import Card, Neighbours, ProbesOf, Reading, Readings, probes_of
from footfall_daemon.settings import LiveSettings

_MIB = 2**20


class Allowance:
    """Bytes. Knows the device once an engine process has told of it, and asks on its own when none is there."""

    def __init__(
        self,
        device: str,
        settings: LiveSettings,
        tell: Callable[[str], None],
        probes_of: ProbesOf = probes_of,
        node: str = "",
    ) -> None:
        """`node`: the machine, where it is not this one."""
        self._suffix = f" of {node}" if node else ""
        self.device = device
        self.card = device + self._suffix
        """What costs are learned for: the card by its own name, where it has one."""
        self._settings = settings
        self._tell = tell
        self._probes_of = probes_of
        self._probes = probes_of("cpu" if device == "auto" else device, Card(), tell=tell)
        self._neighbours = Neighbours(self._probes.holders)
        self._memory: say.Memory | None = None
        self._readings = Readings(total=0, free=0, sources=[])
        self._roomiest = 0
        """What was free and held by us when others held least."""

    async def open(self, up: say.Up, pid: int) -> None:
        """An engine process is there. Sources are opened off the loop: a driver's library takes its time."""
        self._probes.close()
        self.device, self._memory = up.device, up.memory
        self.card = up.card.name or up.device + self._suffix
        card = Card(index=up.card.index, uuid=up.card.uuid, pci=up.card.pci, name=up.card.name)
        self._probes = self._probes_of(up.device, card, tell=self._tell, pid=pid)
        self._neighbours = Neighbours(self._probes.holders)
        self._take(await asyncio.to_thread(self._probes.read, self._reported()))

    def report(self, memory: say.Memory) -> int:
        """The engine measured its device; what we may hold of it now."""
        self._memory = memory
        self._take(self._probes.read(self._reported()))
        self._neighbours.note()
        return self.budget

    def taker(self, taken: int) -> str:
        """The program that took most of so many bytes of late; empty where that cannot be told."""
        return self._neighbours.taker(taken)

    def close(self) -> None:
        """The engine process is gone, and no driver is kept awake for it."""
        self._memory = None
        self._probes.close()

    @property
    def held(self) -> int:
        return 0 if self._memory is None else self._memory.held

    @property
    def budget(self) -> int:
        return self._left_of(self._readings.free)

    @property
    def most(self) -> int:
        """The budget as it would be now, if others held as little as they ever did."""
        return self._left_of(self._roomiest - self.held)

    @property
    def terms(self) -> tuple[int, int]:
        """What the user says of it, in bytes: left to others, and ours at most (0: no limit)."""
        now = self._settings.now
        return now.memory_headroom_mib * _MIB, now.memory_limit_mib * _MIB

    def look(self) -> None:
        """Ask on our own where no engine process tells."""
        if self._memory is None:
            self._readings = self._probes.read()
            self._probes.close()

    def info(self) -> MemoryInfo:
        self.look()
        return self.read

    @property
    def read(self) -> MemoryInfo:
        """As it was last read."""
        sources = [
            MemorySource(source=reading.source, total=reading.total, free=reading.free, note=reading.note)
            for reading in self._readings.sources
        ]
        return MemoryInfo(
            total=self._readings.total,
            free=self._readings.free,
            held=self.held,
            budget=self.budget,
            headroom=self.terms[0],
            sources=sources,
        )

    def _left_of(self, free: int) -> int:
        headroom, limit = self.terms
        return budget(free=free, held=self.held, headroom=headroom, limit=limit)

    def _take(self, readings: Readings) -> None:
        self._readings = readings
        self._roomiest = max(self._roomiest, readings.free + self.held)

    def _reported(self) -> Reading:
        assert self._memory is not None
        return Reading("engine", self._memory.total, self._memory.free)
