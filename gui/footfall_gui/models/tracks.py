"""What is known of a device's memory over time. A value holds until the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from footfall_bridge.protocol import MemorySample


class Track:
    """The samples of one device, by time; those older than `seconds` are let go."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._samples: list[MemorySample] = []

    def take(self, samples: Iterable[MemorySample]) -> bool:
        """Those that are newer than all that is known; whether there were any."""
        newest = self._samples[-1].at if self._samples else float("-inf")
        fresh = [sample for sample in samples if sample.at > newest]
        self._samples += fresh
        if fresh:
            self._samples = self.window(fresh[-1].at - self._seconds, fresh[-1].at)
        return bool(fresh)

    def window(self, start: float, stop: float) -> list[MemorySample]:
        """All that held at some time between the two, the one that held at `start` included."""
        first = bisect_right(self._samples, start, key=_at)
        last = bisect_right(self._samples, stop, key=_at)
        return self._samples[max(0, first - 1) : last]

    def at(self, moment: float) -> MemorySample | None:
        """What held then; None before anything was known."""
        index = bisect_right(self._samples, moment, key=_at)
        return self._samples[index - 1] if index else None

    def beside(self, moment: float, *, later: bool) -> float | None:
        """When the value changed next after `moment`, or last before it."""
        if later:
            index = bisect_right(self._samples, moment, key=_at)
            return self._samples[index].at if index < len(self._samples) else None
        index = bisect_left(self._samples, moment, key=_at)
        return self._samples[index - 1].at if index else None

    def flat(self, start: float, stop: float) -> bool:
        """Whether nothing changed between the two: a chart of it looks the same a second later."""
        return len(self.window(start, stop)) <= 1

    @property
    def newest(self) -> MemorySample | None:
        return self._samples[-1] if self._samples else None


def _at(sample: MemorySample) -> float:
    return sample.at


def others(sample: MemorySample) -> int:
    """Bytes that other programs have."""
    return max(0, sample.total - sample.free - sample.held)
