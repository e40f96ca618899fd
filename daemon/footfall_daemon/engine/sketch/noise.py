"""Endless coloured noise on the absolute time grid.

Overlapping frames of independent noise, each shaped in its spectrum, add up under windows whose squares sum to
one: any stretch can be made without what came before, and the colour may change from frame to frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window, decibels
from footfall_daemon.engine.sketch.curves import Curve, along, through
from footfall_daemon.engine.sketch.pieces import Pieces

_PIECE = 16384  # samples of which the noise is made at once
_LOWEST = 30.0  # Hz: nothing below, so that no offset and no pumping of speakers


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


def band(low: float, high: float, slope: float = 24.0) -> Fixed:
    """Flat from `low` to `high` hertz, `slope` dB per octave outside."""
    return Fixed(((low / 16, -4 * slope), (low, 0.0), (high, 0.0), (high * 16, -4 * slope)))


@dataclass(frozen=True)
class Opening:
    """A slope that ends where a curve says: from `low` hertz at 0 to `high` at 1."""

    curve: Curve
    low: float
    high: float
    slope: float = 0.0
    """dB per octave below the end."""

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        end = self.low * (self.high / self.low) ** self.curve.at(seconds).clamp(0, 1)[:, None]
        octaves = torch.log2(hertz.clamp(min=_LOWEST) / _LOWEST)[None, :]
        return 10 ** (self.slope * octaves / 20) / (1 + (hertz[None, :] / end) ** 4).sqrt()


@dataclass(frozen=True)
class Bed:
    """Noise of a colour, at a level in dBFS (RMS per channel) that a curve may scale."""

    identity: Identity
    colour: Colour
    level: float
    curve: Curve | None = None
    correlation: float | None = 0.3
    """Of left and right; None: one channel only."""
    frame: int = 4096

    _pieces: Pieces = field(default_factory=Pieces, init=False, repr=False, compare=False)

    def render(self, window: Window) -> torch.Tensor:
        chunks = range((window.start - self.frame // 2) // _PIECE, (window.stop - 1) // _PIECE + 1)
        sound = torch.zeros(1 if self.correlation is None else 2, window.samples)
        self._pieces.keep(chunks)
        for chunk in chunks:
            self._pieces.add(chunk, chunk * _PIECE, partial(self._piece, chunk), sound, window)
        return sound if self.curve is None else sound * along(self.curve, window)

    def _piece(self, chunk: int) -> torch.Tensor:
        """The frames that begin within a chunk, overlapped and added: (channels, samples)."""
        hop, count = self.frame // 2, 2 * _PIECE // self.frame
        hertz = torch.fft.rfftfreq(self.frame, 1 / SAMPLE_RATE, dtype=torch.float64)
        centres = (torch.arange(count, dtype=torch.float64) + chunk * count + 1) * (hop / SAMPLE_RATE)
        shape = _unit_power(self.colour.magnitudes(hertz, centres) * (hertz >= _LOWEST), self.frame)
        wave = torch.fft.irfft(self._spectra(chunk, count) * shape, n=self.frame, norm="ortho")
        window = torch.sin(torch.pi * (torch.arange(self.frame, dtype=torch.float32) + 0.5) / self.frame)
        wave = wave * (window * decibels(self.level))
        sound = torch.zeros(len(wave), _PIECE + hop)
        sound[:, :_PIECE] += wave[..., :hop].reshape(len(wave), -1)
        sound[:, hop:] += wave[..., hop:].reshape(len(wave), -1)
        return sound

    def _spectra(self, chunk: int, count: int) -> torch.Tensor:
        """White noise (channels, frames, frequencies), left and right correlated as wanted."""
        channels = 1 if self.correlation is None else 2
        drawn = Draws((*self.identity, chunk)).normal(channels, count, self.frame // 2 + 1, 2)
        white = torch.view_as_complex(drawn)
        if self.correlation is None:
            return white
        middle = white[0] * ((1 + self.correlation) / 2) ** 0.5
        side = white[1] * ((1 - self.correlation) / 2) ** 0.5
        return torch.stack([middle + side, middle - side])


def _unit_power(magnitudes: torch.Tensor, frame: int) -> torch.Tensor:
    """Scaled so that noise of this spectrum has an RMS of 1, float32."""
    power = 4 * (magnitudes**2).sum(-1, keepdim=True) / frame
    return (magnitudes / power.sqrt().clamp(min=1e-12)).to(torch.float32)
