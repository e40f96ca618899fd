"""What came of a script under a policy, as a watch beside it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.real.scale import Script
from tests.benchmarks.simulator.outcome import percentile
from tests.benchmarks.simulator.traces import INTERACTIVE
from tests.end_to_end.hearing import samples_of

_STEP_OF_24_BITS = 256
"""In samples of 32 bits."""


@dataclass(slots=True)
class Outcome:
    policy: str
    script: Script
    ended: dict[int, float] = field(default_factory=dict)
    """By the clip's number: seconds from the beginning."""
    out_of_memory: int = 0
    sounds: dict[int, list[Path]] = field(default_factory=dict)
    """One WAV, or the engine's own files in their order."""
    twice: int = 0
    """Clips with more than one sound."""

    @property
    def lost(self) -> int:
        return len(self.script.clips) - len(self.ended)

    @property
    def rate(self) -> float:
        """Clips per second."""
        return len(self.ended) / max(self.ended.values())

    def waited(self, share: float) -> float:
        """Seconds from the click to the sound."""
        clicks = [clip for clip in self.script.clips if clip.class_ == INTERACTIVE]
        return percentile(
            [self.ended[clip.number] - clip.time for clip in clicks if clip.number in self.ended], share
        )

    def unlike(self, other: Outcome) -> list[int]:
        """The clips that do not sound the same in both. A WAV of 24 bits differs by its rounding at most."""
        return [number for number in self.ended if not _same(self.sounds[number], other.sounds.get(number, []))]


def _same(left: list[Path], right: list[Path]) -> bool:
    one, two = _sound(left), _sound(right)
    return one.shape == two.shape and bool((np.abs(one - two) <= _STEP_OF_24_BITS).all())


def _sound(files: list[Path]) -> NDArray[np.float64]:
    """(samples, channels), as integers of 32 bits."""
    pieces = [samples_of(file) if file.suffix == ".wav" else np.load(file).T * 2.0**31 for file in files]
    return np.concatenate(pieces, dtype=np.float64) if pieces else np.zeros((0, 0))
