"""What one engine costs on one device in one mode of computing, and how much of the device we may have."""

from __future__ import annotations

import math
from statistics import median
from typing import Final

from pydantic import Field

from footfall_daemon.catalog import EngineInfo
from footfall_daemon.memory.curve import Curve, Estimate
from footfall_daemon.memory.line import Line
from footfall_daemon.memory.samples import Learned

LEVELS: Final = 8
"""Weights are streamed in eighths: level 0 is resident, level 8 streams all that can be streamed."""
_WEIGHT_OF_NEW: Final = 0.2
_KEPT: Final = 9


class Phase(Learned):
    """What a segment takes beside its steps, once: to be encoded, or to be finished."""

    bytes: Line = Field(default_factory=Line)
    """Beyond those held before."""
    weighed: bool = False
    """They were measured, if only to be none."""
    seconds: Line = Field(default_factory=Line)


class Costs(Learned):
    """A step's seconds have a curve of their own at each streaming level."""

    base_bytes: int
    """Of the loaded engine with all weights resident."""
    streamable_bytes: int = 0
    """Of the weights that can be fetched step by step instead."""
    bytes_per_token: float
    """A first guess, used until sets were measured."""
    seconds: dict[int, Curve] = Field(default_factory=dict)
    bytes: Line = Field(default_factory=Line)
    """Device memory that the step of a set of so many tokens adds to the weights."""
    phases: dict[str, Phase] = Field(default_factory=dict)
    margin: float = 1.0
    """Grows when the device ran out of memory below what was predicted, and shrinks again step by step."""
    link: float = 10e9
    """Bytes of weights that can be streamed per second: a first guess, then measured."""
    counted: list[float] = Field(default_factory=list)
    """Steps of a segment, as the latest of them told."""

    # bytes

    def base(self, level: int = 0) -> int:
        """Of the loaded engine, and what it works with whatever the size of the set."""
        return self._resident(level) + (round(self.bytes.fit.start) if self.bytes.fit else 0)

    def bytes_of(self, tokens: float) -> int:
        """What the steps of a segment add to the running set."""
        each = self.bytes.fit.slope if self.bytes.fit else self.bytes_per_token
        return math.ceil(each * tokens * self.margin)

    def phase_of(self, tokens: float, *names: str) -> int:
        """What a segment takes in the dearest of these phases, beside what others hold; 0 where none is measured.

        Of all phases where none is named.
        """
        named = [phase for name, phase in self.phases.items() if not names or name in names]
        return math.ceil(max((phase.bytes.at(tokens) for phase in named), default=0.0) * self.margin)

    def weighs(self, phase: str) -> bool:
        """Whether the bytes of this phase are known."""
        return phase in self.phases and self.phases[phase].weighed

    def peak(self, tokens: float, level: int = 0) -> int:
        """All that we hold of the device while a set of so many tokens steps."""
        return self.base(level) + self.bytes_of(tokens)

    @property
    def most_streamed(self) -> int:
        return LEVELS if self.streamable_bytes else 0

    @property
    def least(self) -> int:
        """Of the loaded engine, with as much streamed as can be."""
        return self.base(self.most_streamed)

    def _resident(self, level: int) -> int:
        return self.base_bytes - round(self.streamable_bytes * level / LEVELS)

    # seconds

    def seconds_of(self, tokens: float, level: int = 0) -> Estimate | None:
        """Seconds of one step of a set of so many tokens; None while nothing is known.

        Weights stream behind the arithmetic: the longer of the two counts.
        """
        resident = self._curve(0).at(tokens)
        if level == 0:
            return resident
        streamed = self._curve(level).at(tokens)
        if resident is None or (streamed is not None and tokens <= self._curve(level).largest):
            return streamed
        return max(resident, Estimate(self._streaming(level), 0.2 * self._streaming(level)))

    def room(self, level: int = 0) -> float | None:
        """Tokens at which the running set stops growing: the knee, or how far it is explored. None: no idea yet.

        While weights stream, the set may grow until its arithmetic takes as long.
        """
        resident = self._knee(0)
        if level == 0:
            return resident
        if resident is None:
            return self._knee(level)
        slope = self._curve(0).slope
        step = self._curve(0).at(resident)
        if step is None or not slope or slope <= 0:
            return resident
        return resident + max(0.0, self._streaming(level) - step.value) / slope

    def rate(self, tokens: float, level: int) -> float:
        """Tokens per second of a set that is as large as pays, and no larger than `tokens`."""
        filled = min(tokens, self.room(level) or tokens)
        step = self.seconds_of(filled, level)
        return filled / step.value if step is not None else 0.0

    @property
    def measured(self) -> bool:
        """Some step was."""
        return any(curve.seen for curve in self.seconds.values())

    @property
    def steps(self) -> float | None:
        """Of a segment; None before any stepped."""
        return median(self.counted) if self.counted else None

    def phase_seconds(self, phase: str, tokens: float) -> float:
        return self.phases[phase].seconds.at(tokens) if phase in self.phases else 0.0

    def pace_in(self, tokens: float | None = None, level: int = 0) -> Estimate | None:
        """Seconds that a token takes from beginning to end, in sets of `tokens`: else in full ones."""
        room = self.room(level)
        if tokens is None and room is not None:
            tokens = min(room, self._curve(level).largest or room)
        step = self.seconds_of(tokens, level) if tokens else None
        if step is None or not tokens or self.steps is None:
            return None
        phases = sum(phase.seconds.fit.ratio for phase in self.phases.values() if phase.seconds.fit)
        return Estimate(self.steps * step.value / tokens + phases, self.steps * step.error / tokens)

    def _curve(self, level: int) -> Curve:
        if level not in self.seconds:
            self.seconds[level] = Curve()
        return self.seconds[level]

    def _knee(self, level: int) -> float | None:
        return self._curve(level).fit.knee

    def _streaming(self, level: int) -> float:
        return self.streamable_bytes * level / LEVELS / self.link

    # learning

    def stepped(self, tokens: float, seconds: float, level: int = 0) -> None:
        self._curve(level).learn(tokens, seconds)
        resident = self._curve(0).at(tokens)
        if level and resident is not None and seconds > 1.3 * resident.value:
            seen = self.streamable_bytes * level / LEVELS / seconds
            self.link += _WEIGHT_OF_NEW * (min(2 * self.link, seen) - self.link)

    def advanced(self, share: float) -> None:
        """A step brought a segment forward by this share of its way."""
        if share > 0:
            self.counted = [*self.counted, 1 / share][-_KEPT:]

    def weighed(self, tokens: float, total: int, level: int = 0) -> None:
        """The peak of a step: all that we held of the device while so many tokens stepped."""
        self.bytes.learn(tokens, float(total - self._resident(level)))
        self.margin = max(1.0, self.margin * 0.999)

    def phased(self, phase: str, tokens: float, seconds: float, peak: int | None) -> None:
        learned = self.phases.setdefault(phase, Phase())
        learned.seconds.learn(tokens, seconds)
        if peak is not None:
            learned.weighed = True
            learned.bytes.learn(tokens, float(peak))

    def surprised(self) -> None:
        """The device ran out of memory though this set seemed to fit."""
        self.margin = min(2.0, self.margin * 1.1)

    @classmethod
    def guessed(cls, engine: EngineInfo) -> Costs:
        """Before anything was measured."""
        return cls(
            base_bytes=engine.base_bytes,
            streamable_bytes=engine.streamable_bytes,
            bytes_per_token=engine.bytes_per_second / engine.tokens_per_second,
        )


def budget(*, free: int, held: int, headroom: int, limit: int = 0) -> int:
    """Bytes that we may hold: what is free and what we hold already, less what is left to others."""
    available = max(0, free + held - headroom)
    return min(available, limit) if limit else available
