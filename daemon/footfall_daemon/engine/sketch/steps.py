"""One footstep: heel and toe on a surface, and the grains of ground that gives way under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.grains import bubbles, clicks
from footfall_daemon.engine.sketch.impact import Body, Strike, blend, burst, unit
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.noise import through

_RUN = 0.42  # seconds between steps below which the whole foot lands at once


@dataclass(frozen=True, slots=True)
class Surface:
    """What is walked on: how much of it rings and how its grains move, at full force of the foot."""

    body: Body
    ring: float = 1.0
    grains: float = 0.0
    """Per second."""
    band: tuple[float, float] = (1000.0, 5000.0)
    decay: tuple[float, float] = (5e-4, 2e-3)
    crunch: float = 0.0
    """Peak of the grains."""
    wet: bool = False

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
        Material.metal: Surface(Body(Material.metal, 1.5, damping=5)),
        Material.glass: Surface(Body(Material.glass, 1.8, damping=4)),
        Material.plastic: Surface(Body(Material.plastic, 1.2)),
        Material.rubber: Surface(Body(_SOFT)),
        Material.cardboard: Surface(Body(Material.cardboard)),
        Material.body: Surface(Body(Material.body)),
        Material.carpet: Surface(
            Body(_SOFT, 1.1), 0.8, grains=300, band=(8e2, 3e3), decay=(3e-4, 1e-3), crunch=0.3
        ),
        Material.gravel: Surface(
            Body(_SOFT), 0.35, grains=1300, band=(1.8e3, 9e3), decay=(6e-4, 3e-3), crunch=1.0
        ),
        Material.sand: Surface(
            Body(_SOFT), 0.35, grains=6000, band=(2.5e3, 1.1e4), decay=(3e-4, 1e-3), crunch=0.7
        ),
        Material.snow: Surface(Body(_SOFT), 0.3, grains=1800, band=(5e2, 3.6e3), decay=(4e-4, 1.6e-3), crunch=1.0),
        Material.leaves: Surface(
            Body(_SOFT), 0.3, grains=1500, band=(2.5e3, 1.2e4), decay=(5e-4, 3e-3), crunch=1.0
        ),
        Material.grass: Surface(
            Body(_SOFT), 0.5, grains=2500, band=(1.5e3, 9e3), decay=(4e-4, 1.5e-3), crunch=0.5
        ),
        Material.mud: Surface(Body(_SOFT, 1.2), 0.7, grains=300, crunch=0.7, wet=True),
        Material.water: Surface(Body(_SOFT, 1.2), 0.4, grains=700, crunch=1.0, wet=True),
    }
)


@dataclass(frozen=True)
class Step:
    """A step of a left or right foot; `interval` is the time to the next one, in seconds."""

    identity: Identity
    surface: Material
    velocity: float
    interval: float
    left: bool

    @property
    def longest(self) -> float:
        return 3.5

    def wave(self, delay: float) -> torch.Tensor:
        surface = SURFACES[self.surface]
        gap = self._gap()
        ringing = self._foot(surface, "heel", 1.0, delay)
        waves, starts = [ringing * surface.ring], [0]
        if gap > 0:
            waves.append(self._foot(surface, "toe", 0.85, delay) * 0.5 * surface.ring)
            starts.append(int(gap * SAMPLE_RATE))
        if surface.grains:
            waves.append(self._grains(surface, gap, delay) * surface.crunch)
            starts.append(0)
        return blend(waves, starts)

    def _gap(self) -> float:
        """Seconds from heel to toe; none in a run."""
        if self.interval < _RUN:
            return 0.0
        return min(0.09, 0.16 * self.interval) * Draws((*self.identity, "gap")).number(0.85, 1.15)

    def _foot(self, surface: Surface, part: str, size: float, delay: float) -> torch.Tensor:
        """The ground's answer and the thud of the shoe; feet differ a little."""
        size *= 1.03 if self.left else 0.97
        ground = Body(surface.body.material, surface.body.size * size, 0.9, surface.body.damping)
        shoe = Body(Material.rubber, size, 0.5)
        velocity = self.velocity if part == "heel" else 0.6 * self.velocity
        return unit(Strike((*self.identity, part), (ground, shoe), velocity).wave(delay))

    def _grains(self, surface: Surface, gap: float, delay: float) -> torch.Tensor:
        """Grains in proportion to the square of the force under the foot."""
        draws = Draws((*self.identity, "grains"))
        knots, force = _force(gap)
        grid = torch.arange(0, float(knots[-1]), 1e-3, dtype=torch.float64)
        rate = surface.grains * through(knots, force, grid) ** 2
        count = max(1, draws.poisson(float(rate.sum()) * 1e-3))
        share = torch.cumsum(rate, 0) / rate.sum()
        times = through(share, grid, draws.uniform(0, 1, count))
        times[0] = 0  # the first grain moves when the heel lands
        if surface.wet:
            swarm = bubbles(draws, times, (1e-3, 5e-3))
        else:
            swarm = clicks(draws, times, surface.band, surface.decay)
        loudness = through(knots, force, swarm.time).clamp(min=0.3)
        swarm.amplitude[0] = loudness[0] = 1
        longest = float(knots[-1] + 7 * swarm.decay.max())
        swarm = swarm._replace(time=swarm.time - delay / SAMPLE_RATE, amplitude=swarm.amplitude * loudness)
        grains = unit(swarm.render(0, int(longest * SAMPLE_RATE)))
        if not surface.wet:
            return grains
        return blend([grains, 0.8 * burst(draws, (200, 3500), 0.025, delay)])


def _force(gap: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Force of a foot over seconds: the two bumps of walking, or the single one of running."""
    if gap == 0:
        points = [(0.0, 0.7), (0.01, 1.0), (0.06, 0.0)]
    else:
        points = [(0.0, 0.6), (0.006, 1.0), (0.05, 0.12), (gap, 0.1), (gap + 0.03, 0.75), (gap + 0.16, 0.0)]
    knots, force = torch.tensor(points, dtype=torch.float64).T.contiguous()
    return knots, force
