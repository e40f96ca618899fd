"""An engine process that exists only in the test: it computes by a given cost and has so much memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pydantic import BaseModel

from footfall_daemon.engine.messages import (
    Admit,
    Card,
    Drop,
    Finished,
    FromEngine,
    Load,
    Loaded,
    Memory,
    OutOfMemory,
    Phased,
    SegmentFailed,
    Stepped,
    Up,
)
from footfall_daemon.worker import Child

GIB = 2**30
STEPS = 4
WEIGHTS = 3 * GIB


class Clock:
    """Time passes when the engine computes."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class EngineDouble:
    """A step takes `fixed` seconds and `each` for every clip; a clip takes a GiB beside the weights."""

    def __init__(self, clock: Clock, *, fixed: float = 1.0, each: float = 0.1) -> None:
        self.clock = clock
        self.fixed = fixed
        self.each = each
        self.room = 1000
        """Clips that fit."""
        self.dies_at: dict[int, int] = {}
        """Exit codes by size of batch."""
        self.fails: SegmentFailed | None = None
        self.pid = 0
        self.killed = False
        self.batches: list[int] = []
        self.dropped: list[str] = []
        self._report: Callable[[Any], None] = lambda fields: None
        self._exit: Callable[[int], None] = lambda code: None

    def spawn(self, on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Child:
        self._report, self._exit = on_message, on_exit
        self.tell(Up(device="cuda:0", card=Card(name="Some Card"), memory=_memory(0)))
        return cast(Child, self)

    def tell(self, message: FromEngine) -> None:
        self._report(message.model_dump(mode="json"))

    def say(self, message: BaseModel) -> None:
        match message:
            case Load(engine=engine):
                self.tell(Loaded(engine=engine, mode="bf16", seconds=1.0, memory=_memory(WEIGHTS)))
            case Admit(segments=segments):
                self._take_in([segment.id for segment in segments])
            case Drop(segments=segments):
                self.dropped += segments

    def exits(self, code: int) -> None:
        self._exit(code)

    def kill(self) -> None:
        self.killed = True
        self.exits(-9)

    def _take_in(self, ids: list[str]) -> None:
        self.batches.append(len(ids))
        if (code := self.dies_at.get(len(ids))) is not None:
            self.exits(code)
        elif len(ids) > self.room:
            self.tell(OutOfMemory(segments=ids, lost=ids, memory=_memory(WEIGHTS)))
        elif self.fails is not None:
            self.tell(self.fails.model_copy(update={"segment": ids[0]}))
        else:
            self._perform(ids)

    def _perform(self, ids: list[str]) -> None:
        held = WEIGHTS + len(ids) * GIB
        for id_ in ids:
            self.tell(Phased(segment=id_, phase="encode", seconds=0.5, peak=GIB // 2))
        for step in range(1, STEPS + 1):
            seconds = self.fixed + self.each * len(ids)
            self.clock.now += seconds
            progress = dict.fromkeys(ids, step / STEPS)
            self.tell(Stepped(progress=progress, seconds=seconds, memory=_memory(WEIGHTS), peak=held))
        for id_ in ids:
            self.tell(Finished(segment=id_, samples=480_000))


def _memory(held: int) -> Memory:
    return Memory(total=24 * GIB, free=24 * GIB - held, held=held)
