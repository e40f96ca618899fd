"""A combustion engine: pulses at the firing rate through an exhaust, its speed following the picture."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.air import Track
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window, decibels
from footfall_daemon.engine.sketch.noise import through

_CONTROL = 200  # points per second of the speed curve
_LAG = 0.3  # seconds
_CYLINDERS = 4
_IDLE, _PER_SPEED, _FASTEST = 900.0, 2200.0, 5500.0  # revolutions per minute
_EXHAUST = ((90.0, 1.0), (180.0, 0.8), (420.0, 0.5), (1100.0, 0.25))
_SHARPNESS = 4.0
_LOAD, _FULL_LOAD = 1.5, 2.0  # how much louder than idle, at which picture diagonals per second
_TAIL = int(0.15 * SAMPLE_RATE)
_FIRINGS = 4096  # after so many the irregularities repeat


@dataclass(frozen=True)
class Motor:
    """One engine for the whole file: its phase is counted from the file's first sample."""

    identity: Identity
    speed: Track
    seconds: float
    """Length of the file."""
    level: float

    def render(self, window: Window) -> torch.Tensor:
        wide = window.widened(_TAIL, 0)
        pulses = self._pulses(self._firings(wide.seconds))
        size = len(pulses) + _TAIL
        exhaust = torch.fft.rfft(_exhaust(), n=size)
        sound = torch.fft.irfft(torch.fft.rfft(pulses, n=size) * exhaust, n=size)[_TAIL : len(pulses)]
        load = 1 + _LOAD * self.speed.at(window.seconds).clamp(max=_FULL_LOAD) / _FULL_LOAD
        scaled: torch.Tensor = sound * load * decibels(self.level)
        return scaled.expand(2, -1)

    def _firings(self, seconds: torch.Tensor) -> torch.Tensor:
        """Firings since the file began, as a real number."""
        grid = torch.arange(-1, int(self.seconds * _CONTROL) + 2 * _CONTROL, dtype=torch.float64) / _CONTROL
        lag = torch.exp(-torch.arange(5 * _LAG * _CONTROL, dtype=torch.float64) / (_LAG * _CONTROL))
        wanted = torch.nn.functional.pad(self.speed.at(grid)[None, None], (len(lag) - 1, 0))
        speed = torch.nn.functional.conv1d(wanted, (lag / lag.sum()).flip(0)[None, None])[0, 0]
        rate = (_IDLE + _PER_SPEED * speed).clamp(max=_FASTEST) / 60 * _CYLINDERS / 2
        turned = torch.cumsum(rate, 0) / _CONTROL
        early = (seconds - grid[0]).clamp(max=0) * rate[0]
        return through(grid, turned, seconds) + early

    def _pulses(self, firings: torch.Tensor) -> torch.Tensor:
        draws = Draws((*self.identity, "cylinders"))
        strength = draws.uniform(0.88, 1.12, _CYLINDERS).repeat(_FIRINGS // _CYLINDERS)
        strength = strength * (1 + 0.05 * draws.normal(_FIRINGS))
        index = torch.floor(firings)
        since = firings - index
        pulse = (1 - torch.exp(-since * 60)) * torch.exp(-9 * since)
        return strength[index.long() % _FIRINGS] * pulse


def _exhaust() -> torch.Tensor:
    """Impulse response of the resonances, without offset, of unit energy."""
    seconds = torch.arange(_TAIL, dtype=torch.float64) / SAMPLE_RATE
    response = torch.zeros(_TAIL, dtype=torch.float64)
    for hertz, gain in _EXHAUST:
        decay = torch.exp(-torch.pi * hertz / _SHARPNESS * seconds)
        response += gain * hertz**0.5 * decay * torch.sin(2 * torch.pi * hertz * seconds)
    window = torch.hann_window(2 * _TAIL, periodic=False, dtype=torch.float64)[_TAIL:]
    response = response * window
    response = response - window * response.sum() / window.sum()
    return response / float(response.norm())
