"""Absolute time on the timeline, and random draws that depend on nothing but what they are for.

Samples count from the timeline's zero, not from a clip's first frame: what runs on under a cut goes on as it was.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple, Protocol

import torch

from footfall_bridge.timeline import SAMPLE_RATE

Identity = tuple[str | int, ...]
"""What a draw is for: seed, layer, event. Adding a layer or moving one event leaves all other draws alone."""


class Window(NamedTuple):
    """Samples `start` to `stop` (exclusive) of the timeline; may begin before its zero."""

    start: int
    stop: int

    @property
    def samples(self) -> int:
        return self.stop - self.start

    @property
    def seconds(self) -> torch.Tensor:
        """Time of every sample, float64."""
        return torch.arange(self.start, self.stop, dtype=torch.float64) / SAMPLE_RATE

    def widened(self, before: int, after: int) -> Window:
        return Window(self.start - before, self.stop + after)


class Source(Protocol):
    """One sound of the mix, as a function of absolute time alone: windows of it join without a seam."""

    def render(self, window: Window) -> torch.Tensor:
        """float32 (channels, samples): one channel where it has no width of its own, else two."""
        ...


class Draws:
    """Random numbers of one identity, always the same ones."""

    def __init__(self, identity: Identity) -> None:
        text = "\x1f".join(map(str, identity)).encode()
        seed = int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "little")
        self._generator = torch.Generator().manual_seed(seed)

    def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
        return low + (high - low) * torch.rand(shape, generator=self._generator, dtype=torch.float64)

    def number(self, low: float, high: float) -> float:
        return float(self.uniform(low, high))

    def between(self, low: float, high: float, *shape: int) -> torch.Tensor:
        """Evenly spread over octaves."""
        return low * (high / low) ** self.uniform(0, 1, *shape)

    def normal(self, *shape: int) -> torch.Tensor:
        """Single precision: noise is no better for more, and this is most of the work of an ambience."""
        return torch.randn(shape, generator=self._generator)

    def poisson(self, mean: float) -> int:
        return int(torch.poisson(torch.tensor(mean, dtype=torch.float64), generator=self._generator))


def decibels(value: float) -> float:
    """The factor of amplitude that `value` dB is."""
    return float(10 ** (value / 20))
