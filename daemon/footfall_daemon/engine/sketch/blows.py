"""Contacts that are more than one blow: a door, hands, fists, keys under a finger, a ball."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.impact import Body, Strike
from footfall_daemon.engine.sketch.materials import Material
from footfall_daemon.engine.sketch.shapes import Band, blend, burst, roar, unit


@dataclass(frozen=True)
class Door:
    """Latch, then the panel in its frame, then the frame's rattle."""

    identity: Identity
    panel: Body
    velocity: float

    longest = 3.2

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "rattle"))
        latch = Strike((*self.identity, "latch"), (Body(Material.metal, 0.3, damping=20),), self.velocity)
        panel = Strike((*self.identity, "panel"), (self.panel, Body(Material.body, 1.0, 0.6)), self.velocity)
        waves, starts = [0.35 * latch.wave(delay), unit(panel.wave(delay))], [0.0, 0.008]
        for index, after in enumerate(draws.uniform(0.015, 0.06, 4).tolist()):
            body = Body(Material.wood, draws.number(0.5, 0.9), damping=2)
            hit = Strike((*self.identity, "rattle", index), (body,), 0.4)
            waves.append(draws.number(0.05, 0.18) * hit.wave(delay))
            starts.append(after)
        return blend(waves, starts)


@dataclass(frozen=True)
class Clap:
    """Two hands: a few milliseconds of air pressed out of a hollow."""

    identity: Identity
    velocity: float

    longest = 0.2

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "clap"))
        hollow = draws.number(800, 1500)
        slap = burst(draws, (hollow, 2.2 * hollow + 3000 * self.velocity), 0.012, delay)
        return blend([slap, 0.5 * burst(draws, (150, 500), 0.02, delay)])


@dataclass(frozen=True)
class Punch:
    """A fist on a body: a thud below, the smack of skin above, and the air that both lose."""

    identity: Identity
    velocity: float

    longest = 0.5

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "punch"))
        thud = Strike((*self.identity, "thud"), (Body(Material.body, draws.number(0.8, 1.1)),), self.velocity)
        smack = burst(draws, (500, 1200 + 2500 * self.velocity), 0.008, delay)
        breath = burst(draws, (150, 700), 0.035, delay)
        return blend([unit(thud.wave(delay)), 0.7 * smack, 0.45 * breath])


@dataclass(frozen=True)
class Keystroke:
    """A key goes down on its plate and springs back: two clicks of a small hollow thing."""

    identity: Identity
    velocity: float

    longest = 0.5

    def wave(self, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "key"))
        body = Body(Material.plastic, draws.number(0.22, 0.32), damping=2)
        plate = Body(Material.metal, draws.number(0.5, 0.6), 0.12, damping=60)
        down = Strike((*self.identity, "down"), (body, plate), self.velocity).wave(delay)
        up = Strike((*self.identity, "up"), (body,), 0.5 * self.velocity).wave(delay)
        snap = roar(draws, [Band(2500, 7000, 1.5e-3)], delay)
        return blend([unit(down), 0.5 * unit(snap), 0.3 * unit(up)], [0, 0, draws.number(0.06, 0.1)])
