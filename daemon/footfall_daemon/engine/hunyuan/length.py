"""How much of everything a segment has: latents, vectors of the picture, samples. All whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final, Self

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.hunyuan.packing import SYNC_PERIOD
from footfall_daemon.engine.hunyuan.preprocess import window_count

WHOLE_RATE: Final = 8
"""Frames per second that SigLIP2 sees."""
CENTRE_RATE: Final = 25
"""Frames per second that Synchformer sees."""
_LATENTS_PER_FRAME: Final = 2


@dataclass(frozen=True, slots=True)
class Length:
    latents: int
    visual: int
    """SigLIP2 vectors."""
    sync: int
    """Synchformer vectors."""

    @classmethod
    def of(cls, samples: int, shortest: Fraction) -> Self:
        """Enough for so many samples, and never less than `shortest` seconds: the model knows no shorter sound."""
        seconds = max(Fraction(samples, SAMPLE_RATE), shortest)
        frames = ceil(seconds * CENTRE_RATE)
        return cls(
            latents=_LATENTS_PER_FRAME * frames,
            visual=ceil(seconds * WHOLE_RATE),
            sync=SYNC_PERIOD * window_count(frames),
        )
