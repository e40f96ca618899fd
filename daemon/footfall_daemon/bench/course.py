"""The course of a benchmark: batches of every size in turn, again until their medians are settled or time is up.

In turn, because other programs come and go: what slows one size slows all.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from footfall_bridge.protocol import Refusal
from footfall_daemon.bench.rig import Batch, EngineLost, Rig, TooLarge
from footfall_daemon.bench.table import settled
from footfall_daemon.bench.usage import Look
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.jobs import Plan
from footfall_daemon.worker import was_killed

Tell = Callable[[float, str], None]
"""Takes the share done, 0..1 (what is less than it was already does not count), and what is being done."""


class Course:
    def __init__(
        self,
        rig: Rig,
        sizes: Sequence[int],
        *,
        plan: Plan,
        film: Path | None = None,
        spool: Path,
        limit: float,
        look: Look,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit`: seconds after which no size is measured again; each is measured once however long it takes."""
        self.runs: dict[int, list[Batch]] = {}
        self.note = ""
        self._rig = rig
        self._sizes = sorted({1, *sizes})
        self._plan = plan
        self._film = film
        self._spool = spool
        self._limit = limit
        self._look = look
        self._tell = tell
        self._clock = clock
        self._number = itertools.count()

    async def run(self) -> None:
        """Raises `Refusal` where not even a single clip can be measured."""
        await self._warm_up()
        began = self._clock()
        while due := self._due(self._clock() - began):
            for size in due:
                if size in self._sizes:
                    await self._measure(size, began)

    def _due(self, elapsed: float) -> list[int]:
        """Sizes to measure in this round."""
        return [size for size in self._sizes if size not in self.runs or self._again(size, elapsed)]

    def _again(self, size: int, elapsed: float) -> bool:
        repeats = self.runs[size]
        return not settled(repeats) and elapsed + repeats[-1].seconds <= self._limit

    async def _warm_up(self) -> None:
        """The first batch of a process pays for what later ones find ready."""
        try:
            await self._rig.run(self._orders(1), self._look, lambda share: self._tell(0.0, "warming up"))
        except TooLarge as large:
            raise self._refusal(large.free) from None

    async def _measure(self, size: int, began: float) -> None:
        def progress(share: float) -> None:
            elapsed = self._clock() - began
            self._tell(self._done(size, share, elapsed), f"batch {size}")

        try:
            batch = await self._rig.run(self._orders(size), self._look, progress)
        except TooLarge as large:
            if not self.runs:
                raise self._refusal(large.free) from None
            self._end_before(size, "out of memory")
        except EngineLost as lost:
            if not (was_killed(lost.code) and self.runs):
                raise
            self._end_before(size, "the system ended the engine, most likely for its memory")
            self._sizes = []
        else:
            self.runs.setdefault(size, []).append(batch)

    def _end_before(self, size: int, why: str) -> None:
        self._sizes = [smaller for smaller in self._sizes if smaller < size]
        self.note = f"batch {size}: {why}"
        self._tell(0.0, self.note)

    def _done(self, size: int, share: float, elapsed: float) -> float:
        """Of the first round, which has to be, and of the time."""
        first = sum(each for each in self._sizes if each in self.runs) + (0 if size in self.runs else share * size)
        return min(first / sum(self._sizes), elapsed / self._limit)

    def _orders(self, size: int) -> list[SegmentOrder]:
        run = next(self._number)
        return [
            SegmentOrder(
                id=f"bench-{run}/{index}",
                job=f"bench-{run}",
                start=0,
                samples=self._plan.samples,
                total_samples=self._plan.samples,
                cues=self._plan.cues,
                prompt="footsteps on wood, a ball bouncing",
                negative="",
                seed=index,
                film=str(self._film or ""),
                # of its own for each: none finds what another one's encoders have seen
                features=str(self._spool / f"{run}-{index}.features") if self._film else "",
                wave=str(self._spool / f"{index}.npy"),
                state=str(self._spool / f"{index}.state"),
            )
            for index in range(size)
        ]

    def _refusal(self, free: int) -> Refusal:
        return Refusal(
            "out-of-memory",
            f"The device has too little memory for a single clip ({free / 2**30:.1f} GiB are free): "
            "close other programs that use it, or measure shorter clips.",
        )
