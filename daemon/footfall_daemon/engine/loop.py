"""The engine child's work: messages in, steps of the running set, reports out. No process, no pipe here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import torch

from footfall_daemon.engine.contract import (
    Beating,
    Engine,
    FinishesBeside,
    KeepsEncoders,
    Provision,
    StatesStreamable,
    StreamsWeights,
    TakesProvision,
)
from footfall_daemon.engine.devices import card_of
from footfall_daemon.engine.gauge import Meter, gauge_of
from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    EngineFailed,
    FromEngine,
    Leave,
    Load,
    Loaded,
    Measure,
    Measured,
    Park,
    Phased,
    PhasesBeside,
    Resume,
    SegmentOrder,
    Stepped,
    StreamWeights,
    ToEngine,
    Unload,
    Unloaded,
    Up,
)
from footfall_daemon.engine.outcome import OUT_OF_MEMORY, Done, Failure, attempt
from footfall_daemon.engine.parking import ParkingLot
from footfall_daemon.engine.pulse import Pulse
from footfall_daemon.engine.report import Reporter
from footfall_daemon.engine.running import RunningSet

_log = logging.getLogger("footfall.engine")

Inbox = SimpleQueue[ToEngine]
_NO_ENGINE = Failure("no-engine", "no engine is loaded")


class _Loaded(NamedTuple):
    name: str
    mode: str
    engine: Engine
    running: RunningSet

    @property
    def overlaps(self) -> bool:
        """It may finish segments while it steps others."""
        return isinstance(self.engine, FinishesBeside) and self.engine.finishes_beside

    @property
    def kept(self) -> int:
        """Bytes that it holds for newcomers: encoding counts them, however long they were there."""
        return self.engine.kept_bytes if isinstance(self.engine, KeepsEncoders) else 0

    @property
    def encodes(self) -> bool:
        """What encodes is there. Where it is not, a newcomer was remembered: it tells nothing of who is not."""
        return self.kept > 0 or not isinstance(self.engine, KeepsEncoders)


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
        self._gauge = gauge_of(device)
        self._meter = Meter(self._gauge, clock)
        self._find = find
        self._send = send
        self._clock = clock
        self._pulse = Pulse(send, clock)
        self._loaded: _Loaded | None = None
        self._lacking = _NO_ENGINE
        """Why none is loaded: who was sent here before the daemon knew is told."""
        self._parked = ParkingLot()
        self._report = Reporter(send, self._gauge, self._parked)
        self._beside = False
        """Segments are finished while others step."""
        self.left = False
        """It was told to leave: all that ran is parked."""

    def run(self, inbox: Inbox) -> None:
        """Until it is told to leave."""
        self._send(Up(device=str(self._device), card=card_of(self._device), memory=self._gauge.read()))
        while not self.left:
            self.turn(inbox)

    def turn(self, inbox: Inbox) -> None:
        """All that waits in the inbox, then one step. With nothing to step, sleeps until a message comes."""
        if not self.busy:
            self.take(inbox.get())
        while not (self.left or inbox.empty()):
            self.take(inbox.get())
        if self.busy:
            self.step()

    @property
    def busy(self) -> bool:
        return self._loaded is not None and len(self._loaded.running) > 0

    def take(self, message: ToEngine) -> None:
        match message:
            case Load():
                self._load(message)
            case Admit(segments=orders):
                self._take_in(orders, self._admit)
            case Resume(segments=orders):
                self._take_in(orders, self._resume)
            case Park(segments=segments):
                self._park(segments)
            case StreamWeights(share=share):
                self._stream(share)
            case PhasesBeside(allowed=allowed):
                self._allow(allowed)
            case Measure():
                self._send(Measured(memory=self._gauge.read()))
            case Drop(segments=segments):
                self._parked.drop(segments)
                if self._loaded is not None:
                    self._loaded.running.drop(segments)
            case Unload():
                self._unload()
                self._send(Unloaded(memory=self._gauge.read()))
            case Leave():
                self._park_all()
                self.left = True

    def step(self) -> None:
        """One step of the running set, and the waveforms of what came to its end."""
        if self._loaded is None:
            return
        running = self._loaded.running
        if running.stepping:
            self._step(self._loaded)
        if self._beside and running.stepping:
            for segment in running.ended:
                running.finish_beside(segment)
            self._report.ended(running.finished())
        else:  # nothing to do meanwhile, or no room for it
            self._report.ended(running.finished(all_=True))
            for segment in running.ended:
                self._finish(running, segment)

    def _step(self, loaded: _Loaded) -> None:
        running = loaded.running
        stepping, disturbed, kept = running.stepping, running.disturbed, loaded.kept
        failed, effort = self._meter.measure(running.step)
        self._report.failed(failed)
        peak = effort.peak if loaded.kept == kept else None  # else it has in it what encodes, which left
        if progress := {id_: share for id_, share in running.progress().items() if id_ in stepping}:
            stepped = Stepped(
                progress=progress,
                seconds=effort.seconds,
                memory=self._gauge.read(),
                peak=None if peak is None else peak - kept,
                disturbed=disturbed,
            )
            self._send(stepped)

    def _load(self, wanted: Load) -> None:
        """Loading what is loaded already is answered at once; loading another engine unloads the first."""
        began, name, self._beside = self._clock(), wanted.engine, False
        if self._loaded is None or self._loaded.name != name:
            self._unload()
            loaded = attempt(lambda: self._ready(wanted))
            if isinstance(loaded, Failure):
                self._go_without(name, loaded)
                return
            self._loaded = loaded
        elif wanted.stream and not self._stream(wanted.stream):
            return
        self._send(self._introduced(self._loaded, self._clock() - began))

    def _introduced(self, loaded: _Loaded, seconds: float) -> Loaded:
        engine = loaded.engine
        return Loaded(
            engine=loaded.name,
            mode=loaded.mode,
            seconds=seconds,
            memory=self._gauge.read(),
            streamable=engine.streamable_bytes if isinstance(engine, StatesStreamable) else None,
            phases_beside=loaded.overlaps or isinstance(engine, KeepsEncoders),
        )

    def _ready(self, wanted: Load) -> _Loaded:
        engine = self._find(wanted.engine)
        self._gauge.cap()
        if isinstance(engine, Beating):
            engine.beat = self._pulse
        if isinstance(engine, TakesProvision):
            engine.provide(_provision(wanted))
        if wanted.stream and isinstance(engine, StreamsWeights):
            engine.stream_weights(wanted.stream)  # before loading: there may be no room for all of them
        engine.load(self._device)
        return _Loaded(wanted.engine, engine.mode, engine, RunningSet(engine, self._gauge.settle, self._parked))

    def _stream(self, share: float) -> bool:
        """Whether the engine is still there: where one fails at this, nobody knows which weights it holds."""
        if self._loaded is None or not isinstance(engine := self._loaded.engine, StreamsWeights):
            return self._loaded is not None
        self._report.ended(self._loaded.running.finish_no_more_beside())
        self._gauge.cap()
        failure = attempt(lambda: engine.stream_weights(share))
        self._gauge.relieve()
        if failure is None:
            return True
        self._park_all()
        name = self._loaded.name
        self._unload()
        self._go_without(name, failure)
        return False

    def _go_without(self, engine: str, failure: Failure) -> None:
        self._lacking = failure
        self._gauge.relieve()
        memory = self._gauge.read()
        self._send(EngineFailed(engine=engine, code=failure.code, message=failure.message, memory=memory))

    def _allow(self, beside: bool) -> None:
        if self._loaded is None:
            return
        if isinstance(engine := self._loaded.engine, KeepsEncoders):
            engine.keep_encoders(beside)
        self._beside = beside and self._loaded.overlaps
        if not self._beside:
            self._report.ended(self._loaded.running.finish_no_more_beside())

    def _park_all(self) -> None:
        if self._loaded is not None:
            self._report.ended(self._loaded.running.finished())
            self._loaded.running.park_all(self._pulse)

    def _park(self, segments: Iterable[str]) -> None:
        """One by one: their states may be large, and the disk slow."""
        if self._loaded is not None:
            for segment in segments:
                self._loaded.running.park([segment])
                self._pulse()

    def _unload(self) -> None:
        """Forgets the running set too: whoever asks for it knows what was admitted. Who is parked stays so."""
        self._lacking = _NO_ENGINE
        if self._loaded is not None:
            self._report.ended(self._loaded.running.finish_no_more_beside())
            self._loaded.running.close()
            attempt(self._loaded.engine.unload)
            self._loaded = None
            self._gauge.relieve()

    def _take_in(self, orders: list[SegmentOrder], how: Callable[[_Loaded, SegmentOrder], Failure | None]) -> None:
        failed: dict[str, Failure] = {}
        for order in orders:
            failure = self._lacking if self._loaded is None else how(self._loaded, order)
            if failure is not None:
                failed[order.id] = failure
            self._pulse()
        self._report.failed(failed)

    def _admit(self, loaded: _Loaded, order: SegmentOrder) -> Failure | None:
        disturbed, kept = loaded.running.disturbed, loaded.kept
        failure, effort = self._meter.measure(partial(loaded.running.admit, order))
        if failure is None:
            extra = effort.extra if loaded.encodes and not disturbed else None
            peak = None if extra is None else kept + extra
            self._send(Phased(segment=order.id, phase="encode", seconds=effort.seconds, peak=peak))
        return failure

    def _resume(self, loaded: _Loaded, order: SegmentOrder) -> Failure | None:
        """Starts a segment that is not parked: its process was killed while it ran, or its file is damaged."""
        failure = loaded.running.resume(order)
        if failure is None or failure.code == OUT_OF_MEMORY:
            return failure
        _log.warning("segment %s starts again: %s", order.id, failure.message)
        return self._admit(loaded, order)

    def _finish(self, running: RunningSet, segment: str) -> None:
        outcome, effort = self._meter.measure(partial(running.finish, segment))
        if isinstance(outcome, Done):
            self._send(Phased(segment=segment, phase="finish", seconds=effort.seconds, peak=effort.extra))
        self._report.ended({segment: outcome})


def _provision(wanted: Load) -> Provision:
    return Provision(Path(wanted.weights), wanted.precision, wanted.shortcuts, wanted.budget)
