"""Endless coloured noise on the absolute time grid, and slow random curves that move it.

Overlapping frames of independent noise, each shaped in its spectrum, add up under windows whose squares sum to
one: any stretch can be made without what came before, and the colour may change from frame to frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window, decibels

_FRAMES_PER_DRAW = 16
_LOWEST = 30.0  # Hz: nothing below, so that no offset and no pumping of speakers


class Curve(Protocol):
    """A value that changes over time."""

    def at(self, seconds: torch.Tensor) -> torch.Tensor: ...


class Colour(Protocol):
    """A spectrum that may change over time."""

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        """Amplitudes (frames, frequencies), or (1, frequencies) where they never change; any scale."""
        ...


@dataclass(frozen=True)
class Fixed:
    """A spectrum through points of (hertz, dB), straight over octaves."""

    points: tuple[tuple[float, float], ...]

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        octave = torch.log2(hertz.clamp(min=1.0))
        knots = torch.log2(torch.tensor([point[0] for point in self.points], dtype=torch.float64))
        levels = torch.tensor([point[1] for point in self.points], dtype=torch.float64)
        return (10 ** (through(knots, levels, octave) / 20))[None, :]


@dataclass(frozen=True)
class Swell:
    """A smooth random curve between 0 and 1, about `rate` ups and downs per second."""

    identity: Identity
    rate: float

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        place = seconds * (2 * self.rate)
        index = torch.floor(place).long()
        first, last = int(index.min()), int(index.max()) + 1
        values = self._values(first, last)
        share = place - index
        ease = share * share * (3 - 2 * share)
        left, right = values[index - first], values[index - first + 1]
        return left + (right - left) * ease

    def _values(self, first: int, last: int) -> torch.Tensor:
        chunks = range(first // _FRAMES_PER_DRAW, last // _FRAMES_PER_DRAW + 1)
        parts = [Draws((*self.identity, "swell", chunk)).uniform(0, 1, _FRAMES_PER_DRAW) for chunk in chunks]
        return torch.cat(parts)[first - chunks[0] * _FRAMES_PER_DRAW :]


@dataclass(frozen=True)
class Level:
    """A curve scaled and bent: `floor + (1 - floor) * curve ** power`."""

    curve: Swell
    floor: float
    power: float = 1.0

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        return self.floor + (1 - self.floor) * self.curve.at(seconds) ** self.power


@dataclass(frozen=True)
class Product:
    """Curves multiplied."""

    curves: tuple[Curve, ...]

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        product = torch.ones_like(seconds)
        for curve in self.curves:
            product = product * curve.at(seconds)
        return product


@dataclass(frozen=True)
class Bed:
    """Stereo noise of a colour, at a level in dBFS (RMS per channel) that a curve may scale."""

    identity: Identity
    colour: Colour
    level: float
    curve: Curve | None = None
    correlation: float = 0.3
    """Of left and right."""
    frame: int = 4096

    def render(self, window: Window) -> torch.Tensor:
        hop = self.frame // 2
        first, last = window.start // hop - 1, (window.stop - 1) // hop
        sound = self._frames(first, last)
        offset = window.start - first * hop
        sound = sound[:, offset : offset + window.samples] * decibels(self.level)
        return sound if self.curve is None else sound * self.curve.at(window.seconds)

    def _frames(self, first: int, last: int) -> torch.Tensor:
        """Frames `first` to `last`, overlapped and added: (2, samples)."""
        hop, count = self.frame // 2, last - first + 1
        hertz = torch.fft.rfftfreq(self.frame, 1 / SAMPLE_RATE, dtype=torch.float64)
        centres = (torch.arange(first, last + 1, dtype=torch.float64) + 1) * hop / SAMPLE_RATE
        shape = _unit_power(self.colour.magnitudes(hertz, centres) * (hertz >= _LOWEST), self.frame)
        wave = torch.fft.irfft(self._spectra(first, last) * shape, n=self.frame, norm="ortho")
        wave = wave * torch.sin(torch.pi * (torch.arange(self.frame, dtype=torch.float64) + 0.5) / self.frame)
        sound = torch.zeros(2, (count + 1) * hop, dtype=torch.float64)
        sound[:, : count * hop] += wave[..., :hop].reshape(2, -1)
        sound[:, hop:] += wave[..., hop:].reshape(2, -1)
        return sound

    def _spectra(self, first: int, last: int) -> torch.Tensor:
        """White noise (2, frames, frequencies), left and right correlated as wanted."""
        chunks = range(first // _FRAMES_PER_DRAW, last // _FRAMES_PER_DRAW + 1)
        size = (2, _FRAMES_PER_DRAW, self.frame // 2 + 1, 2)
        drawn = torch.cat([Draws((*self.identity, chunk)).normal(*size) for chunk in chunks], dim=1)
        begin = first - chunks[0] * _FRAMES_PER_DRAW
        middle, side = torch.view_as_complex(drawn[:, begin : begin + last - first + 1].contiguous())
        middle = middle * ((1 + self.correlation) / 2) ** 0.5
        side = side * ((1 - self.correlation) / 2) ** 0.5
        return torch.stack([middle + side, middle - side])


def _unit_power(magnitudes: torch.Tensor, frame: int) -> torch.Tensor:
    """Scaled so that noise of this spectrum has an RMS of 1."""
    power = 4 * (magnitudes**2).sum(-1, keepdim=True) / frame
    return magnitudes / power.sqrt().clamp(min=1e-12)


def through(knots: torch.Tensor, values: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """Straight lines through (knots, values), constant outside; knots ascend."""
    if len(knots) == 1:
        return values.expand(at.shape)
    right = torch.searchsorted(knots, at.contiguous()).clamp(1, len(knots) - 1)
    left = right - 1
    share = ((at - knots[left]) / (knots[right] - knots[left]).clamp(min=1e-12)).clamp(0, 1)
    return values[left] + (values[right] - values[left]) * share
