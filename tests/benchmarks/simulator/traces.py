"""What users ask for and what the editor takes, drawn from a seed: the traces T1 to T5 of the reference."""

from __future__ import annotations

import bisect
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.simulator.devices import Device

INTERACTIVE, BACKGROUND = 0, 2


@dataclass(frozen=True, slots=True)
class Clip:
    number: int
    time: float
    action: int
    class_: int
    length: float
    """Seconds of sound."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Bytes that another program holds, growing and shrinking in straight lines between points in time."""

    points: Sequence[tuple[float, int]] = ((0.0, 0),)

    def at(self, time: float) -> int:
        index = bisect.bisect_right(self.points, time, key=lambda point: point[0])
        if index == 0 or index == len(self.points):
            return self.points[min(index, len(self.points) - 1)][1]
        (t0, b0), (t1, b1) = self.points[index - 1], self.points[index]
        return round(b0 + (b1 - b0) * (time - t0) / (t1 - t0))

    def most(self, start: float, end: float) -> int:
        first = bisect.bisect_right(self.points, start, key=lambda point: point[0])
        last = bisect.bisect_left(self.points, end, key=lambda point: point[0])
        return max(self.at(start), self.at(end), *(bytes_ for _, bytes_ in self.points[first:last]), 0)

    def stays_below(self, room: int, start: float, end: float) -> float:
        """Seconds from `start` until it holds more than `room`, in twentieths; infinite: not before `end`."""
        if self.most(start, end) <= room:
            return math.inf
        marks = [start + (end - start) * part / 20 for part in range(21)]
        fitting = (first for first, last in pairwise(marks) if self.most(first, last) > room)
        return next(fitting, start) - start

    def next_change(self, time: float) -> float | None:
        index = bisect.bisect_right(self.points, time, key=lambda point: point[0])
        return self.points[index][0] if index < len(self.points) else None


@dataclass(frozen=True, slots=True)
class Trace:
    name: str
    clips: Sequence[Clip]
    editor: Editor = Editor()

    def clicks(self) -> Trace:
        """The interactive clips alone."""
        return Trace(f"{self.name} clicks", [clip for clip in self.clips if clip.class_ == INTERACTIVE])


def t1(seed: int, device: Device) -> Trace:
    return Trace("T1", [Clip(n, 0.0, 0, BACKGROUND, 10.0) for n in range(200)])


def t2(seed: int, device: Device) -> Trace:
    lengths = _lengths(random.Random(f"T2 {seed}"), 200)
    return Trace("T2", [Clip(n, 0.0, 0, BACKGROUND, length) for n, length in enumerate(lengths)])


def t2s(seed: int, device: Device) -> Trace:
    dice = random.Random(f"T2s {seed}")
    return Trace("T2s", [Clip(n, 0.0, 0, BACKGROUND, dice.uniform(1, 6)) for n in range(200)])


def t3(seed: int, device: Device, hours: float = 240 / 3600) -> Trace:
    """60 background clips, more where a device would be through with them early; clicks every 30 s or so."""
    dice = random.Random(f"T3 {seed}")
    clips: list[Clip] = []
    enough = 0.8 * hours * 3600
    while len(clips) < 60 or sum(device.bound(clip.length) for clip in clips) < enough:
        (length,) = _lengths(dice, 1)
        clips.append(Clip(len(clips), 0.0, 0, BACKGROUND, length))
    time, action = dice.expovariate(1 / 30), 1
    while time < hours * 3600:
        for _ in range(dice.randint(1, 3)):
            clips.append(Clip(len(clips), time, action, INTERACTIVE, dice.uniform(3, 8)))
        time, action = time + dice.expovariate(1 / 30), action + 1
    return Trace("T3", clips)


def t4(seed: int, device: Device, hours: float = 240 / 3600) -> Trace:
    trace = t3(seed, device, hours)
    return Trace("T4", trace.clips, editor(seed, device, 3 * hours * 3600))


def t5(seed: int, device: Device) -> Trace:
    """Single clips, at random, at 0.85 of what the device can do; enough for a 99th percentile."""
    dice = random.Random(f"T5 {seed}")
    lengths = _lengths(dice, 1000)
    rate = 0.85 / (sum(device.bound(length) for length in lengths) / len(lengths))
    time, clips = 0.0, []
    for number, length in enumerate(lengths):
        time += dice.expovariate(rate)
        clips.append(Clip(number, time, number, 1, length))
    return Trace("T5", clips)


def editor(seed: int, device: Device, seconds: float) -> Editor:
    """Takes 30-70 % of the memory for 20-60 s, within 0.2-2 s each time; as long between, on average."""
    dice = random.Random(f"editor {seed}")
    time, points = dice.uniform(5, 20), [(0.0, 0)]
    while time < seconds:
        share, grows, stays = dice.uniform(0.3, 0.7), dice.uniform(0.2, 2.0), dice.uniform(20, 60)
        held = int(share * device.total)
        points += [(time, 0), (time + grows, held), (time + grows + stays, held), (time + 2 * grows + stays, 0)]
        time += 2 * grows + stays + dice.uniform(20, 60)
    return Editor(points)


def _lengths(dice: random.Random, count: int) -> list[float]:
    return [min(30.0, max(1.0, dice.lognormvariate(1.95, 0.7))) for _ in range(count)]
