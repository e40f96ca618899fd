"""Combustion engines: pulses at the firing rate through an exhaust, their speed following the picture."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window
from footfall_daemon.engine.sketch.curves import Curve, Turns, along
from footfall_daemon.engine.sketch.motion import Motion
from footfall_daemon.engine.sketch.shapes import convolved

_CONTROL = 200  # points per second of the lagging speed
_LAG = 0.3  # seconds
_LOAD, _FULL_LOAD = 1.5, 2.0  # how much louder than idle, at which picture diagonals per second
_TAIL = int(0.15 * SAMPLE_RATE)
_FIRINGS = 4096  # after so many the irregularities repeat


@dataclass(frozen=True)
class Build:
    """What kind of engine it is."""

    cylinders: int
    idle: float
    per_speed: float
    fastest: float
    """Revolutions per minute: at rest, per picture diagonal per second, at most."""
    exhaust: tuple[tuple[float, float], ...]
    """Resonances: hertz, level."""
    sharpness: float
    """Of the resonances."""
    uneven: float
    """Share of the turn by which every other firing is late."""
    hiss: float = 0.3
    """Of the gas, in each pulse."""


CAR = Build(4, 900, 2200, 5500, ((90, 1.0), (180, 0.8), (420, 0.5), (1100, 0.25), (2600, 0.1)), 4.0, 0.0)
MOTORBIKE = Build(2, 1300, 3500, 9000, ((140, 1.0), (310, 0.9), (720, 0.7), (1700, 0.4), (3400, 0.2)), 3.0, 0.18)


@dataclass(frozen=True)
class Lagging:
    """A curve that follows another with the inertia of a flywheel."""

    curve: Curve

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        reach = torch.arange(0, 4 * _LAG, 0.05, dtype=torch.float64)
        weights = torch.exp(-reach / _LAG)
        behind = self.curve.at((seconds[:, None] - reach).reshape(-1)).reshape(len(seconds), -1)
        return behind @ (weights / weights.sum())


@dataclass(frozen=True)
class Rate:
    """Firings per second."""

    build: Build
    speed: Curve

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        rpm = self.build.idle + self.build.per_speed * self.speed.at(seconds)
        return rpm.clamp(max=self.build.fastest) / 60 * self.build.cylinders / 2


@dataclass(frozen=True)
class Motor:
    """One engine for the whole clip: its phase is counted from the clip's first sample. One channel."""

    identity: Identity
    build: Build
    motion: Motion
    gain: float

    def render(self, window: Window) -> torch.Tensor:
        wide = window.widened(_TAIL, 0)
        pulses = self._pulses(wide)
        sound = convolved(pulses, _exhaust(self.build))[_TAIL:]
        load = 1 + _LOAD * along(self.motion.speed, window).clamp(max=_FULL_LOAD) / _FULL_LOAD
        return (sound * load * self.gain)[None]

    def _pulses(self, window: Window) -> torch.Tensor:
        rate = Rate(self.build, Lagging(self.motion.speed))
        firings = Turns(rate, self.motion.start, self.motion.seconds).at(window.seconds)
        draws = Draws((*self.identity, "cylinders"))
        cylinders = self.build.cylinders
        strength = draws.uniform(0.88, 1.12, cylinders).repeat(_FIRINGS // cylinders)
        strength = strength * (1 + 0.05 * draws.normal(_FIRINGS))
        index = torch.floor(firings).long()
        since = firings - index - self.build.uneven * (index % 2) - 0.008 * (index * 7919 % 13) / 13
        pulse = (1 - torch.exp(-since.clamp(min=0) * 60)) * torch.exp(-9 * since.clamp(min=0))
        gas = 1 + self.build.hiss * _white(self.identity, window)
        return (strength[index % _FIRINGS] * pulse).to(torch.float32) * gas


def _white(identity: Identity, window: Window) -> torch.Tensor:
    """White noise on the absolute grid."""
    chunks = range(window.start // 8192, (window.stop - 1) // 8192 + 1)
    noise = torch.cat([Draws((*identity, "gas", chunk)).normal(8192) for chunk in chunks])
    begin = window.start - chunks[0] * 8192
    return noise[begin : begin + window.samples]


def _exhaust(build: Build) -> torch.Tensor:
    """Impulse response of the resonances, without offset, of unit energy."""
    seconds = torch.arange(_TAIL, dtype=torch.float64) / SAMPLE_RATE
    response = torch.zeros(_TAIL, dtype=torch.float64)
    for hertz, level in build.exhaust:
        decay = torch.exp(-torch.pi * hertz / build.sharpness * seconds)
        response += level * hertz**0.5 * decay * torch.sin(2 * torch.pi * hertz * seconds)
    window = torch.hann_window(2 * _TAIL, periodic=False, dtype=torch.float64)[_TAIL:]
    response = response * window
    response = response - window * response.sum() / window.sum()
    return (response / float(response.norm())).to(torch.float32)
