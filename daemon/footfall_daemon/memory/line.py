"""Bytes or seconds that grow in proportion to tokens from a fixed part on, from few and noisy samples."""

from __future__ import annotations

from itertools import combinations
from statistics import median
from typing import Final, NamedTuple

from pydantic import Field

from footfall_daemon.memory.samples import Sample, Samples

_APART: Final = 1.25
"""Sizes nearer than this say nothing of the slope: their noise is larger than their difference."""
_TOLD: Final = 60
"""Samples that are fitted: the latest of every size, so many in all."""
_PAIRS: Final = 6
_LEAST: Final = 0.1
"""Share of the ratio that the slope has at least: noise must not make a larger set look free."""


class Fit(NamedTuple):
    start: float
    """At no tokens at all, never below zero."""
    slope: float
    """Per token, always above zero."""
    ratio: float
    """Per token with the fixed part shared out: as it was in the middle of what was seen."""


class Line(Samples):
    """Theil-Sen: the median of all pairs' slopes. Through zero where little was seen or it would start below."""

    fit: Fit | None = Field(default=None, exclude=True)

    def at(self, tokens: float) -> float:
        """Zero while nothing was measured."""
        return 0.0 if self.fit is None else self.fit.start + self.fit.slope * tokens

    def _refit(self) -> None:
        if not self.samples:
            return
        each = max(1, _TOLD // len(self.samples))
        told = sorted(sample for kept in self.samples.values() for sample in kept[-each:])
        ratio = median(value / tokens for tokens, value in told)
        self.fit = _sloped(told, ratio) or Fit(0.0, ratio, ratio)


def _sloped(told: list[Sample], ratio: float) -> Fit | None:
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in combinations(told, 2) if x1 >= _APART * x0]
    if len(slopes) < _PAIRS:
        return None
    slope = max(median(slopes), _LEAST * ratio)
    start = median(value - slope * tokens for tokens, value in told)
    return Fit(start, slope, ratio) if start >= 0 else None
