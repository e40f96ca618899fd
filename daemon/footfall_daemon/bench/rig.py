"""The engine process under test: started, loaded, given batches, and what it reported of each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from footfall_bridge.protocol import Refusal
from footfall_daemon.bench.usage import Look, Usage
from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    EngineFailed,
    Finished,
    FromEngine,
    Load,
    Loaded,
    OutOfMemory,
    Phased,
    SegmentFailed,
    SegmentOrder,
    Stepped,
    Up,
    from_engine,
)
from footfall_daemon.worker import Spawn

_BAD_ARGUMENTS = 2
"""Exit code of a process that cannot do what its command line asks for."""
_PATIENCE = 5.0
"""Seconds for a killed process to be gone."""


class EngineLost(Exception):
    """The process ended by itself, or was ended from outside."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the engine process ended with {code}")
        self.code = code


class TooLarge(Exception):
    """The device has too little memory for this batch."""

    def __init__(self, free: int) -> None:
        super().__init__("out of memory")
        self.free = free


@dataclass(slots=True)
class Batch:
    """Clips that ran together, from their admission to the last waveform. Seconds, bytes."""

    size: int
    held: int
    """Before anything was encoded."""
    seconds: float = 0.0
    steps: list[Stepped] = field(default_factory=list)
    """Those in which all clips took part."""
    phases: list[Phased] = field(default_factory=list)
    peak: int = 0
    use: float | None = None
    """Share of the device, 0..1."""

    def step(self, step: Stepped) -> None:
        self.held = step.memory.held
        self.peak = max(self.peak, step.peak or step.memory.held)
        if len(step.progress) == self.size:
            self.steps.append(step)

    def phase(self, phase: Phased) -> None:
        self.phases.append(phase)
        self.peak = max(self.peak, self.held + (phase.peak or 0))


class Rig:
    """Needs a running event loop. Whatever happens, `close` it."""

    def __init__(self, spawn: Spawn, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held = 0
        self._gone = asyncio.Event()
        self._inbox: asyncio.Queue[FromEngine | EngineLost] = asyncio.Queue()
        self._child = spawn(self._hear, self._leave)

    @property
    def pid(self) -> int:
        return self._child.pid

    async def up(self) -> Up:
        """Raises `Refusal` where there is no such device."""
        try:
            while not isinstance(message := await self._next(), Up):
                pass
        except EngineLost as lost:
            if lost.code != _BAD_ARGUMENTS:
                raise
            raise Refusal("no-such-device", "This machine has no such device: see `footfall doctor`.") from None
        return message

    async def load(self, wanted: Load) -> Loaded:
        self._child.say(wanted)
        while not isinstance(message := await self._next(), Loaded):
            pass
        self._held = message.memory.held
        return message

    async def run(self, orders: Sequence[SegmentOrder], look: Look, progress: Callable[[float], None]) -> Batch:
        """Ids must be new: what is still reported of an earlier batch is not heard.

        Raises `TooLarge`, `EngineLost`, `Refusal`.
        """
        batch = Batch(len(orders), self._held)
        usage = Usage(look)
        began = self._clock()
        self._child.say(Admit(segments=list(orders)))
        async with usage.watching():
            await self._finished({order.id for order in orders}, batch, progress)
        batch.seconds = self._clock() - began
        batch.use = usage.share
        self._held = batch.held
        return batch

    async def close(self) -> None:
        """There is nothing to keep: the process is gone at once, and what it held of the device."""
        if not self._gone.is_set():
            self._child.kill()
        await asyncio.wait_for(self._gone.wait(), _PATIENCE)

    async def _finished(self, ids: set[str], batch: Batch, progress: Callable[[float], None]) -> None:
        left = set(ids)
        while left:
            match await self._next():
                case Stepped(progress=shares) as step if shares.keys() <= ids:
                    batch.step(step)
                    progress((len(ids - left - shares.keys()) + sum(shares.values())) / len(ids))
                case Phased(segment=segment) as phase if segment in ids:
                    batch.phase(phase)
                case Finished(segment=segment):
                    left.discard(segment)
                case SegmentFailed(segment=segment, code=code, message=words) if segment in ids:
                    raise Refusal(code, words)
                case OutOfMemory(segments=segments, memory=memory) if not ids.isdisjoint(segments):
                    self._child.say(Drop(segments=sorted(ids)))
                    raise TooLarge(memory.free)

    async def _next(self) -> FromEngine:
        message = await self._inbox.get()
        if isinstance(message, EngineLost):
            raise message
        if isinstance(message, EngineFailed):
            raise Refusal(message.code, message.message)
        return message

    def _hear(self, fields: Any) -> None:
        self._inbox.put_nowait(from_engine.validate_python(fields))

    def _leave(self, code: int) -> None:
        self._gone.set()
        self._inbox.put_nowait(EngineLost(code))
