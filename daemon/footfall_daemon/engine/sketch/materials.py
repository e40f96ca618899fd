"""What things are made of: the modes in which a body of each material rings when it is struck.

Mode ratios follow free bars, plates and bells; damping grows with frequency (loss factor) on top of a constant
part that says how the body is held. Figures are those of mounted or resting objects, tuned by spectrogram.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Material(StrEnum):
    wood = "wood"
    metal = "metal"
    glass = "glass"
    ceramic = "ceramic"
    stone = "stone"
    plastic = "plastic"
    rubber = "rubber"
    cardboard = "cardboard"
    body = "body"
    carpet = "carpet"
    gravel = "gravel"
    sand = "sand"
    snow = "snow"
    grass = "grass"
    leaves = "leaves"
    mud = "mud"
    water = "water"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """How a body of size 1 rings."""

    hertz: float
    """Of the lowest mode."""
    ratios: tuple[float, ...]
    loss: float
    """Loss factor: decay in 1/s per hertz and pi."""
    decay: float
    """1/s, the same for all modes."""
    contact: float
    """Seconds that a blow of full speed lasts: long is dull."""
    noise: float
    """Of the click, relative to the ringing."""
    tilt: float
    """dB per octave of the higher modes."""


_BAR = (1.0, 2.57, 4.05, 4.97, 6.48, 7.5, 9.1, 11.2)
_PLATE = (1.0, 1.83, 2.76, 3.24, 4.18, 5.40, 6.28, 7.81, 9.3, 11.7, 13.9, 16.2)
_GOBLET = (1.0, 2.32, 4.25, 6.63, 9.38, 12.2)
_BOWL = (1.0, 2.3, 3.9, 5.8, 8.0, 10.6)
_SLAB = (1.0, 1.72, 2.46, 3.31, 4.4, 5.8, 7.2)
_SHELL = (1.0, 1.6, 2.41, 3.5, 4.6, 6.1)
_SKIN = (1.0, 1.59, 2.14, 2.65)

_RUBBER = Modes(hertz=120, ratios=_SKIN, loss=0.18, decay=45, contact=4e-3, noise=0.35, tilt=-12)

MODES: Mapping[Material, Modes] = MappingProxyType(
    {
        Material.wood: Modes(hertz=290, ratios=_BAR, loss=0.028, decay=18, contact=9e-4, noise=0.5, tilt=-4),
        Material.metal: Modes(
            hertz=420, ratios=_PLATE, loss=0.0012, decay=1.6, contact=2.5e-4, noise=0.15, tilt=-2
        ),
        Material.glass: Modes(
            hertz=1400, ratios=_GOBLET, loss=0.0022, decay=5, contact=1.8e-4, noise=0.2, tilt=-3
        ),
        Material.ceramic: Modes(
            hertz=1100, ratios=_BOWL, loss=0.006, decay=10, contact=2.5e-4, noise=0.3, tilt=-3
        ),
        Material.stone: Modes(hertz=900, ratios=_SLAB, loss=0.018, decay=38, contact=4e-4, noise=0.9, tilt=-4),
        Material.plastic: Modes(hertz=420, ratios=_SHELL, loss=0.06, decay=28, contact=1.5e-3, noise=0.5, tilt=-7),
        Material.rubber: _RUBBER,
        Material.cardboard: Modes(
            hertz=160, ratios=(1.0, 1.7, 2.6, 3.3), loss=0.12, decay=40, contact=2.5e-3, noise=0.7, tilt=-8
        ),
        Material.body: Modes(
            hertz=75, ratios=(1.0, 1.5, 2.3), loss=0.3, decay=60, contact=8e-3, noise=0.5, tilt=-12
        ),
    }
)


COIN = Modes(
    hertz=4450, ratios=(1.0, 1.118, 1.92, 2.0, 2.235, 3.1), loss=6e-4, decay=9, contact=1e-4, noise=0.1, tilt=-2
)
"""A thin disc of hard metal (the figures published for coins in a mug)."""

PANEL = Modes(
    hertz=125, ratios=(0.5, 1.0, 2.0, 3.16, 4.48, 6.32), loss=0.25, decay=20, contact=4e-4, noise=0.5, tilt=-1
)
"""A door's panel, on which its hinge plays (62.5 to 790 Hz, Q 1 to 4)."""


def modes_of(material: Material) -> Modes:
    """Ground that is loose or soft rings like rubber; its own sound is its grains."""
    return MODES.get(material, _RUBBER)
