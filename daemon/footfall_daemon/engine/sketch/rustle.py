"""Soft things that rub as they move: cloth, paper, foliage."""

from __future__ import annotations

from functools import partial

from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Bursts, Curve, Level, Product, Steady, Swell
from footfall_daemon.engine.sketch.grains import Sprinkle, clicks
from footfall_daemon.engine.sketch.motion import Motion
from footfall_daemon.engine.sketch.noise import Bed, Fixed


def cloth(identity: Identity, motion: Motion, crisp: bool, gain: float) -> list[Source]:
    """Bursts of friction, 8 to 20 a second and 20 to 60 ms long; `crisp` for nylon: higher, and it crackles."""
    activity = _activity(motion, gain)
    low, high = (2600.0, 9000.0) if crisp else (900.0, 3600.0)
    sources = [
        _rubbing((*identity, "folds"), activity, (low, high), 11, (0.03, 0.09), -17.0),
        _rubbing((*identity, "threads"), activity, (1.7 * low, 1.5 * high), 16, (0.02, 0.05), -25.0),
    ]
    if crisp:
        crackle = partial(clicks, band=(3e3, 1.1e4), decay=(3e-4, 1.5e-3))
        sources.append(Sprinkle((*identity, "crackle"), crackle, 90, 0.8, 0.015, activity, mono=True))
    return sources


def paper(identity: Identity, motion: Motion, gain: float) -> list[Source]:
    """Like crisp cloth with sharper bursts, and the clicks of creases."""
    activity = _activity(motion, gain)
    crease = partial(clicks, band=(1.2e3, 9e3), decay=(5e-4, 3e-3))
    creasing = Product((activity, Level(Bursts((*identity, "hand"), 3, (0.08, 0.3), 0.8), 0.1)))
    return [
        _rubbing((*identity, "sheet"), activity, (1800, 8000), 14, (0.008, 0.03), -16.0),
        Sprinkle((*identity, "creases"), crease, 160, 1.0, 0.03, creasing, mono=True),
    ]


def leaves(identity: Identity, motion: Motion, gain: float) -> list[Source]:
    """A bush that something moves through: many dry clicks, in gusts, over a hiss."""
    activity = Product((_activity(motion, gain), Level(Swell((*identity, "brush"), 4.0), 0.25)))
    dry = partial(clicks, band=(2.2e3, 1.1e4), decay=(5e-4, 3e-3))
    return [
        Sprinkle((*identity, "leaves"), dry, 900, 0.6, 0.03, activity, mono=True),
        _rubbing((*identity, "hiss"), activity, (3000, 11000), 20, (0.03, 0.12), -22.0),
    ]


def _activity(motion: Motion, gain: float) -> Curve:
    """Friction grows a little faster than motion."""
    return Product((Steady(gain), Level(motion.energy, 0.0, 1.3)))


def _rubbing(
    identity: Identity,
    activity: Curve,
    edges: tuple[float, float],
    rate: float,
    lengths: tuple[float, float],
    level: float,
) -> Source:
    low, high = edges
    colour = Fixed(((low / 8, -50.0), (low / 2, -18.0), (low, 0.0), (high, -6.0), (2.5 * high, -34.0)))
    rub = Level(Bursts(identity, rate, lengths), 0.03)
    return Bed(identity, colour, level, Product((activity, rub)), correlation=None, frame=1024)
