"""Contacts that are more than one blow: a door, clapping hands, breaking glass, a splash."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.grains import Swarm, bubbles, clicks
from footfall_daemon.engine.sketch.impact import Body, Strike, blend, burst, ring, unit
from footfall_daemon.engine.sketch.materials import Material


@dataclass(frozen=True)
class Door:
    """Latch, then the panel in its frame, then the frame's rattle."""

    identity: Identity
    panel: Body
    velocity: float

    @property
    def longest(self) -> float:
        return 3.2

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "rattle"))
        latch = Strike((*self.identity, "latch"), (Body(Material.metal, 0.3, damping=20),), self.velocity)
        panel = Strike((*self.identity, "panel"), (self.panel, Body(Material.body, 1.0, 0.6)), self.velocity)
        waves, starts = [0.35 * latch.wave(delay), unit(panel.wave(delay))], [0, int(0.008 * SAMPLE_RATE)]
        for index, after in enumerate(draws.uniform(0.015, 0.06, 4).tolist()):
            body = Body(Material.wood, draws.number(0.5, 0.9), damping=2)
            hit = Strike((*self.identity, "rattle", index), (body,), 0.4)
            waves.append(draws.number(0.05, 0.18) * hit.wave(delay))
            starts.append(int(after * SAMPLE_RATE))
        return blend(waves, starts)


@dataclass(frozen=True)
class Clap:
    """Two hands: a few milliseconds of air pressed out of a hollow."""

    identity: Identity
    velocity: float

    @property
    def longest(self) -> float:
        return 0.2

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "clap"))
        hollow = draws.number(800, 1500)
        slap = burst(draws, (hollow, 2.2 * hollow + 3000 * self.velocity), 0.012, delay)
        return blend([slap, 0.5 * burst(draws, (150, 500), 0.02, delay)])


@dataclass(frozen=True)
class Shatter:
    """A blow, then shards that ring and fall, each by itself."""

    identity: Identity
    body: Body
    velocity: float

    @property
    def longest(self) -> float:
        return 4.2

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "shards"))
        count = 20 + int(40 * self.velocity)
        falling = count // 3
        breaking = (-0.06 * torch.log(draws.uniform(0.01, 1, count - falling))).tolist()
        times = breaking + draws.uniform(0.15, 0.8, falling).tolist()
        waves = [unit(Strike((*self.identity, "blow"), (self.body,), self.velocity).wave(delay))]
        waves.append(0.7 * burst(draws, (6e3, 1.4e4), 0.03, delay))
        for index, after in enumerate(times):
            waves.append(self._shard(index, draws) * 0.6 * (1 - after) ** 2 * draws.number(0.15, 1))
        return blend(waves, [0, 0, *(int(after * SAMPLE_RATE) for after in times)])

    def _shard(self, index: int, draws: Draws) -> torch.Tensor:
        shard = replace(self.body, size=float(draws.between(0.1, 0.5)), damping=draws.number(1, 4))
        return ring(shard, self.velocity, Draws((*self.identity, "shard", index)), 0.0)


@dataclass(frozen=True)
class Splash:
    """A slap on the water, spray, and the bubbles that were drawn under."""

    identity: Identity
    velocity: float
    size: float

    @property
    def longest(self) -> float:
        return 1.2

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "splash"))
        slap = burst(draws, (150 / self.size, 1200 / self.size), 0.02, delay)
        spray = burst(draws, (1.5e3, 9e3), 0.08 * self.size, delay)
        drops = _swarm(clicks(draws, draws.uniform(0.05, 0.6, 60), (1.5e3, 8e3), (4e-4, 2e-3)))
        times = -0.15 * torch.log(draws.uniform(0.02, 1, 60))
        under = _swarm(bubbles(draws, times, (1e-3 * self.size, 6e-3 * self.size)))
        return blend([slap, 0.7 * spray, 0.15 * drops, 0.8 * under])


def _swarm(swarm: Swarm) -> torch.Tensor:
    return unit(swarm.render(0, SAMPLE_RATE))
