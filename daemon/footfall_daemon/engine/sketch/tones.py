"""Steady tones on the timeline's own clock: mains hum, the whine of a motor, crickets."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window, decibels
from footfall_daemon.engine.sketch.curves import Bursts, Curve, along
from footfall_daemon.engine.sketch.space import gains

MAINS = 50.0


@dataclass(frozen=True)
class Tones:
    """A tone and its harmonics, whose amplitudes are given from the first on. One channel."""

    hertz: float
    harmonics: tuple[float, ...]
    gain: float
    curve: Curve | None = None

    def render(self, window: Window) -> torch.Tensor:
        # One turn by itself, read in a circle: the sum of many sines costs as much as one.
        turn = torch.arange(4096, dtype=torch.float64) / 4096 * 2 * torch.pi
        wave = torch.zeros_like(turn)
        for number, gain in enumerate(self.harmonics, start=1):
            wave += gain * torch.sin(number * turn)
        place = (window.seconds * self.hertz).remainder(1.0) * 4096
        left = place.long()
        share = place - left
        tone = wave[left] * (1 - share) + wave[(left + 1) % 4096] * share
        sound: torch.Tensor = (tone * self.gain / len(self.harmonics) ** 0.5).to(torch.float32)[None]
        return sound if self.curve is None else sound * along(self.curve, window)


@dataclass(frozen=True)
class Crickets:
    """Some insects around, each with its own pitch: short pulses in rows, and rows with rests between."""

    identity: Identity
    count: int
    gain: float
    """Peak of the loudest."""

    def render(self, window: Window) -> torch.Tensor:
        sound = torch.zeros(2, window.samples)
        for index in range(self.count):
            sound += self._one(index, window)
        return sound * self.gain

    def _one(self, index: int, window: Window) -> torch.Tensor:
        identity = (*self.identity, index)
        draws = Draws(identity)
        hertz, pulses = draws.number(3800, 5200), draws.number(15, 30)
        far, x = draws.number(0.2, 1), draws.number(0, 1)
        row = Bursts(identity, 0.7, (0.4, 1.3), 0.3)
        seconds = window.seconds
        pulse = torch.sin((torch.pi * pulses * seconds).remainder(torch.pi)) ** 6
        tone = torch.sin((2 * torch.pi * hertz * seconds).remainder(2 * torch.pi))
        chirp = (pulse * tone * far).to(torch.float32) * along(row, window).clamp(max=1)
        return chirp * gains(torch.tensor([x]))


def hum(level: float) -> Tones:
    """A mains tone and its double, RMS in dBFS."""
    return Tones(MAINS, (1.0, 0.5), decibels(level) * 1.8)
