"""Air torn apart: explosions, and lightning heard from afar."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.grains import clicks
from footfall_daemon.engine.sketch.shapes import Band, blend, convolved, roar, unit

_PATH = 240  # pieces of a lightning's path
_SOUND = 343.0  # metres per second


@dataclass(frozen=True)
class Explosion:
    """The shock, a ball of fire that roars, what falls back."""

    identity: Identity
    velocity: float

    longest = 6.5

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "explosion"))
        shock = roar(draws, [Band(60, 6000, 0.03), Band(30, 160, 0.12, 1.2)], delay)
        fireball = [Band(25, 90, 0.9, 1.6, 0.02), Band(80, 400, 0.5, 1.0, 0.02), Band(400, 3000, 0.22, 0.35, 0.01)]
        falling = clicks(draws, draws.between(0.15, 2.5, 220), (800, 6e3), (1e-3, 5e-3))
        fallen = unit(falling.render(0, 3 * SAMPLE_RATE))
        return blend([unit(shock), 0.8 * unit(roar(draws, fireball, delay)), 0.1 * fallen])


@dataclass(frozen=True)
class Thunderclap:
    """Shocks from all along a crooked path reach the ear one after the other, the far ones dull."""

    identity: Identity
    near: float
    """1: overhead."""

    longest = 8.5

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "thunder"))
        away = 300 + 2500 * (1 - self.near) * draws.number(0.5, 1)
        aside = torch.cumsum(draws.uniform(-1, 1, _PATH) * 90, 0)
        height = torch.linspace(20, 2200, _PATH, dtype=torch.float64)
        distance = ((away + aside) ** 2 + height**2).sqrt()
        times = (distance - distance.min()) / _SOUND
        strength = draws.uniform(0, 1, _PATH) ** 2 * distance.min() / distance
        place = (times * SAMPLE_RATE).long().clamp(max=5 * SAMPLE_RATE - 1)
        shocks = torch.zeros(5 * SAMPLE_RATE).index_add_(0, place, strength.to(torch.float32))
        return self._heard(shocks, draws, delay)

    def _heard(self, shocks: torch.Tensor, draws: Draws, delay: float) -> torch.Tensor:
        """Each shock as its noise: bright and short, and dull and long from the ground and clouds."""
        bands = [Band(30, 120, 0.7, 1.0, 0.03), Band(80, 350, 0.25, 0.6, 0.01)]
        bands.append(Band(300, 900 + 5000 * self.near, 0.03, 0.2 + 0.8 * self.near))
        echo = roar(draws, bands, delay)
        return unit(convolved(torch.nn.functional.pad(shocks, (0, 3 * SAMPLE_RATE)), echo))
