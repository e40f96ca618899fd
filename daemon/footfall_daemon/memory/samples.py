"""What was measured, by size: the latest few of each, so that a night of equal clips pushes nothing out."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

SETTLED: Final = 3
"""Samples of one size after which it counts as measured: two agree against one outlier."""
_KEPT: Final = 9
_PER_OCTAVE: Final = 4

Sample = tuple[float, float]
"""Tokens, and the bytes or seconds seen."""


class Learned(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, validate_assignment=False)


class Samples(Learned, ABC):
    """What a function of tokens is fitted to. A size is a quarter of an octave."""

    samples: dict[int, list[Sample]] = Field(default_factory=dict)
    seen: int = 0

    def model_post_init(self, context: Any, /) -> None:
        self._refit()

    def learn(self, tokens: float, value: float) -> None:
        if tokens <= 0 or value <= 0:
            return
        kept = self.samples.setdefault(round(math.log2(tokens) * _PER_OCTAVE), [])
        kept.append((tokens, value))
        del kept[:-_KEPT]
        self.seen += 1
        if len(kept) <= SETTLED or self.seen % _KEPT == 0:  # at every one it would cost more than it tells
            self._refit()

    @abstractmethod
    def _refit(self) -> None: ...
