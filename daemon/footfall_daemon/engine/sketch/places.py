"""Places: a room, a forest, a city. Without voices, for ever."""

from __future__ import annotations

from functools import partial

from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Bursts, Level, Product, Steady, Swell
from footfall_daemon.engine.sketch.grains import Sprinkle, clicks
from footfall_daemon.engine.sketch.noise import Bed, Fixed, Opening
from footfall_daemon.engine.sketch.tones import Crickets, hum

ROOM_LEVEL = -58.0
_AIR = Fixed(((30.0, 0.0), (150.0, -9.0), (200.0, -8.0), (270.0, -13.0), (6400.0, -37.0), (24000.0, -55.0)))
"""Falling by 5 dB an octave, with the gentle mode of a room at 200 Hz."""


def room(identity: Identity, gain: float) -> list[Source]:
    """Air, and a trace of mains hum, 20 dB below."""
    level = ROOM_LEVEL + gain
    return [Bed((*identity, "air"), _AIR, level), hum(level - 20)]


def forest(identity: Identity, gain: float, amount: float) -> list[Source]:
    """Wind in the leaves, and insects."""
    gust = Product((Steady(gain * amount), Level(Swell((*identity, "gust"), 0.25), 0.2, 2.0)))
    leaves = Fixed(
        ((30.0, -50.0), (300.0, -20.0), (2000.0, -3.0), (5000.0, 0.0), (12000.0, -12.0), (24000.0, -40.0))
    )
    trunks = Fixed(((30.0, 0.0), (100.0, 0.0), (300.0, -10.0), (1000.0, -24.0), (24000.0, -80.0)))
    rustle = partial(clicks, band=(2.5e3, 1e4), decay=(3e-4, 1.5e-3))
    return [
        Bed((*identity, "leaves"), leaves, -27.0, gust),
        Bed((*identity, "trunks"), trunks, -29.0, gust),
        Sprinkle((*identity, "rustle"), rustle, 260, 0.5, 0.015, gust),
        Crickets((*identity, "crickets"), 5, 0.3 * gain),
    ]


def city(identity: Identity, gain: float, amount: float) -> list[Source]:
    """Far traffic, and a vehicle that passes now and then."""
    far = Fixed(((30.0, -3.0), (60.0, 0.0), (125.0, -4.0), (500.0, -16.0), (2000.0, -30.0), (24000.0, -70.0)))
    passing = Bursts((*identity, "passing"), 0.16 * amount, (3.5, 8.0), 1.0)
    tyres = Opening(passing, 500, 2600)
    drift = Product((Steady(gain * amount), Level(Swell((*identity, "drift"), 0.15), 0.6)))
    near = Product((Steady(gain * amount), passing))
    return [
        Bed((*identity, "far"), far, -22.0, drift),
        Bed((*identity, "tyres"), tyres, -26.0, near, correlation=0.6),
    ]
