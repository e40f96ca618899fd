"""Air that is cut by a fast thing, or beaten by wings."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Beat, Curve, Level, Product, Steady, Swell, Turns
from footfall_daemon.engine.sketch.motion import Motion
from footfall_daemon.engine.sketch.noise import Bed, band

_FULL_SPEED = 2.5  # picture diagonals per second at which a whoosh is as loud as it gets
_HERTZ_PER_SPEED = 280.0  # Strouhal: 0.2 v / d for a thing 7 mm thick, one diagonal taken as 10 m
_AFTER_HIT = 0.08  # seconds in which the speed after a contact is the bounce's, not a swing's
_BEATS = 5.0  # of wings, per second, at rest; twice that in full motion


@dataclass(frozen=True)
class Rush:
    """Loudness of cut air: the cube of speed (a dipole), from a threshold on, not right after a hit."""

    speed: Curve
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

    speed: Curve

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        centre = (self.speed.at(seconds) * _HERTZ_PER_SPEED).clamp(120, 4000)[:, None]
        octaves = torch.log2(hertz.clamp(min=1.0)[None, :] / centre)
        ridge = torch.exp(-0.5 * (octaves / 0.35) ** 2) + 0.25 * torch.exp(-0.5 * ((octaves - 1) / 0.35) ** 2)
        return ridge + 0.05 / (1 + (hertz[None, :] / centre) ** 2)


def whoosh(identity: Identity, motion: Motion, threshold: float, hits: tuple[float, ...], level: float) -> Source:
    """`level` in dBFS (RMS) at full speed."""
    rush = Rush(motion.speed, threshold, hits)
    return Bed((*identity, "whoosh"), Blade(motion.speed), level, curve=rush, correlation=None, frame=1024)


def wings(identity: Identity, motion: Motion, gain: float) -> list[Source]:
    """Each beat a soft thump of air and the flutter of feathers; they beat faster the more moves."""
    pace = Level(motion.energy, 0.5)
    turns = Turns(Product((Steady(2 * _BEATS), pace)), motion.start, motion.seconds)
    loud = Product((Steady(gain), Level(motion.energy, 0.0, 0.7)))
    uneven = Level(Swell((*identity, "uneven"), 3.0), 0.6)
    ruffle = Product((loud, Beat(turns, 0.16), Level(Swell((*identity, "ruffle"), 35.0), 0.2)))
    return [
        Bed(
            (*identity, "thump"),
            band(110, 260, 36),
            -18.0,
            Product((loud, uneven, Beat(turns, 0.22, 0.2))),
            None,
            1024,
        ),
        Bed((*identity, "flutter"), band(2000, 5500), -21.0, Product((ruffle, uneven)), None, 1024),
    ]
