"""What fits: the bytes that segments are expected to need, learned from what they were seen to need.

Pure: figures come in with the calls. Bytes, seconds of sound, seconds of wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from footfall_daemon.catalog import EngineInfo

_WEIGHT_OF_NEW = 0.2


@dataclass(slots=True)
class Pace:
    """Seconds of wall clock that an engine takes for a second of sound; None until it made any."""

    value: float | None = None

    def learn(self, sound: float, wall: float) -> None:
        if sound <= 0 or wall <= 0:
            return
        seen = wall / sound
        self.value = seen if self.value is None else self.value + _WEIGHT_OF_NEW * (seen - self.value)


@dataclass(slots=True)
class Costs:
    """Predictions for one engine on one device."""

    engine: EngineInfo
    pace: Pace = field(default_factory=Pace)

    def bytes_of(self, seconds: float) -> int:
        """Device memory that a segment adds to the running set."""
        return round(self.engine.bytes_per_second * seconds)


def budget(*, free: int, held: int, headroom: int, limit: int = 0) -> int:
    """Bytes that we may hold: what is free and what we hold already, less what is left to others."""
    available = max(0, free + held - headroom)
    return min(available, limit) if limit else available
