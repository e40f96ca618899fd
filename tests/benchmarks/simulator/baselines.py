"""The policies to beat: they choose a batch, pad it to its longest clip and run it to the end.

An out-of-memory ends the batch; its clips go back to the queue, the next attempt is half as large, after a
pause that doubles while nothing works. That is kinder than the published code, which handles none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks.simulator.devices import GB, STEPS, Device
from tests.benchmarks.simulator.outcome import Outcome
from tests.benchmarks.simulator.traces import Clip, Trace

Choose = Callable[[list[Clip], Device], list[Clip]]
"""The next batch from all that waits, in order of arrival."""
_TIMEOUT = 0.1
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 16.0


@dataclass(frozen=True, slots=True)
class Baseline:
    name: str
    choose: Choose
    collects: bool = False
    """Waits for more clips after the first one, up to the timeout."""
    forgets: bool = False
    """The published code: whoever wakes first takes all replies."""


def fifo(waiting: list[Clip]) -> list[Clip]:
    return sorted(waiting, key=lambda clip: (clip.time, clip.number))


def prioritised(waiting: list[Clip]) -> list[Clip]:
    return sorted(waiting, key=lambda clip: (clip.class_, clip.time, clip.number))


def bucket(clip: Clip) -> int:
    return 8 if clip.length < 15 else 4 if clip.length <= 60 else 2


def by_bucket(waiting: list[Clip]) -> list[Clip]:
    first, *_ = ordered = fifo(waiting)
    return [clip for clip in ordered if bucket(clip) == bucket(first)][: bucket(first)]


def by_bucket_and_memory(waiting: list[Clip], device: Device) -> list[Clip]:
    """S3 sees the total less what it holds itself, and no other program."""
    left = device.total - device.base
    most = 8 if left > 30 * GB else 4 if left > 20 * GB else 2 if left > 10 * GB else 1
    return by_bucket(waiting)[:most]


def near8(waiting: list[Clip]) -> list[Clip]:
    oldest, *others = prioritised(waiting)
    same = [clip for clip in others if clip.class_ == oldest.class_]
    return [oldest, *sorted(same, key=lambda clip: abs(clip.length - oldest.length))[:7]]


BATCH1 = Baseline("batch 1", lambda waiting, device: fifo(waiting)[:1])
PRIO1 = Baseline("prio1", lambda waiting, device: prioritised(waiting)[:1])
STATIC8 = Baseline("static 8", lambda waiting, device: fifo(waiting)[:8])
S1 = Baseline("S1 as printed", lambda waiting, device: fifo(waiting)[:8], collects=True, forgets=True)
S1S2 = Baseline("S1+S2", lambda waiting, device: by_bucket(waiting), collects=True)
S1S2S3 = Baseline("S1+S2+S3", by_bucket_and_memory, collects=True)
NEAR8PRIO = Baseline("near8prio", lambda waiting, device: near8(waiting))
BASELINES = (BATCH1, PRIO1, STATIC8, S1, S1S2, S1S2S3, NEAR8PRIO)


def run(baseline: Baseline, trace: Trace, device: Device, seed: int = 0) -> Outcome:
    outcome = Outcome(expected=len(trace.clips))
    dice = random.Random(seed)
    coming = sorted(trace.clips, key=lambda clip: clip.time)[::-1]
    waiting: list[Clip] = []
    time, most, pause = 0.0, 8, _FIRST_PAUSE
    while coming or waiting:
        if not waiting:
            time = max(time, coming[-1].time + (_TIMEOUT if baseline.collects else 0.0))
        while coming and coming[-1].time <= time:
            waiting.append(coming.pop())
        batch = baseline.choose(waiting, device)[:most]
        seconds = STEPS * device.dense([clip.length for clip in batch]) * device.jitter(dice, STEPS)
        fits_for = _fits_for(batch, trace, device, time, seconds)
        outcome.events += 1
        if fits_for < seconds:
            outcome.out_of_memory += 1
            outcome.lost += fits_for
            time += fits_for + pause
            pause = min(_LONGEST_PAUSE, 2 * pause) if len(batch) == 1 else _FIRST_PAUSE
            most = max(1, len(batch) // 2)
            continue
        time, most, pause = time + seconds, 8, _FIRST_PAUSE
        _account(outcome, batch, seconds)
        for clip in batch:
            waiting.remove(clip)
        for clip in batch[:1] if baseline.forgets else batch:
            outcome.finish(clip, time)
        outcome.replies_lost += len(batch) - 1 if baseline.forgets else 0
    return outcome


def _account(outcome: Outcome, batch: Sequence[Clip], seconds: float) -> None:
    outcome.busy += seconds
    outcome.computed += STEPS * len(batch) * max(clip.length for clip in batch)
    outcome.useful += STEPS * sum(clip.length for clip in batch)


def _fits_for(batch: Sequence[Clip], trace: Trace, device: Device, time: float, seconds: float) -> float:
    """Seconds until other programs leave too little memory for this batch; `seconds` if they never do."""
    need = device.base + device.bytes_per_second * len(batch) * max(clip.length for clip in batch)
    return trace.editor.stays_below(device.total - round(need), time, time + seconds)
