"""Wind, and thunder now and then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch

from footfall_daemon.engine.sketch.blasts import Thunderclap
from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Curve, Level, Product, Steady, Swell
from footfall_daemon.engine.sketch.hits import Occasions
from footfall_daemon.engine.sketch.noise import Bed, Fixed

_HOWLS = ((320.0, 12.0, 1.0), (560.0, 18.0, 0.8), (900.0, 25.0, 0.5))
"""Hertz, sharpness, level."""


@dataclass(frozen=True)
class Howl:
    """Resonances of edges and gaps: sharp, and they climb with the gust."""

    gust: Curve

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        gust = self.gust.at(seconds)[:, None]
        total = torch.zeros(len(seconds), len(hertz), dtype=torch.float64)
        for centre, sharpness, level in _HOWLS:
            detuned = hertz.clamp(min=1.0)[None, :] / (centre * (0.7 + 0.7 * gust))
            total += level / (1 + (sharpness * (detuned - 1 / detuned)) ** 2)
        return total


def wind(identity: Identity, gain: float, amount: float) -> list[Source]:
    gust, flutter = Swell((*identity, "gust"), 0.35), Swell((*identity, "flutter"), 3.0)
    rumble = Fixed(((30.0, -6.0), (60.0, 0.0), (240.0, -10.0), (960.0, -24.0), (4000.0, -40.0), (24000.0, -70.0)))
    hiss = Fixed(((30.0, -60.0), (500.0, -12.0), (1500.0, 0.0), (5000.0, -12.0), (24000.0, -40.0)))
    loud = Steady(gain * amount)
    blowing = Product((loud, Level(gust, 0.25, 2.0), Level(flutter, 0.6)))
    howling = Product((loud, Level(gust, 0.08, 2.0)))
    return [
        Bed((*identity, "rumble"), rumble, -24.0, blowing),
        Bed((*identity, "howl"), Howl(gust), -19.0, howling, correlation=0.5),
        Bed((*identity, "hiss"), hiss, -33.0, blowing),
    ]


def thunder(identity: Identity, gain: float, amount: float) -> list[Source]:
    """A clap in every seven seconds or so, near or far, and a rumble that never quite ends."""
    rumble = Fixed(((30.0, 0.0), (70.0, 0.0), (140.0, -14.0), (400.0, -34.0), (24000.0, -90.0)))
    rolling = Product((Steady(gain * amount), Level(Swell((*identity, "rolling"), 0.4), 0.05, 2.5)))
    claps = Occasions(
        (*identity, "claps"), partial(Thunderclap, near=min(1.0, 0.5 * amount)), 7.0, gain * amount, 9.0
    )
    return [Bed((*identity, "rumble"), rumble, -24.0, rolling), claps]
