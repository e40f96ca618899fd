"""What fits and how long it takes: bytes and seconds per step as functions of tokens, learned from what was seen.

Pure: figures come in with the calls. Bytes, tokens (the engine's measure of a segment), seconds of wall clock.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from footfall_daemon.catalog import EngineInfo

KNEE: Final = 0.96
"""Share of the asymptotic rate at which a larger set only adds latency."""
_GROWTH: Final = 2.0
"""A set may be this much larger than the largest measured one: how the curve is explored."""
_KEPT: Final = 9
_SETTLED: Final = 3
"""Samples of one size after which it counts as measured: two agree against one outlier."""
_PER_OCTAVE: Final = 4
_WEIGHT_OF_NEW: Final = 0.2
LEVELS: Final = 8
"""Weights are streamed in eighths: level 0 is resident, level 8 streams all that can be streamed."""


class Estimate(NamedTuple):
    """A prediction and its likely error, both in the same unit."""

    value: float
    error: float


class _Learned(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, validate_assignment=False)


Point = tuple[float, float, float]
"""Tokens, value and its spread, of one measured size."""


class Fit(NamedTuple):
    points: tuple[Point, ...]
    """Smallest first."""
    slope: float | None
    """Value per token of the larger half; None while fewer than two sizes are measured."""
    knee: float | None
    start: float = 0.0
    """Value that the line shows at no tokens at all."""
    spread: float = 0.0
    """Largest relative spread of a measured size."""


class Curve(_Learned):
    """A growing function of tokens, learned from noisy samples; what it keeps is bounded.

    Samples are kept by size, a quarter of an octave each, the latest few; a size counts with their median. Between
    sizes it is interpolated, beyond them continued with the Theil-Sen slope of the larger half.
    """

    samples: dict[int, list[tuple[float, float]]] = Field(default_factory=dict)
    seen: int = 0
    fit: Fit = Field(default_factory=lambda: Fit((), None, None), exclude=True)
    """Worked out from the samples now and then: at every one it would cost more than it tells."""

    def model_post_init(self, context: Any, /) -> None:
        self._refit()

    def learn(self, tokens: float, value: float) -> None:
        if tokens <= 0 or value <= 0:
            return
        kept = self.samples.setdefault(round(math.log2(tokens) * _PER_OCTAVE), [])
        kept.append((tokens, value))
        del kept[:-_KEPT]
        self.seen += 1
        if len(kept) <= _SETTLED or self.seen % _KEPT == 0:
            self._refit()

    def _refit(self) -> None:
        settled = [kept for _, kept in sorted(self.samples.items()) if len(kept) >= _SETTLED]
        points = tuple(_middle(kept) for kept in settled)
        slope = _slope_of(points)
        if not points:
            self.fit = Fit((), None, None)
            return
        start = median(value - (slope or 0.0) * tokens for tokens, value, _ in points)
        spread = max(error / value for _, value, error in points)
        self.fit = Fit(points, slope, knee(points, slope), start, spread)

    @property
    def points(self) -> tuple[Point, ...]:
        return self.fit.points

    @property
    def slope(self) -> float | None:
        return self.fit.slope

    @property
    def largest(self) -> float:
        """Tokens of the largest measured size."""
        return self.points[-1][0] if self.points else 0.0

    def at(self, tokens: float) -> Estimate | None:
        """None while nothing is measured."""
        points = self.points
        if not points:
            return None
        value = self._value(points, tokens)
        reach = max(tokens / points[-1][0], points[0][0] / tokens if tokens else 1.0, 1.0)
        return Estimate(value, value * max(self.fit.spread, 0.01) * reach)

    def _value(self, points: Sequence[Point], tokens: float) -> float:
        first, last = points[0], points[-1]
        if tokens <= first[0]:  # rather too little than too much: who is promised speed must not be slowed
            return max(first[1] * tokens / first[0], first[1] - (self.fit.slope or 0.0) * (first[0] - tokens))
        if tokens >= last[0]:
            return last[1] + (self.fit.slope or 0.0) * (tokens - last[0])
        for (x0, y0, _), (x1, y1, _) in pairwise(points):
            if tokens <= x1:
                return y0 + (y1 - y0) * (tokens - x0) / (x1 - x0)
        return last[1]


def _middle(kept: list[tuple[float, float]]) -> Point:
    tokens = median(x for x, _ in kept)
    rate = median(y / x for x, y in kept)
    spread = median(abs(y / x - rate) for x, y in kept)
    return tokens, rate * tokens, spread * tokens


def _slope_of(points: Sequence[Point]) -> float | None:
    """Theil-Sen: the median of all pairs' slopes, over the larger half (and never fewer than two sizes)."""
    if len(points) < 2:
        return None
    upper = [point for point in points if point[0] >= 0.45 * points[-1][0]]
    upper = upper if len(upper) > 1 else list(points[-2:])
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(upper, 2))


class Pace(_Learned):
    """Seconds of wall clock that an engine takes for a second of sound; None until it made any."""

    value: float | None = None

    def learn(self, sound: float, wall: float) -> None:
        if sound <= 0 or wall <= 0:
            return
        seen = wall / sound
        self.value = seen if self.value is None else self.value + _WEIGHT_OF_NEW * (seen - self.value)


class Costs(_Learned):
    """What one engine costs on one device. A step's seconds have a curve of their own at each streaming level."""

    base_bytes: int
    """Of the loaded engine with all weights resident."""
    streamable_bytes: int = 0
    """Of the weights that can be fetched step by step instead."""
    bytes_per_token: float
    """A first guess, used until sets were measured."""
    seconds: dict[int, Curve] = Field(default_factory=dict)
    bytes: Curve = Field(default_factory=Curve)
    """Device memory that a set of so many tokens adds to the base."""
    margin: float = 1.0
    """Grows when the device ran out of memory below what was predicted, and shrinks again step by step."""
    link: float = 10e9
    """Bytes of weights that can be streamed per second: a first guess, then measured."""
    pace: Pace = Field(default_factory=Pace)

    def base(self, level: int = 0) -> int:
        """Of the loaded engine, and what it works with whatever the size of the set."""
        return self._resident(level) + self._working()

    def _resident(self, level: int) -> int:
        return self.base_bytes - round(self.streamable_bytes * level / LEVELS)

    def _working(self) -> int:
        """What the line of bytes over tokens shows at no tokens at all."""
        slope = self.bytes.slope
        return max(0, round(self.bytes.fit.start)) if slope is not None and slope > 0 else 0

    @property
    def most_streamed(self) -> int:
        return LEVELS if self.streamable_bytes else 0

    def bytes_of(self, tokens: float) -> int:
        """What a segment adds to the running set, the likely error included."""
        slope = self.bytes.slope
        each = self.bytes_per_token if slope is None or slope <= 0 else slope
        return math.ceil(each * tokens * self.margin)

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

    def _curve(self, level: int) -> Curve:
        if level not in self.seconds:
            self.seconds[level] = Curve()
        return self.seconds[level]

    def _knee(self, level: int) -> float | None:
        return self._curve(level).fit.knee

    def _streaming(self, level: int) -> float:
        return self.streamable_bytes * level / LEVELS / self.link

    def eta(self, token_steps: float, level: int = 0) -> Estimate | None:
        """Seconds for so many tokens times steps, at the rate of a full set."""
        room = self.room(level)
        step = None if room is None else self.seconds_of(room, level)
        return None if room is None or step is None else Estimate(*(part * token_steps / room for part in step))

    # learning

    def stepped(self, tokens: float, seconds: float, level: int = 0) -> None:
        self._curve(level).learn(tokens, seconds)
        resident = self._curve(0).at(tokens)
        if level and resident is not None and seconds > 1.3 * resident.value:
            seen = self.streamable_bytes * level / LEVELS / seconds
            self.link += _WEIGHT_OF_NEW * (min(2 * self.link, seen) - self.link)

    def weighed(self, tokens: float, total: int, level: int = 0) -> None:
        """The peak of a step: all that we held of the device while so many tokens stepped."""
        self.bytes.learn(tokens, float(total - self._resident(level)))
        self.margin = max(1.0, self.margin * 0.999)

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

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Costs:
        """Raises `ValidationError` for what is no such record."""
        return cls.model_validate(fields)


def knee(points: Sequence[Point], slope: float | None) -> float:
    """The smallest set that reaches `KNEE` of the asymptotic rate, and at most twice the largest measured one."""
    furthest = points[-1][0] * _GROWTH
    if slope is None or slope <= 0:
        return furthest
    best = KNEE * max(1 / slope, *(tokens / value for tokens, value, _ in points))
    if points[0][0] >= best * points[0][1]:
        x, y, _ = points[0]  # it lies below the smallest size: as if the line went on to there
        return min(x, max(1.0, best * (y - slope * x) / max(1e-9, 1 - best * slope)))
    for (x0, y0, _), (x1, y1, _) in pairwise(points):
        if x1 >= best * y1:
            inner = (y1 - y0) / (x1 - x0)
            crossing = x1 if inner * best >= 1 else best * (y0 - inner * x0) / (1 - best * inner)
            return min(x1, max(x0, crossing))
    x, y, _ = points[-1]
    beyond = best * (y - slope * x) / max(1e-9, 1 - best * slope)
    return min(furthest, max(x, beyond))


def budget(*, free: int, held: int, headroom: int, limit: int = 0) -> int:
    """Bytes that we may hold: what is free and what we hold already, less what is left to others."""
    available = max(0, free + held - headroom)
    return min(available, limit) if limit else available
