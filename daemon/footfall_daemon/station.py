"""One worker as the daemon sees it: its engine process, its scheduler, and what its device leaves to us.

It tells the scheduler what the engine reports and carries out what the scheduler says. Which jobs there are,
and who of several workers makes which, is the foreman's.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from footfall_bridge.protocol import Refusal, WorkerInfo
from footfall_daemon.allowance import Allowance
from footfall_daemon.calibration import Calibration
from footfall_daemon.catalog import Catalog
from footfall_daemon.chronicle import Gauge
from footfall_daemon.engine import messages as say
from footfall_daemon.engine_process import EngineProcess
from footfall_daemon.figures import memory_sample, worker_info
from footfall_daemon.loading import Loading
from footfall_daemon.memory import LEVELS
from footfall_daemon.performance import Repertoire, clips
from footfall_daemon.probes import ProbesOf, probes_of
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    PhasesBeside,
    Release,
    Resume,
    Scheduler,
    StreamWeights,
    Unload,
    Wait,
)
from footfall_daemon.scheduler.orders import SOMEBODY, gib
from footfall_daemon.settings import LiveSettings
from footfall_daemon.standing import Prospect
from footfall_daemon.worker import Spawn, was_killed

_log = logging.getLogger("footfall.station")
_PROCESSOR = 20.0
"""How many times slower than a GPU it is taken to be, until it was measured."""
_PASSING = (say.Alive, say.Measured, say.Phased, say.Stepped)
"""After these nobody has less or more to do: that others look at all there is would be for nothing, each step."""
_SILENCE = 300.0
"""Seconds without a word from an engine that has work: it hangs. One whose work lasts beats, see its contract."""


class Station:
    """One engine process and its scheduler."""

    def __init__(
        self,
        name: str,
        device: str,
        *,
        spawn: Spawn,
        scheduler: Scheduler,
        repertoire: Repertoire,
        catalog: Catalog,
        calibration: Calibration,
        settings: LiveSettings,
        weights: Callable[[str], Path],
        decide: Callable[[str], None],
        settled: Callable[[], None],
        probes: ProbesOf = probes_of,
        node: str = "",
    ) -> None:
        """`weights`: of a set of them by name, the file that lists it. `node`: where it is not on this machine.

        `settled` is called after what the engine reported was taken in: others may take over work then.
        """
        self.name = name
        self._node = node
        self.scheduler = scheduler
        self._repertoire = repertoire
        self._catalog = catalog
        self._calibration = calibration
        self._settings = settings
        self._loading = Loading(settings, weights)
        self._decide = decide
        self._settled = settled
        self._allowance = Allowance(device, settings, tell=_log.info, probes_of=probes, node=node)
        self._terms = self._allowance.terms
        scheduler.handicap = _PROCESSOR if device == "cpu" else 1.0
        self._process = EngineProcess(spawn, hear=self._hear, leave=self._leave)
        self._opening: asyncio.Task[None] | None = None
        self._engine: str | None = None
        self._idle_since = self._idle_at = time.monotonic()
        self._step = 0.0

    def tick(self) -> None:
        """A few times a second: start what is wanted, end what hangs or has long been idle."""
        now = time.monotonic()
        self._heed_the_settings()
        child = self._process.child
        self.scheduler.failing = child is None and not self._process.starts.due
        if self.scheduler.idle:
            self._idle_at = now
        if child is None:
            self.start_if_wanted()
        elif not self.scheduler.idle and now - max(child.heard, self._idle_at) > _SILENCE:
            _log.error("the engine says nothing any more: ending it")
            child.kill()
        elif self.scheduler.wants_worker and not self.scheduler.running:
            self._idle_since = now
            self._process.say(say.Measure())
        elif not self.scheduler.idle:
            self._idle_since = now
        elif now - self._idle_since > self._settings.now.engine_keep_alive and not self._process.ending:
            self._decide("unloaded the engine: it had nothing to do")
            self._release()

    def forgive(self) -> None:
        """The user says: go on. An engine that kept dying is tried again at once."""
        self._process.starts.forgive()
        self.scheduler.failing = False

    @property
    def names(self) -> tuple[str, str]:
        """What a user may call it by."""
        return self.name, self._allowance.device

    async def gone(self) -> None:
        """Returns once no engine process is left."""
        await self._process.gone()

    def abandon(self) -> None:
        """Its machine is gone: nothing that may still be heard of the process counts."""
        self._process.abandon()
        self._allowance.close()
        running = self.scheduler.running
        self._repertoire.park(running)

    async def close(self) -> None:
        self.scheduler.released = True  # whatever is still wanted, no new process starts
        await self._process.close()

    # carrying out

    def carry_out(self, instruction: Instruction) -> None:
        match instruction:
            case Load(engine, level):
                self._process.say(self._loading(self._catalog[engine], level, self._allowance.budget))
            case Admit(segments):
                self._enter(segments)
                self._process.say(say.Admit(segments=self._repertoire.orders(segments)))
            case Resume(segments):
                self._enter(segments)
                self._process.say(say.Resume(segments=self._repertoire.orders(segments)))
            case Park(segments, reason):
                self._process.say(say.Park(segments=list(segments)))
                self._repertoire.park(segments)
                self._decide(f"parked {clips(segments)}: {self._named(reason)}")
            case StreamWeights(level, reason):
                self._process.say(say.StreamWeights(share=level / LEVELS))
                self._decide(f"streaming {level} of {LEVELS} parts of the weights: {self._named(reason)}")
            case PhasesBeside(allowed):
                self._process.say(say.PhasesBeside(allowed=allowed))
            case Unload(reason):
                self._process.say(say.Unload())
                self._decide(f"unloaded the engine: {self._named(reason)}")
            case Release(reason):
                self._decide(f"ended the engine process: {reason}")
                self._release()
            case Drop(segments):
                self._process.say(say.Drop(segments=list(segments)))
            case GiveUp(segment, code, reason):
                self._repertoire.fail(segment, Refusal(code, reason))
            case Wait(reason):
                self._decide(reason)

    def start_if_wanted(self) -> None:
        if self._process.alive or not self.scheduler.wants_worker or not self._process.starts.due:
            return
        try:
            self._process.start()
        except OSError as error:
            self._decide(f"the engine process could not be started: {error}")
            self._start_failed()

    def _carry_out(self, instructions: Sequence[Instruction]) -> None:
        for instruction in instructions:
            self.carry_out(instruction)

    def _named(self, reason: str) -> str:
        """With the name of the program that took memory, where it can be told."""
        if SOMEBODY not in reason:
            return reason
        return reason.replace(SOMEBODY, self._allowance.taker(self.scheduler.room.taken) or SOMEBODY)

    def _heed_the_settings(self) -> None:
        """What the user takes from us is not coming back, as what other programs hold may be."""
        if self._allowance.terms != self._terms:
            self._terms = self._allowance.terms
            self._carry_out(self.scheduler.granted(self._allowance.most))

    def _enter(self, segments: Sequence[str]) -> None:
        self._repertoire.begin(segments)
        self._process.give_work()

    def _release(self) -> None:
        self.scheduler.worker_released()
        self._process.leave(self._step)

    # what the engine reports

    def _hear(self, fields: Any) -> None:
        if not self._process.alive:  # abandoned
            return
        message = say.from_engine.validate_python(fields)
        if not self._process.ending or isinstance(message, say.Stepped | say.Finished | say.SegmentFailed):
            self._carry_out(self._answer(message))
            if not isinstance(message, _PASSING):
                self._settled()

    def _answer(self, message: say.FromEngine) -> Sequence[Instruction]:
        match message:
            case say.Up():
                self._opening = asyncio.create_task(self._open(message))
            case say.Loaded():
                return self._loaded(message)
            case say.Unloaded(memory=memory):
                self._engine = None
                return self.scheduler.engine_unloaded(self._allowance.report(memory))
            case say.Measured(memory=memory):
                return self.scheduler.memory(self._allowance.report(memory))
            case say.OutOfMemory(segments=segments, lost=lost, memory=memory):
                self._repertoire.park(segments)
                self._decide(f"out of memory with {clips(segments)}: trying again with fewer")
                return self.scheduler.out_of_memory(segments, self._allowance.report(memory), lost)
            case say.Stepped():
                return self._stepped(message)
            case say.Phased(segment=segment, phase=phase, seconds=seconds, peak=peak):
                if phase == "encode":
                    self._repertoire.encode(segment)
                return self.scheduler.phased(segment, phase, seconds, peak)
            case say.Finished(segment=segment, notes=notes):
                self._process.starts.forgive()
                self._repertoire.finish(segment, notes)
                return self.scheduler.finished(segment)
            case say.SegmentFailed(segment=segment, code=code, message=words):
                self._repertoire.fail(segment, Refusal(code, words))
            case say.EngineFailed(engine=engine, code="out-of-memory", memory=memory):
                self._engine = None
                self._repertoire.park(self.scheduler.running)
                self._decide(f"out of memory while loading {engine}")
                return self.scheduler.load_out_of_memory(engine, self._allowance.report(memory))
            case say.EngineFailed(engine=engine, code=code, message=words):
                self._engine_failed(engine, Refusal(code, words))
        return []

    async def _open(self, up: say.Up) -> None:
        if (child := self._process.child) is None:  # gone as soon as it was there
            return
        await self._allowance.open(up, child.pid)
        for name in self._catalog.names():  # now that the device is known by its own name
            self.scheduler.costs[name] = self._calibration.costs(self._catalog[name], self._allowance.card)
        if child is not self._process.child or self._process.ending:
            return
        if self.scheduler.released:  # since it was started
            self._release()
        else:
            self._carry_out(self.scheduler.worker_up(self._allowance.budget))
        self._settled()

    def _loaded(self, loaded: say.Loaded) -> Sequence[Instruction]:
        self._engine = loaded.engine
        engine, level, held = self._catalog[loaded.engine], self.scheduler.level, loaded.memory.held
        costs = self._calibration.costs(engine, self._allowance.card, loaded.mode, loaded.streamable)
        self.scheduler.costs[engine.name] = costs
        self.scheduler.loads[engine.name] = loaded.seconds
        room = self._allowance.report(loaded.memory)
        if not level or loaded.streamable is not None:
            costs.base_bytes = held + round(costs.streamable_bytes * level / LEVELS)
        streaming = f", streaming {level} of {LEVELS} parts of its weights" if level else ""
        self._decide(f"loaded {engine.name} as {loaded.mode}: {gib(held)} held{streaming}")
        return self.scheduler.engine_loaded(loaded.engine, room, overlaps=loaded.phases_beside)

    def _stepped(self, stepped: say.Stepped) -> Sequence[Instruction]:
        self._process.starts.worked()
        self._step = stepped.seconds
        room = self._allowance.report(stepped.memory)
        self._repertoire.advance(stepped.progress)
        return self.scheduler.stepped(
            stepped.progress, stepped.seconds, room, stepped.peak, disturbed=stepped.disturbed
        )

    def _engine_failed(self, engine: str, refusal: Refusal) -> None:
        """The engine cannot be loaded: whoever waits for it here fails with its words, and may be retried."""
        for segment in self.scheduler.segments.values():
            if segment.engine == engine:
                self._repertoire.fail(segment.id, refusal)
        self._release()

    def _leave(self, code: int, expected: bool) -> None:
        self._engine = None
        self._allowance.close()
        if expected:
            self.scheduler.worker_ended()
            self._settled()
            return
        suspects = len(self.scheduler.running)
        self._repertoire.park(self.scheduler.running)
        _log.error("the engine process ended with %d while %d segments ran", code, suspects)
        self._decide(f"restarting the engine: its process ended unexpectedly ({code})")
        starts = self._process.starts
        if suspects:
            starts.crashed()
        else:
            starts.failed()
        self.scheduler.failing = not starts.due
        self._carry_out(self.scheduler.worker_lost(killed=was_killed(code)))
        self._settled()

    def _start_failed(self) -> None:
        self._process.starts.failed()
        self.scheduler.failing = not self._process.starts.due

    def look(self) -> None:
        """Have the device read now, whether or not there is something to do."""
        if not self._process.alive:
            self._allowance.look()
        elif self.scheduler.up and not self.scheduler.running:
            self._process.say(say.Measure())

    def gauge(self) -> Gauge:
        engine = self._catalog[self._engine] if self._engine is not None else None
        sample = memory_sample(scheduler=self.scheduler, engine=engine, allowance=self._allowance)
        return Gauge(self.name, self._allowance.device, sample)

    def info(self, prospect: Prospect = Prospect.nothing) -> WorkerInfo:
        """`prospect`: what there is for it beside its own."""
        return worker_info(
            self.name,
            node=self._node,
            scheduler=self.scheduler,
            engine=self._catalog[self._engine] if self._engine is not None else None,
            allowance=self._allowance,
            life=self._process.life,
            prospect=prospect,
        )
