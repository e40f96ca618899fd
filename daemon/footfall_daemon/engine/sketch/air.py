"""Sounds of what moves without touching: the air that a fast thing cuts, the cloth on a moving body."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_daemon.cues import Curves
from footfall_daemon.engine.sketch.clockwork import Identity
from footfall_daemon.engine.sketch.noise import Bed, Curve, Fixed, Level, Product, Swell, through

_FULL_SPEED = 2.5  # picture diagonals per second at which a whoosh is as loud as it gets
_HERTZ_PER_SPEED = 280.0  # Strouhal: 0.2 v / d for a thing 7 mm thick, one diagonal taken as 10 m
_STRAY_CAMERA = 0.5  # camera speed at which speeds of things are not believed at all
_AFTER_HIT = 0.08  # seconds in which the speed after a contact is the bounce's, not a swing's


@dataclass(frozen=True)
class Track:
    """A value seen in the picture, over time; nothing outside the time seen."""

    times: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        if not self.times:
            return torch.zeros_like(seconds)
        knots = torch.tensor(self.times, dtype=torch.float64)
        seen = (seconds >= knots[0]) & (seconds <= knots[-1])
        return through(knots, torch.tensor(self.values, dtype=torch.float64), seconds) * seen


def speed_seen(curves: Curves) -> Track:
    """Speed of the largest moving thing as far as the camera's own motion lets it be believed."""
    trust = [max(0.0, 1 - camera / _STRAY_CAMERA) for camera in curves.camera] or [1.0] * len(curves.speed)
    return Track(tuple(curves.time), tuple(v * t for v, t in zip(curves.speed, trust, strict=True)))


@dataclass(frozen=True)
class Rush:
    """Loudness of cut air: the cube of speed (a dipole), from a threshold on, not right after a hit."""

    speed: Track
    threshold: float
    hits: tuple[float, ...]

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        speed = self.speed.at(seconds)
        gate = ((speed - self.threshold) / self.threshold).clamp(0, 1)
        rush = gate * (speed / _FULL_SPEED).clamp(max=1) ** 3
        for hit in self.hits:
            since = seconds - hit
            rush = rush * torch.where(
                since < 0, 1 - (since / 5e-3 + 1).clamp(0, 1), (since / _AFTER_HIT).clamp(0, 1)
            )
        return rush


@dataclass(frozen=True)
class Blade:
    """The colour of cut air: a band that rises with speed, a trace of its double, a low skirt."""

    speed: Track

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        centre = (self.speed.at(seconds) * _HERTZ_PER_SPEED).clamp(120, 4000)[:, None]
        octaves = torch.log2(hertz.clamp(min=1.0)[None, :] / centre)
        band = torch.exp(-0.5 * (octaves / 0.35) ** 2) + 0.25 * torch.exp(-0.5 * ((octaves - 1) / 0.35) ** 2)
        return band + 0.05 / (1 + (hertz[None, :] / centre) ** 2)


def whoosh(identity: Identity, speed: Track, threshold: float, hits: tuple[float, ...], level: float) -> Bed:
    rush = Rush(speed, threshold, hits)
    return Bed((*identity, "whoosh"), Blade(speed), level, curve=rush, correlation=0.8, frame=1024)


@dataclass(frozen=True)
class Activity:
    """Friction of cloth grows a little faster than motion."""

    energy: Track

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        return self.energy.at(seconds).clamp(0, 1) ** 1.3


def cloth(identity: Identity, curves: Curves, crisp: bool, level: float) -> Bed:
    """Bursts of friction, 10 to 20 a second; `crisp` for nylon and paper."""
    identity = (*identity, "cloth")
    low, high = (3000.0, 9000.0) if crisp else (1000.0, 5000.0)
    bursts: list[Curve] = [Activity(Track(tuple(curves.time), tuple(curves.energy)))]
    bursts.append(Level(Swell((*identity, "bursts"), 14.0), 0.05, 2.5))
    bursts.append(Level(Swell((*identity, "threads"), 37.0), 0.3))
    colour = Fixed(((low / 4, -40.0), (low, 0.0), (high, -4.0), (2 * high, -30.0), (24000.0, -60.0)))
    return Bed(identity, colour, level, curve=Product(tuple(bursts)), correlation=0.6, frame=1024)
