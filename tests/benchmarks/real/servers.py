"""The policies to beat, each a small server in front of a real engine process.

A batch is run to its end before the next is chosen. It is not padded, which is kinder than servers are. Where it
runs out of memory its clips are tried again one by one, from their beginning, with pauses while even one does not
fit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from footfall_daemon.engine.messages import (
    Admit,
    Drop,
    Finished,
    Load,
    Loaded,
    OutOfMemory,
    SegmentFailed,
    SegmentOrder,
)
from tests.benchmarks.real.outcome import Outcome
from tests.benchmarks.real.scale import Script, parts, samples
from tests.benchmarks.simulator.baselines import fifo, near8
from tests.benchmarks.simulator.traces import Clip
from tests.engine.child import Child

Choose = Callable[[list[Clip]], list[Clip]]
"""The next batch of all that waits."""
SERVERS: Mapping[str, Choose] = {
    "batch 1": lambda waiting: fifo(waiting)[:1],
    "static 8": lambda waiting: fifo(waiting)[:8],
    "near8prio": near8,
}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.6


@dataclass(slots=True)
class Server:
    """One engine process, and the clips that wait for it: in parts, where they are longer than its window."""

    child: Child
    choose: Choose
    outcome: Outcome
    orders: dict[int, SegmentOrder]
    """By the number of the part."""
    coming: list[Clip]
    """Parts, the latest first."""
    waiting: list[Clip] = field(default_factory=list)
    began: float = 0.0
    _open: dict[str, set[str]] = field(default_factory=dict)
    """By clip: the parts that are to be made."""

    def run(self) -> None:
        for order in self.orders.values():
            self._open.setdefault(order.job, set()).add(order.id)
        while self.coming or self.waiting:
            self._arrive()
            if batch := self.choose(self.waiting) if self.waiting else []:
                self.waiting = [part for part in self.waiting if part not in batch]
                self._serve([self.orders[part.number] for part in batch])
            else:
                time.sleep(max(0.0, self.coming[-1].time - self._now))

    def _arrive(self) -> None:
        while self.coming and self.coming[-1].time <= self._now:
            self.waiting.append(self.coming.pop())

    def _serve(self, batch: list[SegmentOrder]) -> None:
        if not self._made(batch):
            for order in batch:
                pause = _FIRST_PAUSE
                while not self._made([order]):
                    time.sleep(pause)
                    pause = min(_LONGEST_PAUSE, 2 * pause)

    def _made(self, batch: list[SegmentOrder]) -> bool:
        """Whether the memory sufficed."""
        self.child.say(Admit(segments=batch))
        left = {order.id for order in batch}
        while left:
            match self.child.hear():
                case OutOfMemory():
                    self.outcome.out_of_memory += 1
                    self.child.say(Drop(segments=list(left)))
                    return False
                case Finished(segment=segment):
                    left.discard(segment)
                    self._finish(segment)
                case SegmentFailed(segment=segment):
                    left.discard(segment)
        return True

    def _finish(self, segment: str) -> None:
        job = segment.partition("/")[0]
        self._open[job].discard(segment)
        if not self._open[job]:
            self.outcome.ended[int(job)] = self._now

    @property
    def _now(self) -> float:
        return time.monotonic() - self.began


def serve(
    name: str, script: Script, environment: Mapping[str, str], spool: Path, start: Callable[[], None]
) -> Outcome:
    """`start` is called when the engine is loaded and the script begins."""
    outcome = Outcome(name, script)
    spool.mkdir(parents=True)
    coming: list[Clip] = []
    orders: dict[int, SegmentOrder] = {}
    for clip in sorted(script.clips, key=lambda clip: (clip.time, clip.number)):
        for order in _orders(clip, spool):
            part = replace(clip, number=len(orders), length=order.samples / 48_000)
            orders[part.number] = order
            coming.append(part)
            outcome.sounds.setdefault(clip.number, []).append(Path(order.wave))
    child = Child(environment)
    try:
        child.say(Load(engine="synthetic"))
        child.hear_first(Loaded)
        start()
        Server(child, SERVERS[name], outcome, orders, coming[::-1], began=time.monotonic()).run()
    finally:
        child.close()
    return outcome


def _orders(clip: Clip, spool: Path) -> list[SegmentOrder]:
    return [
        SegmentOrder(
            id=f"{clip.number}/{index}",
            job=str(clip.number),
            start=start,
            samples=length,
            total_samples=samples(clip),
            cues="",
            prompt="",
            negative="",
            seed=clip.number,
            wave=str(spool / f"{clip.number}-{index}.npy"),
            state=str(spool / f"{clip.number}-{index}.state"),
        )
        for index, (start, length) in enumerate(parts(clip))
    ]
