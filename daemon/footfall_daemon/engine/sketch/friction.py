"""Hard things that rub: a hinge that creaks, a thing dragged over the ground, a wheel that rolls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch

from footfall_daemon.engine.sketch.clockwork import Identity, Source
from footfall_daemon.engine.sketch.curves import Beat, Curve, Level, Product, Steady, Swell, Turns
from footfall_daemon.engine.sketch.grains import Sprinkle, chimes
from footfall_daemon.engine.sketch.materials import PANEL, Material, Modes, modes_of
from footfall_daemon.engine.sketch.motion import Motion
from footfall_daemon.engine.sketch.noise import Bed
from footfall_daemon.engine.sketch.ratchet import Ratchet

_HINGE = Modes(hertz=640, ratios=(1.0, 1.51, 2.02, 2.98), loss=0.03, decay=60, contact=2e-4, noise=0, tilt=-2)


@dataclass(frozen=True)
class Rubbed:
    """The colour of a rough contact: noise up to speed over grain size, through the modes of what is rubbed."""

    modes: Modes
    size: float
    drive: Curve
    highest: float

    def magnitudes(self, hertz: torch.Tensor, seconds: torch.Tensor) -> torch.Tensor:
        end = 400 + (self.highest - 400) * self.drive.at(seconds)[:, None]
        rough = 1 / (1 + (hertz[None, :] / end) ** 4).sqrt() * (hertz / (hertz + 60))
        return rough * (0.12 + self._body(hertz))

    def _body(self, hertz: torch.Tensor) -> torch.Tensor:
        centres = self.modes.hertz / self.size * torch.tensor(self.modes.ratios, dtype=torch.float64)[:, None]
        width = (self.modes.decay + torch.pi * self.modes.loss * centres) / torch.pi + 15
        return (1 / (1 + ((hertz - centres) / width) ** 2) * (centres / centres[0]) ** -0.3).sum(0)


def creak(identity: Identity, motion: Motion, gain: float) -> list[Source]:
    """Stick and slip: slips come nearly regularly, faster the harder it is moved, and ring the panel."""
    moving = Level(Swell((*identity, "hand"), 0.8), 0.35)
    rate = Product((Steady(190), Level(motion.drive, 0.12, 0.8), moving))
    loud = Level(motion.drive, 0.0, 0.6)
    turns = Turns(rate, motion.start, motion.seconds)
    return [
        Ratchet((*identity, "slip"), turns, PANEL, 0.5 * gain, loud, 0.12),
        Ratchet((*identity, "slip"), turns, _HINGE, 0.35 * gain, loud, 0.12),
    ]


def scrape(identity: Identity, motion: Motion, material: Material, gain: float) -> list[Source]:
    """Rough ground under a thing that is dragged: hiss that opens with speed, and the thing's own ring."""
    colour = Rubbed(modes_of(material), 1.0, motion.drive, 7000)
    grit = Level(Swell((*identity, "grit"), 24.0), 0.25, 1.5)
    judder = Level(Swell((*identity, "judder"), 5.0), 0.5)
    loud = Product((Steady(gain), Level(motion.drive, 0.0, 0.8), grit, judder))
    snag = partial(chimes, modes=modes_of(material), size=(0.6, 1.3), damping=(4, 8))
    return [
        Bed((*identity, "scrape"), colour, -14.0, loud, correlation=None, frame=1024),
        Sprinkle((*identity, "snags"), snag, 14, 0.5, 0.5, loud, mono=True),
    ]


def roll(identity: Identity, motion: Motion, material: Material, gain: float) -> list[Source]:
    """A wheel or a ball: rumble that opens with speed, stronger once in each turn, and bumps of the ground."""
    turns = Turns(Product((Steady(7.0), motion.drive)), motion.start, motion.seconds)
    colour = Rubbed(modes_of(material), 1.6, motion.drive, 2200)
    loud = Product((Steady(gain), Level(motion.drive, 0.0, 0.7)))
    bump = partial(chimes, modes=modes_of(material), size=(1.2, 2.0), damping=(3, 6))
    wobble = Level(Beat(turns, 0.4), 0.45)
    return [
        Bed((*identity, "rumble"), colour, -12.0, Product((loud, wobble)), correlation=None, frame=1024),
        Sprinkle((*identity, "bumps"), bump, 16, 0.4, 0.5, loud, mono=True),
    ]
