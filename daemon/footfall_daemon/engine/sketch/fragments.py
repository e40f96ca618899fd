"""Many small things set off by one contact: shards, coins, rubble."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.grains import Swarm, chimes, clicks
from footfall_daemon.engine.sketch.impact import Body, Strike
from footfall_daemon.engine.sketch.materials import COIN, Material, modes_of
from footfall_daemon.engine.sketch.shapes import Band, blend, burst, roar, unit


@dataclass(frozen=True)
class Shatter:
    """A blow, then shards that ring and fall, each by itself."""

    identity: Identity
    body: Body
    velocity: float

    longest = 3.6

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "shards"))
        count = 20 + int(40 * self.velocity)
        breaking, falling = _tailing(draws, count, 0.06), draws.uniform(0.15, 0.8, count // 2)
        modes = modes_of(self.body.material)
        first = chimes(draws, breaking, modes, (0.08, 0.5), (1, 4))
        second = chimes(draws, falling, modes, (0.08, 0.4), (1, 3))
        waves = [
            unit(Strike((*self.identity, "blow"), (replace(self.body, damping=5),), self.velocity).wave(delay))
        ]
        waves.append(0.7 * burst(draws, (6e3, 1.4e4), 0.03, delay))
        return blend([*waves, 0.8 * _sum(first, 2.0), 0.2 * _sum(second, 2.6)])


@dataclass(frozen=True)
class Coins:
    """Small metal on something hard: each falls a few times, ever faster, and rings high."""

    identity: Identity
    velocity: float

    longest = 2.6

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "coins"))
        coins = 3 + int(4 * self.velocity)
        falls = torch.arange(7, dtype=torch.float64)
        shrink = draws.uniform(0.55, 0.75, coins, 1)
        start = _tailing(draws, coins, 0.1)[:, None]
        # A thing that falls again and again rests for ever shorter times (restitution).
        times = start + 0.12 * (1 - shrink**falls) / (1 - shrink)
        ringing = chimes(draws, times.reshape(-1), COIN, (0.85, 1.2), (1, 3), (shrink**falls).reshape(-1))
        tap = Strike((*self.identity, "tap"), (Body(Material.metal, 0.25, damping=6),), self.velocity)
        return blend([0.6 * unit(tap.wave(delay)), _sum(ringing, 2.0)])


@dataclass(frozen=True)
class Rubble:
    """Something heavy gives way: a thump, lumps that tumble, dust and grit behind them."""

    identity: Identity
    material: Material
    velocity: float

    longest = 2.6

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "rubble"))
        lumps = 30 + int(50 * self.velocity)
        tumbling = chimes(draws, _tailing(draws, lumps, 0.35), modes_of(self.material), (0.5, 2.2), (1, 2))
        grit = clicks(draws, _tailing(draws, 900, 0.45), (1.2e3, 7e3), (5e-4, 3e-3))
        blow = Strike(
            (*self.identity, "blow"), (Body(Material.body, 1.2), Body(self.material, 2.0)), self.velocity
        )
        dust = roar(draws, [Band(200, 2500, 0.25, attack=0.01)], delay)
        parts = [unit(blow.wave(delay)), 0.7 * _sum(tumbling, 2.2), 0.5 * _sum(grit, 2.2), 0.12 * unit(dust)]
        return blend(parts)


def _tailing(draws: Draws, count: int, seconds: float) -> torch.Tensor:
    """Times that grow rarer: the first at 0, the last within four times `seconds`."""
    times = -seconds * torch.log(draws.uniform(0.02, 1, count))
    return times - times.min()


def _sum(swarm: Swarm, seconds: float) -> torch.Tensor:
    return unit(swarm.render(0, int(seconds * SAMPLE_RATE)))
