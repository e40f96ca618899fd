"""What came of a trace under a policy."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.benchmarks.simulator.traces import Clip


@dataclass(slots=True)
class Outcome:
    clips: list[Clip] = field(default_factory=list)
    """Those that were finished."""
    ended: list[float] = field(default_factory=list)
    """When each was."""
    expected: int = 0
    busy: float = 0.0
    """Device seconds of work that counted."""
    lost: float = 0.0
    """Device seconds of work that was lost to an out-of-memory."""
    computed: float = 0.0
    useful: float = 0.0
    """Seconds of sound, times steps: with padding, guard rows and rounding; without."""
    out_of_memory: int = 0
    replies_lost: int = 0
    changes: int = 0
    """Of the running set."""
    events: int = 0

    def finish(self, clip: Clip, time: float) -> None:
        self.clips.append(clip)
        self.ended.append(time)

    @property
    def jobs_lost(self) -> int:
        return self.expected - len(self.clips)

    @property
    def throughput(self) -> float:
        """Seconds of sound per second."""
        return sum(clip.length for clip in self.clips) / max(self.ended)

    @property
    def overhead(self) -> float:
        return self.computed / self.useful - 1.0

    def latencies(self, class_: int | None = None) -> list[float]:
        pairs = zip(self.clips, self.ended, strict=True)
        return [end - clip.time for clip, end in pairs if class_ is None or clip.class_ == class_]


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan
