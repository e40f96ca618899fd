"""Things with wheels and motors that do not burn: a bicycle, a train, a machine."""

from __future__ import annotations

from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Beat, Clock, Curve, Level, Product, Steady, Swell, Turns
from footfall_daemon.engine.sketch.materials import MODES, Material, Modes
from footfall_daemon.engine.sketch.motion import Motion
from footfall_daemon.engine.sketch.noise import Bed, Fixed, Opening, band
from footfall_daemon.engine.sketch.ratchet import Ratchet
from footfall_daemon.engine.sketch.tones import MAINS, Tones

_PAWL = Modes(hertz=3100, ratios=(1.0, 1.43, 1.91, 2.6), loss=2.5e-3, decay=250, contact=1e-4, noise=0.2, tilt=-1)

_RAIL, _SLEEPER = MODES[Material.metal], MODES[Material.body]


def bicycle(identity: Identity, motion: Motion, gain: float) -> list[Source]:
    """A freewheel that clicks 20 to 60 times a second, and tyres that hiss with speed."""
    rolling = Level(motion.drive, 0.0, 0.5)
    turns = Turns(Product((Steady(55), Level(motion.drive, 0.3))), motion.start, motion.seconds)
    tyres = Product((Steady(gain), Level(motion.drive, 0.0, 1.2)))
    return [
        Ratchet((*identity, "pawl"), turns, _PAWL, 0.5 * gain, rolling, 0.06),
        Bed((*identity, "tyres"), Opening(motion.drive, 700, 3500), -22.0, tyres, correlation=None),
    ]


def train(identity: Identity, motion: Motion, gain: float) -> list[Source]:
    """Two axles over each joint of the rails, the rumble of wheels, the hiss of steel on steel."""
    pace = Turns(Product((Steady(1.5), Level(motion.drive, 0.7))), motion.start, motion.seconds)
    rumble = Fixed(((30.0, -4.0), (55.0, 0.0), (120.0, -4.0), (500.0, -20.0), (3000.0, -44.0), (24000.0, -90.0)))
    axles = Product((Steady(gain), Level(Swell((*identity, "sway"), 0.9), 0.7)))
    return [
        Bed((*identity, "rumble"), rumble, -14.0, axles, correlation=None),
        *(_axle((*identity, "axle", str(late)), axles, Beat(pace, 0.07, late=late)) for late in (0.0, 0.26)),
        Ratchet((*identity, "rail"), pace, _RAIL, 0.35 * gain, Steady(1.0), 0.02, size=1.8, damping=16),
        Ratchet((*identity, "rail"), pace, _SLEEPER, gain, Steady(1.0), 0.02, size=0.75),
        Bed((*identity, "steel"), band(2500, 8000), -30.0, axles, correlation=None),
    ]


def machine(identity: Identity, gain: float, amount: float) -> list[Source]:
    """A motor on the mains, the whine of its slots, and a fan."""
    pole = (1.0, 0.9, 0.5, 0.45, 0.3, 0.3, 0.2, 0.15)
    loud: Curve = Product((Steady(gain), Level(Swell((*identity, "load"), 0.2), 0.85)))
    blades = Level(Beat(Clock(23.0), 0.4), 0.6)
    whine = Tones(MAINS * 0.97 * 24, (1.0, 0.4, 0.25), 0.05 * amount, loud)
    return [
        Tones(MAINS, pole, 0.22, loud),
        whine,
        Bed((*identity, "fan"), band(180, 1400, 9), -24.0, Product((loud, blades)), correlation=None),
    ]


def _axle(identity: Identity, loud: Curve, beat: Beat) -> Source:
    return Bed(identity, band(120, 900), -10.0, Product((loud, beat)), correlation=None, frame=1024)
