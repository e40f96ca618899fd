"""Seconds of a step as a function of tokens, whatever its shape, and from where on more only adds latency."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import Final, NamedTuple

from pydantic import Field

from footfall_daemon.memory.samples import SETTLED, Sample, Samples

KNEE: Final = 0.96
"""Share of the asymptotic rate at which a larger set only adds latency."""
_UPPER: Final = 0.23
"""Share of the largest size from which the slope is taken: two octaves, and what a size may lie off its mark."""
_GROWTH: Final = 2.0
"""A set may be this much larger than the largest measured one: how the curve is explored."""


class Estimate(NamedTuple):
    """A prediction and its likely error, both in the same unit."""

    value: float
    error: float


Point = tuple[float, float, float]
"""Tokens, value and its spread, of one measured size."""


class Fit(NamedTuple):
    points: tuple[Point, ...]
    """Smallest first."""
    slope: float | None
    """Value per token of the upper two octaves; None while fewer than two sizes are measured."""
    knee: float | None
    spread: float = 0.0
    """Largest relative spread of a measured size."""


class Curve(Samples):
    """A growing function of tokens; what it keeps is bounded.

    A size counts with the median of its samples. Between sizes it is interpolated, beyond them continued with the
    Theil-Sen slope of the upper two octaves.
    """

    fit: Fit = Field(default_factory=lambda: Fit((), None, None), exclude=True)

    def _refit(self) -> None:
        settled = [kept for _, kept in sorted(self.samples.items()) if len(kept) >= SETTLED]
        points = tuple(_middle(kept) for kept in settled)
        slope = _slope_of(points)
        if not points:
            self.fit = Fit((), None, None)
            return
        spread = max(error / value for _, value, error in points)
        self.fit = Fit(points, slope, knee(points, slope), spread)

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


def _middle(kept: list[Sample]) -> Point:
    tokens = median(x for x, _ in kept)
    rate = median(y / x for x, y in kept)
    spread = median(abs(y / x - rate) for x, y in kept)
    return tokens, rate * tokens, spread * tokens


def _slope_of(points: Sequence[Point]) -> float | None:
    """Theil-Sen: the median of all pairs' slopes, over the upper two octaves (and never fewer than two sizes).

    Over one alone the noise of a step tilts the line enough to send the knee to twice the largest set and back.
    """
    if len(points) < 2:
        return None
    upper = [point for point in points if point[0] >= _UPPER * points[-1][0]]
    upper = upper if len(upper) > 1 else list(points[-2:])
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(upper, 2))


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
