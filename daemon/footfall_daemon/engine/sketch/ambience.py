"""Sounds that go on: rain, wind, running water, fire, an engine, a room. Levels are fixed, in dBFS (RMS)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch

from footfall_daemon.engine.sketch.clockwork import Identity, Layer, Window, decibels
from footfall_daemon.engine.sketch.grains import Sprinkle, bubbles, clicks
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.noise import Bed, Fixed, Level, Product, Swell

ROOM_LEVEL = -58.0
_MAINS = 50.0


def room(identity: Identity, gain: float = 0.0) -> list[Layer]:
    """Air, and a trace of mains hum, 20 dB below."""
    colour = Fixed(((30.0, 0.0), (200.0, -10.0), (400.0, -16.0), (6400.0, -37.0), (24000.0, -55.0)))
    level = ROOM_LEVEL + gain
    return [Bed((*identity, "air"), colour, level), Hum(level - 20)]


@dataclass(frozen=True)
class Hum:
    """A mains tone and its double."""

    level: float

    def render(self, window: Window) -> torch.Tensor:
        turn = 2 * torch.pi * _MAINS * window.seconds
        tone = torch.sin(turn) + 0.5 * torch.sin(2 * turn)
        return (tone * 2**0.5 * decibels(self.level)).expand(2, -1)


def rain(identity: Identity, intensity: float, ground: Material | None) -> list[Layer]:
    """A bed of far drops, near drops one by one, and what they fall on."""
    amount = 2 ** ((intensity - 0.5) * 7)  # a quarter of the usual to four times
    near = Sprinkle((*identity, "drops"), partial(clicks, band=(1.5e3, 1.2e4), decay=(3e-4, 1.2e-3)),
                    rate=1200 * amount, gain=0.05, longest=0.01)  # fmt: skip
    far = Fixed(((30.0, -50.0), (300.0, -14.0), (2500.0, 0.0), (9000.0, -6.0), (24000.0, -24.0)))
    layers: list[Layer] = [near, Bed((*identity, "far"), far, -39 + 14 * (intensity - 0.5))]
    if ground is Material.metal:
        ring = partial(clicks, band=(400.0, 3500.0), decay=(2e-3, 9e-3))
        layers.append(Sprinkle((*identity, "roof"), ring, rate=300 * amount, gain=0.04, longest=0.07))
    else:
        puddle = partial(bubbles, radius=(6e-4, 3e-3))
        layers.append(Sprinkle((*identity, "puddle"), puddle, rate=40 * amount, gain=0.03, longest=0.15))
    return layers


@dataclass(frozen=True)
class Howl:
    """Resonances of edges and gaps that rise with the gust."""

    gust: Swell

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        gust = self.gust.at(seconds)[:, None]
        total = torch.zeros(len(seconds), len(hertz), dtype=torch.float64)
        for centre, sharpness, level in ((320.0, 14.0, 1.0), (560.0, 18.0, 0.7), (900.0, 22.0, 0.4)):
            detuned = hertz.clamp(min=1.0)[None, :] / (centre * (0.8 + 0.5 * gust))
            total += level / (1 + (sharpness * (detuned - 1 / detuned)) ** 2).sqrt()
        return total


def wind(identity: Identity, intensity: float) -> list[Layer]:
    gust, flutter = Swell((*identity, "gust"), 0.35), Swell((*identity, "flutter"), 3.0)
    rumble = Fixed(((30.0, -6.0), (60.0, 0.0), (240.0, -10.0), (960.0, -24.0), (4000.0, -40.0), (24000.0, -70.0)))
    hiss = Fixed(((30.0, -60.0), (500.0, -12.0), (1500.0, 0.0), (5000.0, -12.0), (24000.0, -40.0)))
    level = -33 + 20 * (intensity - 0.5)
    blowing = Product((Level(gust, 0.25, 1.5), Level(flutter, 0.6)))
    return [
        Bed((*identity, "rumble"), rumble, level + 3, curve=blowing),
        Bed((*identity, "howl"), Howl(gust), level + 2, curve=Level(gust, 0.05, 2.0), correlation=0.5),
        Bed((*identity, "hiss"), hiss, level - 10, curve=blowing),
    ]


def stream(identity: Identity, intensity: float) -> list[Layer]:
    amount = 2 ** ((intensity - 0.5) * 5)
    rush = Fixed(((30.0, -40.0), (400.0, -6.0), (1200.0, 0.0), (6000.0, -12.0), (24000.0, -36.0)))
    swirl = Level(Swell((*identity, "swirl"), 1.5), 0.7)
    gurgle = partial(bubbles, radius=(8e-4, 6e-3))
    return [
        Sprinkle((*identity, "bubbles"), gurgle, rate=220 * amount, gain=0.07, longest=0.21),
        Bed((*identity, "rush"), rush, -41 + 16 * (intensity - 0.5), curve=swirl),
    ]


def fire(identity: Identity, intensity: float) -> list[Layer]:
    amount = 2 ** ((intensity - 0.5) * 4)
    lapping = Fixed(((30.0, 0.0), (80.0, 0.0), (160.0, -18.0), (500.0, -36.0), (24000.0, -80.0)))
    hiss = Fixed(((30.0, -80.0), (800.0, -24.0), (1500.0, 0.0), (8000.0, -8.0), (24000.0, -24.0)))
    crackle = partial(clicks, band=(1.5e3, 9e3), decay=(5e-4, 4e-3))
    level = -34 + 10 * (intensity - 0.5)
    return [
        Bed((*identity, "lapping"), lapping, level, curve=Level(Swell((*identity, "lap"), 6.0), 0.2, 1.5)),
        Bed((*identity, "hiss"), hiss, level - 8, curve=Level(Swell((*identity, "sigh"), 4.0), 0.1, 3.0)),
        Sprinkle((*identity, "crackle"), crackle, rate=18 * amount, gain=0.16, longest=0.03),
    ]
