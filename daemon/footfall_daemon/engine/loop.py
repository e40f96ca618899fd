"""The engine child's work: messages in, steps of the running set, reports out. No process, no pipe here."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np
import torch

from footfall_daemon.engine.contract import Engine, StreamsWeights
from footfall_daemon.engine.gauge import Gauge
from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    EngineFailed,
    Finished,
    FromEngine,
    Load,
    Loaded,
    Measure,
    Measured,
    OutOfMemory,
    Park,
    Resume,
    SegmentFailed,
    SegmentOrder,
    Stepped,
    StreamWeights,
    ToEngine,
    Unload,
    Unloaded,
    Up,
)
from footfall_daemon.engine.running import OUT_OF_MEMORY, Done, Failure, ParkingLot, RunningSet, attempt

_log = logging.getLogger("footfall.engine")

Inbox = SimpleQueue[ToEngine]


class _Loaded(NamedTuple):
    name: str
    engine: Engine
    running: RunningSet


class Loop:
    """Takes messages between steps, steps what is admitted, reports."""

    def __init__(
        self,
        device: torch.device,
        find: Callable[[str], Engine],
        send: Callable[[FromEngine], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device = device
        self._gauge = Gauge(device)
        self._find = find
        self._send = send
        self._clock = clock
        self._loaded: _Loaded | None = None
        self._parked = ParkingLot()

    def run(self, inbox: Inbox) -> None:
        """For ever: the process ends when its stdin does."""
        self._send(Up(device=str(self._device), memory=self._gauge.read()))
        while True:
            self.turn(inbox)

    def turn(self, inbox: Inbox) -> None:
        """All that waits in the inbox, then one step. With nothing to step, sleeps until a message comes."""
        if not self.busy:
            self.take(inbox.get())
        while not inbox.empty():
            self.take(inbox.get())
        if self.busy:
            self.step()

    @property
    def busy(self) -> bool:
        return self._loaded is not None and len(self._loaded.running) > 0

    def take(self, message: ToEngine) -> None:
        match message:
            case Load(engine=name, stream=share):
                self._load(name, share)
            case Admit(segments=orders):
                self._take_in(orders, RunningSet.admit)
            case Resume(segments=orders):
                self._take_in(orders, RunningSet.resume)
            case Park(segments=segments):
                if self._loaded is not None:
                    self._loaded.running.park(segments)
            case StreamWeights(share=share):
                self._stream(share)
            case Measure():
                self._send(Measured(memory=self._gauge.read()))
            case Drop(segments=segments):
                self._parked.drop(segments)
                if self._loaded is not None:
                    self._loaded.running.drop(segments)
            case Unload():
                self._unload()
                self._send(Unloaded(memory=self._gauge.read()))

    def step(self) -> None:
        """One step of the running set, and the waveforms of what came to its end."""
        if self._loaded is None:
            return
        running = self._loaded.running
        began = self._clock()
        failed = running.step()
        seconds = self._clock() - began
        self._fail(failed)
        if progress := running.progress():
            self._send(Stepped(progress=progress, seconds=seconds, memory=self._gauge.read()))
        for segment, outcome in running.finish().items():
            self._deliver(segment, outcome)

    def _load(self, name: str, stream: float) -> None:
        """Loading what is loaded already is answered at once; loading another engine unloads the first."""
        began = self._clock()
        if self._loaded is None or self._loaded.name != name:
            self._unload()
            engine = attempt(lambda: self._ready(name))
            if isinstance(engine, Failure):
                self._gauge.relieve()
                self._send(EngineFailed(code=engine.code, message=engine.message))
                return
            self._loaded = _Loaded(name, engine, RunningSet(engine, self._gauge.relieve, self._parked))
        if stream:
            self._stream(stream)
        self._send(Loaded(engine=name, seconds=self._clock() - began, memory=self._gauge.read()))

    def _ready(self, name: str) -> Engine:
        engine = self._find(name)
        engine.load(self._device)
        return engine

    def _stream(self, share: float) -> None:
        if self._loaded is None or not isinstance(engine := self._loaded.engine, StreamsWeights):
            return
        attempt(lambda: engine.stream_weights(share))
        self._gauge.relieve()

    def _unload(self) -> None:
        """Forgets the running set too: whoever asks for it knows what was admitted. Who is parked stays so."""
        if self._loaded is not None:
            attempt(self._loaded.engine.unload)
            self._loaded = None
            self._gauge.relieve()

    def _take_in(
        self, orders: list[SegmentOrder], how: Callable[[RunningSet, SegmentOrder], Failure | None]
    ) -> None:
        failed: dict[str, Failure] = {}
        for order in orders:
            nobody = Failure("no-engine", "no engine is loaded")
            failure = nobody if self._loaded is None else how(self._loaded.running, order)
            if failure is not None:
                failed[order.id] = failure
        self._fail(failed)

    def _deliver(self, segment: str, outcome: Done | Failure) -> None:
        if isinstance(outcome, Done):
            outcome = _written(outcome)
        if isinstance(outcome, Failure):
            self._fail({segment: outcome})
        else:
            samples = outcome.order.samples
            self._send(Finished(segment=segment, samples=samples, notes=outcome.notes))

    def _fail(self, failed: dict[str, Failure]) -> None:
        """Too little memory is no failure: the scheduler makes room and tries again."""
        for segment, failure in failed.items():
            _log.warning("segment %s: %s: %s", segment, failure.code, failure.message)
            if failure.code != OUT_OF_MEMORY:
                self._send(SegmentFailed(segment=segment, code=failure.code, message=failure.message))
        if short := [segment for segment, failure in failed.items() if failure.code == OUT_OF_MEMORY]:
            self._gauge.relieve()
            lost = [segment for segment in short if segment not in self._parked]
            self._send(OutOfMemory(segments=short, lost=lost, memory=self._gauge.read()))


def _written(done: Done) -> Done | Failure:
    try:
        write_wave(Path(done.order.wave), done.waveform)
    except OSError as error:
        return Failure("spool", f"the waveform could not be written: {error.strerror or error}")
    return done


def write_wave(path: Path, waveform: torch.Tensor) -> None:
    """A NumPy file that appears whole or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            np.save(file, waveform.contiguous().numpy())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
