"""One footstep: heel and toe on a surface, and the grains of ground that gives way under them.

The force of a foot has two bumps with a deep valley between; with a shallow one a step becomes a block of noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, decibels
from footfall_daemon.engine.sketch.curves import through
from footfall_daemon.engine.sketch.grains import Swarm, bubbles, clicks
from footfall_daemon.engine.sketch.impact import Body, Strike
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.shapes import Band, blend, burst, rise, roar, unit
from footfall_daemon.engine.sketch.surfaces import SURFACES, Surface

_RUN = 0.42  # seconds between steps below which the whole foot lands at once
_RATTLE = 0.02


@dataclass(frozen=True)
class Step:
    """A step of a left or right foot; `interval` is the time to the next one, in seconds."""

    identity: Identity
    surface: Material
    velocity: float
    interval: float
    left: bool
    shoe: float = 1.0
    """Its size."""

    longest = 3.6

    def wave(self, delay: float) -> torch.Tensor:
        surface = SURFACES[self.surface]
        gap = self._gap()
        waves, starts = [self._foot(surface, "heel", 1.0, delay) * surface.ring], [0.0]
        if gap > 0:
            waves.append(self._foot(surface, "toe", 0.85, delay) * 0.5 * surface.ring)
            starts.append(gap)
        if surface.rattle:
            waves.append(self._rattle(delay))
            starts.append(_RATTLE)
        if surface.grains:
            waves.append(self._ground(surface, gap, delay) * surface.crunch)
            starts.append(0.0)
        return blend(waves, starts)

    @property
    def share(self) -> float:
        """Of the level of a step on hard ground: some grounds are quieter."""
        return decibels(SURFACES[self.surface].level)

    def _gap(self) -> float:
        """Seconds from heel to toe; none in a run."""
        if self.interval < _RUN:
            return 0.0
        return min(0.09, 0.16 * self.interval) * Draws((*self.identity, "gap")).number(0.85, 1.15)

    def _foot(self, surface: Surface, part: str, size: float, delay: float) -> torch.Tensor:
        """The ground's answer and the thud of the shoe; feet differ a little."""
        size *= 1.03 if self.left else 0.97
        ground = Body(surface.body.material, surface.body.size * size, 0.9, surface.body.damping)
        shoe = Body(Material.rubber, size * self.shoe, 0.5)
        velocity = self.velocity if part == "heel" else 0.6 * self.velocity
        return unit(Strike((*self.identity, part), (ground, shoe), velocity).wave(delay))

    def _rattle(self, delay: float) -> torch.Tensor:
        plate = Body(Material.metal, 0.8, damping=30)
        return 0.2 * unit(Strike((*self.identity, "rattle"), (plate,), 0.5 * self.velocity).wave(delay))

    def _ground(self, surface: Surface, gap: float, delay: float) -> torch.Tensor:
        """Grains in proportion to the square of the force, and the mass that shifts with it."""
        draws = Draws((*self.identity, "grains"))
        knots, force = _force(gap, surface.tail)
        swarm = self._grains(surface, draws, knots, force)
        longest = float(knots[-1] + 7 * swarm.decay.max())
        swarm = swarm._replace(time=swarm.time - delay / SAMPLE_RATE)
        waves = [unit(swarm.render(0, int(longest * SAMPLE_RATE)))]
        if surface.under[1]:
            waves.append(surface.under[1] * _shifting(draws, surface.under[0], knots, force, delay))
        if surface.wet:
            waves.append(0.8 * burst(draws, (200, 3500), 0.025, delay))
        if surface.squeaks:
            waves.append(0.25 * _squeak(draws, gap))
        return blend(waves)

    def _grains(self, surface: Surface, draws: Draws, knots: torch.Tensor, force: torch.Tensor) -> Swarm:
        grid = torch.arange(0, float(knots[-1]), 1e-3, dtype=torch.float64)
        rate = surface.grains * through(knots, force, grid) ** 2
        count = max(1, draws.poisson(float(rate.sum()) * 1e-3))
        times = through(torch.cumsum(rate, 0) / rate.sum(), grid, draws.uniform(0, 1, count))
        times[0] = 0  # the first grain moves when the heel lands
        wet = surface.wet
        swarm = bubbles(draws, times, (1e-3, 5e-3)) if wet else clicks(draws, times, surface.band, surface.decay)
        loudness = through(knots, force, swarm.time).clamp(min=0.3)
        swarm.amplitude[0] = loudness[0] = 1
        return swarm._replace(amplitude=swarm.amplitude * loudness)


def _force(gap: float, tail: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Force of a foot over seconds: the two bumps of walking, or the single one of running."""
    if gap == 0:
        points = [(0.0, 0.7), (0.01, 1.0), (0.06, 0.15 if tail else 0.0)]
    else:
        points = [(0.0, 0.6), (0.006, 1.0), (0.05, 0.1), (gap, 0.1), (gap + 0.03, 0.75)]
        points += [(gap + 0.12, 0.2), (gap + 0.16, 0.15 if tail else 0.0)]
    points += [(points[-1][0] + tail, 0.0)] if tail else []
    knots, force = torch.tensor(points, dtype=torch.float64).T.contiguous()
    return knots, force


def _shifting(draws: Draws, hertz: float, knots: torch.Tensor, force: torch.Tensor, delay: float) -> torch.Tensor:
    """Noise an octave wide that follows the force."""
    lasting = float(knots[-1])
    whole = roar(draws, [Band(hertz / 1.4, hertz * 1.4, 0.5)], delay, lasting)
    noise = unit(whole[: int(lasting * SAMPLE_RATE)])
    seconds = torch.arange(len(noise), dtype=torch.float64) / SAMPLE_RATE
    return noise * through(knots, force, seconds).to(torch.float32) * rise(len(noise), 2e-3, delay)


def _squeak(draws: Draws, gap: float) -> torch.Tensor:
    """Crystals that break under the toe: a rising tone of a few dozen milliseconds."""
    seconds = torch.arange(int(0.07 * SAMPLE_RATE), dtype=torch.float64) / SAMPLE_RATE
    tone = torch.sin(2 * torch.pi * draws.number(700, 1100) * seconds * (1 + 2.5 * seconds))
    jitter = 0.5 + 0.5 * torch.sin(2 * torch.pi * draws.number(90, 160) * seconds)
    squeak = (tone * jitter * torch.sin(torch.pi * seconds / 0.07)).to(torch.float32)
    return blend([torch.zeros(1), squeak], [0, gap + 0.02])
