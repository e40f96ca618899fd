"""The only one who feeds the scheduler, and who carries out what it says on the engine process."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from footfall_bridge.protocol import MemoryInfo, Refusal, WorkerInfo
from footfall_daemon.catalog import Catalog
from footfall_daemon.engine import messages as say
from footfall_daemon.jobs import Job, Plan
from footfall_daemon.media.messages import Wave
from footfall_daemon.memory import LEVELS, Costs, budget
from footfall_daemon.performance import Performance, job_of
from footfall_daemon.probes import system_memory
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    Rank,
    Release,
    Resume,
    Scheduler,
    StreamWeights,
    Unload,
)
from footfall_daemon.settings import LiveSettings
from footfall_daemon.worker import Child, Spawn, was_killed

_log = logging.getLogger("footfall.foreman")
_SILENCE = 300.0
"""Seconds without a word from an engine that has work: it hangs."""
_PATIENCE = (0.0, 0.0, 1.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds to wait before the n-th start of an engine process that did nothing since it started."""


class Foreman:
    """One engine process and its scheduler."""

    def __init__(
        self,
        *,
        spawn: Spawn,
        catalog: Catalog,
        settings: LiveSettings,
        spool: Path,
        decide: Callable[[str], None],
    ) -> None:
        self._spawn = spawn
        self._settings = settings
        self._spool = spool
        self._decide = decide
        self._catalog = catalog
        self._costs = {name: Costs.guessed(catalog[name]) for name in catalog.names()}
        self.scheduler = Scheduler(self._costs)
        self._wakes: asyncio.TimerHandle | None = None
        self._performances: dict[str, Performance] = {}
        self._child: Child | None = None
        self._gone = asyncio.Event()
        self._memory: say.Memory | None = None
        self._device = settings.now.engine_device
        self._engine: str | None = None
        self._idle_since = time.monotonic()
        self._failures = 0
        self._next_start = 0.0
        self._ending = False

    # what others ask for

    async def perform(
        self, job: Job, plan: Plan, on_running: Callable[[], None], on_progress: Callable[[float], None]
    ) -> tuple[list[Wave], list[str]]:
        """The waveforms of all segments of a job, and the engine's notes. Raises `Refusal`."""
        performance = Performance.of(job, plan, self._spool, on_running, on_progress)
        self._performances[job.id] = performance
        tokens_per_second = self._catalog[job.engine].tokens_per_second
        segments = performance.segments(self._turn(job), tokens_per_second)
        self._carry_out(self.scheduler.wanted(segments, time.monotonic()))
        try:
            notes = await performance.done
        finally:
            del self._performances[job.id]
            self._carry_out(self.scheduler.withdrawn(job.id))
        return performance.waves(), notes

    def rerank(self, ranks: dict[str, Rank]) -> None:
        self._carry_out(self.scheduler.ranked(ranks))

    def pause(self) -> None:
        self._carry_out(self.scheduler.pause())

    def resume(self) -> None:
        self._failures, self._next_start = 0, 0.0
        self._carry_out(self.scheduler.resume())

    def pace(self, engine: str) -> float | None:
        """Seconds of wall clock for a second of sound, where known."""
        return self._costs[engine].pace.value if engine in self._costs else None

    def worker(self) -> WorkerInfo:
        memory = self._memory_info()
        state = "stopped" if self._child is None else "running" if self.scheduler.running else "idle"
        note = ""
        if self._child is None and self._failures:
            state, note = "waiting", f"the engine process ended {self._failures} times before it did anything"
        running = list(dict.fromkeys(job_of(id_) for id_ in self.scheduler.running))
        return WorkerInfo(
            device=self._device, engine=self._engine, state=state, running=running, memory=memory, note=note
        )

    def tick(self) -> None:
        """Once a second or so: start what is wanted, end what hangs or has long been idle."""
        now = time.monotonic()
        self._carry_out(self.scheduler.tick(now))
        if self._child is None:
            self._start_if_wanted()
        elif self.scheduler.running and now - self._child.heard > _SILENCE:
            _log.error("the engine says nothing any more: ending it")
            self._child.kill()
        elif self.scheduler.wants_worker and not self.scheduler.running:
            self._idle_since = now
            self._say(say.Measure())
        elif not self.scheduler.idle:
            self._idle_since = now
        elif now - self._idle_since > self._settings.now.engine_keep_alive and not self._ending:
            self._decide("unloaded the engine: it had nothing to do")
            self._release()

    async def close(self) -> None:
        self.scheduler.released = True  # whatever is still wanted, no new process starts
        if self._child is not None:
            self._release()
            await self._gone.wait()

    # carrying out

    def _carry_out(self, instructions: Sequence[Instruction]) -> None:
        for instruction in instructions:
            match instruction:
                case Load(engine, level):
                    self._say(say.Load(engine=engine, stream=level / LEVELS))
                case Admit(segments):
                    self._admit(segments)
                case Park(segments, reason):
                    self._say(say.Park(segments=list(segments)))
                    self._decide(f"parked {_clips(segments)}: {reason}")
                case Resume(segments):
                    self._say(say.Resume(segments=[self._order(id_) for id_ in segments]))
                case StreamWeights(level, reason):
                    self._say(say.StreamWeights(share=level / LEVELS))
                    self._decide(f"streaming {level} of {LEVELS} parts of the weights: {reason}")
                case Unload(reason):
                    self._say(say.Unload())
                    self._decide(f"unloaded the engine: {reason}")
                case Release(reason):
                    self._decide(f"ended the engine process: {reason}")
                    self._release()
                case Drop(segments):
                    self._say(say.Drop(segments=list(segments)))
                case GiveUp(segment, code, reason):
                    self._fail(segment, Refusal(code, reason))
        self._start_if_wanted()
        self._wake_in_time()

    def _wake_in_time(self) -> None:
        """The scheduler has no clock: it says when it wants to hear of the time."""
        if self._wakes is not None:
            self._wakes.cancel()
            self._wakes = None
        if (at := self.scheduler.wake_at) is not None:
            delay = max(0.0, at - time.monotonic())
            self._wakes = asyncio.get_running_loop().call_later(delay, self._wake)

    def _wake(self) -> None:
        self._wakes = None
        self._carry_out(self.scheduler.tick(time.monotonic()))

    def _admit(self, segments: Sequence[str]) -> None:
        for id_ in segments:
            self._performances[job_of(id_)].begin()
        if self._child is not None:
            self._child.heard = time.monotonic()
        self._say(say.Admit(segments=[self._order(id_) for id_ in segments]))

    def _order(self, segment: str) -> say.SegmentOrder:
        return self._performances[job_of(segment)].orders[segment]

    def _start_if_wanted(self) -> None:
        if self._child is not None or not self.scheduler.wants_worker or time.monotonic() < self._next_start:
            return
        self._gone.clear()
        self._ending = False
        try:
            self._child = self._spawn(self._hear, self._leave)
        except OSError as error:
            self._decide(f"the engine process could not be started: {error}")
            self._wait_before_the_next_start()

    def _release(self) -> None:
        self._ending = True
        self.scheduler.worker_released()
        if self._child is not None:
            self._child.end()

    def _say(self, message: say.ToEngine) -> None:
        if self._child is not None:
            self._child.say(message)

    # what the engine reports

    def _hear(self, fields: Any) -> None:
        if self._ending:
            return
        match say.from_engine.validate_python(fields):
            case say.Up(device=device, memory=memory):
                self._device, self._memory = device, memory
                self._carry_out(self.scheduler.worker_up(self._budget()))
            case say.Loaded(engine=engine, memory=memory):
                self._engine, self._memory = engine, memory
                if not self.scheduler.level:
                    self._costs[engine].base_bytes = memory.held
                self._carry_out(self.scheduler.engine_loaded(engine, self._budget()))
            case say.Unloaded(memory=memory):
                self._engine, self._memory = None, memory
                self._carry_out(self.scheduler.engine_unloaded(self._budget()))
            case say.Measured(memory=memory):
                self._memory = memory
                self._carry_out(self.scheduler.memory(self._budget()))
            case say.OutOfMemory(segments=segments, lost=lost, memory=memory):
                self._memory = memory
                self._decide(f"out of memory with {_clips(segments)}: trying again with fewer")
                self._carry_out(self.scheduler.out_of_memory(segments, self._budget(), lost))
            case say.Stepped() as stepped:
                self._stepped(stepped)
            case say.Finished(segment=segment, notes=notes):
                self._finished(segment, notes)
            case say.SegmentFailed(segment=segment, code=code, message=message):
                self._fail(segment, Refusal(code, message))
            case say.EngineFailed(code=code, message=message):
                self._engine_failed(Refusal(code, message))

    def _stepped(self, stepped: say.Stepped) -> None:
        self._failures = 0
        self._memory = stepped.memory
        progress: dict[str, dict[str, float]] = {}
        for id_, share in stepped.progress.items():
            progress.setdefault(job_of(id_), {})[id_] = share
        sound: dict[str, float] = {}
        for performance in [self._performances[id_] for id_ in progress if id_ in self._performances]:
            made = performance.advance(progress[performance.job.id])
            sound[performance.job.engine] = sound.get(performance.job.engine, 0.0) + made
        for engine, seconds in sound.items():
            self._costs[engine].pace.learn(seconds, stepped.seconds)
        self._carry_out(self.scheduler.stepped(stepped.progress, stepped.seconds, self._budget(), stepped.peak))

    def _finished(self, segment: str, notes: list[str]) -> None:
        performance = self._performances.get(job_of(segment))
        if performance is not None:
            performance.finish(segment, notes)
        self._carry_out(self.scheduler.finished(segment))

    def _engine_failed(self, refusal: Refusal) -> None:
        """The engine cannot be loaded: whoever waits for it fails with its words, and may be retried."""
        for performance in self._performances.values():
            performance.fail(refusal)
        self._release()

    def _fail(self, segment: str, refusal: Refusal) -> None:
        if performance := self._performances.get(job_of(segment)):
            performance.fail(refusal)

    def _leave(self, code: int) -> None:
        expected, self._child, self._engine, self._memory = self._ending, None, None, None
        self._ending = False
        self._gone.set()
        if expected:
            self._start_if_wanted()
            return
        suspects = len(self.scheduler.running)
        _log.error("the engine process ended with %d while %d segments ran", code, suspects)
        self._decide(f"restarting the engine: its process ended unexpectedly ({code})")
        if not suspects:
            self._wait_before_the_next_start()
        self._carry_out(self.scheduler.worker_lost(killed=was_killed(code)))

    def _wait_before_the_next_start(self) -> None:
        self._next_start = time.monotonic() + _PATIENCE[min(self._failures, len(_PATIENCE) - 1)]
        self._failures += 1

    # figures

    def _turn(self, job: Job) -> float:
        """Jobs of one user action share its turn; a job that the user moved has its own."""
        if job.position is not None:
            return job.place
        action = (other.job for other in self._performances.values() if other.job.request_id == job.request_id)
        return min((other.place for other in action if other.position is None), default=job.place)

    def _budget(self) -> int:
        if self._memory is None:
            return 0
        return budget(
            free=self._memory.free,
            held=self._memory.held,
            headroom=self._settings.now.memory_headroom_mib * 2**20,
            limit=self._settings.now.memory_limit_mib * 2**20,
        )

    def _memory_info(self) -> MemoryInfo:
        if self._memory is not None:
            return MemoryInfo(
                total=self._memory.total, free=self._memory.free, held=self._memory.held, budget=self._budget()
            )
        system = system_memory()
        headroom = self._settings.now.memory_headroom_mib * 2**20
        room = budget(
            free=system.free, held=0, headroom=headroom, limit=self._settings.now.memory_limit_mib * 2**20
        )
        return MemoryInfo(total=system.total, free=system.free, held=0, budget=room)


def _clips(segments: Sequence[str]) -> str:
    count = len({job_of(id_) for id_ in segments})
    return "1 clip" if count == 1 else f"{count} clips"
