"""Fire, and electricity that leaps."""

from __future__ import annotations

from functools import partial

from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Bursts, Level, Product, Steady, Swell
from footfall_daemon.engine.sketch.grains import Sprinkle, clicks
from footfall_daemon.engine.sketch.noise import Bed, Fixed, band
from footfall_daemon.engine.sketch.tones import Tones


def fire(identity: Identity, gain: float, amount: float) -> list[Source]:
    lapping = Fixed(((30.0, 0.0), (80.0, 0.0), (160.0, -18.0), (500.0, -36.0), (24000.0, -80.0)))
    hiss = Fixed(((30.0, -80.0), (800.0, -24.0), (1500.0, 0.0), (8000.0, -8.0), (24000.0, -24.0)))
    crackle = partial(clicks, band=(1.5e3, 9e3), decay=(5e-4, 4e-3))
    pop = partial(clicks, band=(4e2, 2e3), decay=(2e-3, 8e-3))
    loud = Steady(gain * amount**0.5)
    return [
        Bed(
            (*identity, "lapping"),
            lapping,
            -25.0,
            Product((loud, Level(Swell((*identity, "lap"), 6.0), 0.2, 1.5))),
        ),
        Bed((*identity, "hiss"), hiss, -33.0, Product((loud, Level(Swell((*identity, "sigh"), 4.0), 0.1, 4.0)))),
        Sprinkle((*identity, "crackle"), crackle, 18 * amount, gain, 0.03),
        Sprinkle((*identity, "pops"), pop, 2.5 * amount, gain, 0.06),
    ]


def electric(identity: Identity, gain: float, amount: float) -> list[Source]:
    """A buzz at twice the mains' rate that sputters, and sparks where it breaks through."""
    sputter = Level(Bursts((*identity, "sputter"), 7 * amount, (0.04, 0.25), 0.7), 0.06)
    buzz = Tones(100.0, tuple(1 / (1 + 0.25 * n) for n in range(40)), 0.16, Product((Steady(gain), sputter)))
    crack = partial(clicks, band=(2e3, 1.2e4), decay=(2e-4, 1.5e-3))
    arcs = Product((Steady(gain), sputter))
    return [
        buzz,
        Bed((*identity, "arc"), band(2500, 9000), -26.0, arcs, correlation=None, frame=1024),
        Sprinkle((*identity, "sparks"), crack, 140 * amount, 1.4 * gain, 0.015, sputter, mono=True),
    ]
