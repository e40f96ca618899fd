"""Water: drops, bubbles, streams, surf, splashes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Source
from footfall_daemon.engine.sketch.curves import Level, Product, Steady, Surge, Swell
from footfall_daemon.engine.sketch.grains import Sprinkle, Swarm, bubbles, chimes, clicks
from footfall_daemon.engine.sketch.materials import Material, modes_of
from footfall_daemon.engine.sketch.noise import Bed, Fixed, Opening
from footfall_daemon.engine.sketch.shapes import blend, burst, unit


@dataclass(frozen=True)
class Splash:
    """A slap on the water, spray, and the bubbles that were drawn under."""

    identity: Identity
    velocity: float
    size: float

    longest = 1.7

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "splash"))
        slap = burst(draws, (150 / self.size, 1200 / self.size), 0.02, delay)
        spray = burst(draws, (1.5e3, 9e3), 0.08 * self.size, delay)
        drops = clicks(draws, draws.uniform(0.05, 0.6, 60), (1.5e3, 8e3), (4e-4, 2e-3))
        times = -0.15 * torch.log(draws.uniform(0.02, 1, 60))
        under = bubbles(draws, times, (1e-3 * self.size, 6e-3 * self.size))
        return blend([slap, 0.7 * spray, 0.15 * _sum(drops), 0.8 * _sum(under)])


def drops(draws: Draws, times: torch.Tensor) -> Swarm:
    """Drops into water: the click of the surface, and 10 to 60 ms later the bubble that it closes over."""
    strike = clicks(draws, times, (3e3, 9e3), (2e-4, 6e-4))
    bubble = bubbles(draws, times + draws.uniform(0.01, 0.06, len(times)), (1.2e-3, 3e-3))
    loudness = draws.uniform(0.4, 1, len(times))
    strike = strike._replace(amplitude=0.25 * loudness)
    bubble = bubble._replace(amplitude=loudness, rise=draws.uniform(0.05, 0.25, len(times)))
    return Swarm(*(torch.cat(pair) for pair in zip(strike, bubble, strict=True)))


def drip(identity: Identity, level: float, amount: float) -> list[Source]:
    return [Sprinkle((*identity, "drops"), drops, 1.6 * amount, level, 0.2, mono=True)]


def boil(identity: Identity, level: float, amount: float) -> list[Source]:
    """Bubbles in a pot, in gusts."""
    make = partial(bubbles, radius=(2e-3, 8e-3))
    seethe = Level(Swell((*identity, "seethe"), 2.5), 0.35)
    return [Sprinkle((*identity, "bubbles"), make, 55 * amount, level, 0.35, seethe, mono=True)]


def stream(identity: Identity, level: float, amount: float) -> list[Source]:
    rush = Fixed(((30.0, -40.0), (400.0, -6.0), (1200.0, 0.0), (6000.0, -12.0), (24000.0, -36.0)))
    swirl = Level(Swell((*identity, "swirl"), 1.5), 0.7)
    gurgle = partial(bubbles, radius=(8e-4, 6e-3))
    return [
        Sprinkle((*identity, "bubbles"), gurgle, 220 * min(amount, 4.0), 1.2 * level, 0.3),
        Bed((*identity, "rush"), rush, -25.0, _scaled(swirl, level * amount**0.5)),
    ]


def rain(identity: Identity, level: float, amount: float, ground: Material | None) -> list[Source]:
    """A bed of far drops, near drops one by one, and what they fall on."""
    near = partial(clicks, band=(1.5e3, 1.2e4), decay=(3e-4, 1.2e-3))
    far = Fixed(((30.0, -50.0), (300.0, -14.0), (2500.0, 0.0), (9000.0, -6.0), (24000.0, -24.0)))
    sources: list[Source] = [
        Sprinkle((*identity, "drops"), near, 1200 * min(amount, 3.5), level, 0.01),
        Bed((*identity, "far"), far, -27.0, _scaled(Level(Swell((*identity, "gusts"), 0.3), 0.8), level * amount)),
    ]
    if ground is None:
        puddle = partial(bubbles, radius=(6e-4, 3e-3))
        return [*sources, Sprinkle((*identity, "puddle"), puddle, 40 * amount, 0.6 * level, 0.15)]
    roof = partial(chimes, modes=modes_of(ground), size=(0.3, 1.2), damping=(4, 20))
    return [*sources, Sprinkle((*identity, "roof"), roof, 90 * amount, 0.5 * level, 0.4)]


def waves(identity: Identity, level: float, amount: float) -> list[Source]:
    """Each wave swells, breaks as its sound opens upwards, and draws back hissing through the pebbles."""
    surge = Surge((*identity, "surge"), every=8.0)
    ebb = Surge((*identity, "surge"), every=8.0, late=1.8)
    roar = Opening(surge, 250, 5000, slope=-3)
    hiss = Fixed(((30.0, -80.0), (1500.0, -18.0), (4000.0, 0.0), (10000.0, -4.0), (24000.0, -30.0)))
    foam = partial(clicks, band=(3e3, 1e4), decay=(2e-4, 8e-4))
    return [
        Bed((*identity, "roar"), roar, -14.0, _scaled(Level(surge, 0.04, 1.4), level * amount)),
        Bed((*identity, "hiss"), hiss, -26.0, _scaled(Level(ebb, 0.03, 1.6), level * amount)),
        Sprinkle((*identity, "foam"), foam, 350, 0.35 * level * amount, 0.01, ebb),
    ]


def _scaled(curve: Level, gain: float) -> Product:
    return Product((curve, Steady(gain)))


def _sum(swarm: Swarm) -> torch.Tensor:
    return unit(swarm.render(0, int(1.5 * SAMPLE_RATE)))
