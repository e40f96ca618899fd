"""What is walked on: how much of it rings, how its grains move, and what else gives it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from footfall_daemon.engine.sketch.impact import Body
from footfall_daemon.engine.sketch.materials import Material


@dataclass(frozen=True, slots=True)
class Surface:
    """A ground under a foot at full force."""

    body: Body
    ring: float = 1.0
    grains: float = 0.0
    """Per second."""
    band: tuple[float, float] = (1000.0, 5000.0)
    decay: tuple[float, float] = (5e-4, 2e-3)
    crunch: float = 0.0
    """Peak of the grains."""
    under: tuple[float, float] = (0.0, 0.0)
    """Of the mass that shifts below the grains: hertz and level beside them."""
    tail: float = 0.0
    """Seconds that grains go on moving after the foot."""
    level: float = 0.0
    """dB beside other grounds."""
    wet: bool = False
    rattle: bool = False
    """Loose plates strike back 20 ms later."""
    squeaks: bool = False

    @property
    def gives_way(self) -> bool:
        return self.crunch > 0.3


_SOFT = Material.rubber

SURFACES: Mapping[Material, Surface] = MappingProxyType(
    {
        Material.wood: Surface(Body(Material.wood, 0.9)),
        Material.stone: Surface(
            Body(Material.stone, 1.6), grains=200, band=(2e3, 6e3), decay=(5e-4, 1.5e-3), crunch=0.12
        ),
        Material.ceramic: Surface(Body(Material.ceramic, 1.6, damping=2.5)),
        Material.metal: Surface(Body(Material.metal, 1.5, damping=5), rattle=True),
        Material.glass: Surface(Body(Material.glass, 1.8, damping=4)),
        Material.plastic: Surface(Body(Material.plastic, 1.2)),
        Material.rubber: Surface(Body(_SOFT)),
        Material.cardboard: Surface(Body(Material.cardboard)),
        Material.body: Surface(Body(Material.body)),
        Material.carpet: Surface(
            Body(_SOFT, 1.1), 0.8, 300, band=(8e2, 3e3), decay=(3e-4, 1e-3), crunch=0.3, level=-8
        ),
        Material.gravel: Surface(
            Body(_SOFT), 0.35, 1300, band=(1.8e3, 9e3), decay=(6e-4, 3e-3), crunch=1, under=(900, 0.5), tail=0.06
        ),
        Material.sand: Surface(
            Body(_SOFT), 0.35, 6000, band=(2.5e3, 1.1e4), decay=(3e-4, 1e-3), crunch=0.7, under=(500, 0.4)
        ),
        Material.snow: Surface(
            Body(_SOFT),
            0.3,
            1800,
            band=(5e2, 3.6e3),
            decay=(4e-4, 1.6e-3),
            crunch=1,
            under=(300, 0.5),
            squeaks=True,
        ),
        Material.leaves: Surface(
            Body(_SOFT), 0.3, 1500, band=(2.5e3, 1.2e4), decay=(5e-4, 3e-3), crunch=1, tail=0.15
        ),
        Material.grass: Surface(
            Body(_SOFT), 0.5, 2500, band=(1.5e3, 9e3), decay=(4e-4, 1.5e-3), crunch=0.5, tail=0.04, level=-6
        ),
        Material.mud: Surface(Body(_SOFT, 1.2), 0.7, 300, crunch=0.7, wet=True),
        Material.water: Surface(Body(_SOFT, 1.2), 0.4, 700, crunch=1, tail=0.1, wet=True),
    }
)
