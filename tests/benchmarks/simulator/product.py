"""The product's own scheduler object on a simulated device: it is told what a real engine would report."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from footfall_daemon.memory import LEVELS, Costs, budget
from footfall_daemon.scheduler import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    Release,
    Resume,
    Scheduler,
    Segment,
    StreamWeights,
    Unload,
    Wait,
)
from tests.benchmarks.simulator.devices import STEPS, TOKENS, WINDOW, Device
from tests.benchmarks.simulator.outcome import Outcome
from tests.benchmarks.simulator.traces import Clip, Trace

_OVERLAP = 0.45
_CHANGE = 0.005
"""Seconds that a change of the set takes: states to and from the host, an encoder run apart."""
_NEVER = math.inf


def fresh_costs(device: Device) -> Costs:
    """Nothing measured yet; the first guess of bytes is a third off."""
    guess = device.bytes_per_second / TOKENS * 4 / 3
    return Costs(base_bytes=device.base, streamable_bytes=device.streamable, bytes_per_token=guess)


@dataclass(slots=True)
class _Part:
    clip: Clip
    length: float
    steps: int = 0


@dataclass(slots=True)
class Simulation:
    """One trace, one device, one scheduler."""

    trace: Trace
    device: Device
    seed: int = 0
    costs: Costs | None = None
    outcome: Outcome = field(default_factory=Outcome)
    time: float = 0.0
    scheduler: Scheduler = field(init=False)
    _dice: random.Random = field(init=False)
    _coming: list[Clip] = field(init=False)
    _parts: dict[str, _Part] = field(default_factory=dict)
    _left: dict[int, int] = field(default_factory=dict)
    _loaded: bool = False
    _level: int = 0
    _changed: bool = False

    def __post_init__(self) -> None:
        self.scheduler = Scheduler({"model": self.costs or fresh_costs(self.device)})
        self._dice = random.Random(self.seed)
        self._coming = sorted(self.trace.clips, key=lambda clip: clip.time)[::-1]
        self.outcome.expected = len(self.trace.clips)

    def run(self) -> Outcome:
        self._obey(self.scheduler.worker_up(self._budget()))
        while self._coming or self._parts:
            self._arrive()
            if self.scheduler.running:
                self._step()
            elif not self._sleep():
                break
        return self.outcome

    def _arrive(self) -> None:
        while self._coming and self._coming[-1].time <= self.time:
            clip = self._coming.pop()
            self._obey(self.scheduler.wanted(list(self._segments(clip)), clip.time))
            self.outcome.events += 1

    def _segments(self, clip: Clip) -> Iterable[Segment]:
        count = math.ceil(clip.length / WINDOW)
        length = (clip.length + _OVERLAP * (count - 1)) / count
        self._left[clip.number] = count
        for index in range(count):
            id_ = f"{clip.number}/{index}"
            self._parts[id_] = _Part(clip, length)
            rank = (clip.class_, float(clip.action), clip.number)
            yield Segment(id_, str(clip.number), "model", rank, length * TOKENS)

    def _sleep(self) -> bool:
        """Until something happens; False: nothing ever will."""
        times = [self._coming[-1].time if self._coming else _NEVER]
        times.append(self.scheduler.wake_at or _NEVER)
        times.append(self.trace.editor.next_change(self.time) or _NEVER)
        if self._parts and self.trace.editor.next_change(self.time) is not None:
            times.append(self.time + 0.25)  # as the foreman looks at the memory while it waits for some
        if min(times) == _NEVER:
            return False
        self.time = max(self.time, min(times))
        self._obey(self.scheduler.tick(self.time))
        self._obey(self.scheduler.memory(self._budget()))
        self.outcome.events += 2
        return True

    def _step(self) -> None:
        running = [self._parts[id_] for id_ in self.scheduler.running]
        lengths = [part.length for part in running]
        seconds = self.device.streamed(self.device.packed(lengths), self._level / LEVELS)
        seconds *= self.device.jitter(self._dice)
        seconds += _CHANGE if self._changed else 0.0
        self._changed = False
        self.outcome.events += 1
        room = self.device.total - self._bytes(lengths)
        if (fits_for := self.trace.editor.stays_below(room, self.time, self.time + seconds)) < seconds:
            self._run_out(fits_for)
            return
        self.time += seconds
        for part in running:
            part.steps += 1
        self.outcome.busy += seconds
        self.outcome.computed += self.device.computed(lengths)
        self.outcome.useful += sum(lengths)
        self._arrive()
        self._report(seconds, self._bytes(lengths))

    def _report(self, seconds: float, peak: int) -> None:
        progress = {
            id_: self._parts[id_].steps / STEPS for id_ in self.scheduler.running if self._parts[id_].steps
        }
        self._obey(self.scheduler.stepped(progress, seconds, self._budget(), peak))
        for id_ in [id_ for id_, part in progress.items() if part >= 1]:
            part = self._parts.pop(id_)
            self._left[part.clip.number] -= 1
            if not self._left[part.clip.number]:
                del self._left[part.clip.number]
                self.outcome.finish(part.clip, self.time)
            self._obey(self.scheduler.finished(id_))
            self.outcome.events += 1

    def _run_out(self, seconds: float) -> None:
        self.outcome.out_of_memory += 1
        self.outcome.lost += seconds
        self.time += seconds + _CHANGE
        self._obey(self.scheduler.out_of_memory(self.scheduler.running, self._budget()))

    def _obey(self, instructions: list[Instruction]) -> None:
        for instruction in instructions:
            match instruction:
                case Load(_, level):
                    self.time += 0.0 if not self.outcome.busy else self.device.base / self.device.link
                    self._loaded, self._level = True, level
                    self._obey(self.scheduler.engine_loaded("model", self._budget()))
                case StreamWeights(level, _):
                    moved = self.device.streamable * max(0, self._level - level) / LEVELS  # the host keeps a copy
                    self.time += moved / self.device.link
                    self._level = level
                case Unload():
                    self._loaded = False
                case Admit() | Park() | Resume():
                    self.outcome.changes += 1
                    self._changed = True
                case GiveUp(segment):
                    self._parts.pop(segment)
                case Drop() | Release() | Wait():
                    pass

    def _bytes(self, lengths: list[float]) -> int:
        weights = self.device.base - self.device.streamable * self._level / LEVELS
        return round(weights + self.device.bytes_per_second * sum(lengths))

    def _budget(self) -> int:
        free = self.device.total - self.trace.editor.at(self.time)
        return budget(free=free, held=0, headroom=self.device.headroom)


def run(trace: Trace, device: Device, seed: int = 0, costs: Costs | None = None) -> Outcome:
    return Simulation(trace, device, seed, costs).run()
