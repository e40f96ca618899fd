"""Swarms of tiny damped tones: drops, bubbles, crackle, gravel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window

_CHUNK = SAMPLE_RATE // 2
_QUIET = 7.0  # a grain ends when it has decayed by e**-7


class Swarm(NamedTuple):
    """Grains, one entry each: seconds, amplitude, hertz, decay and attack in seconds, phase."""

    time: torch.Tensor
    amplitude: torch.Tensor
    hertz: torch.Tensor
    decay: torch.Tensor
    attack: torch.Tensor
    phase: torch.Tensor

    def render(self, start: int, samples: int) -> torch.Tensor:
        """float64 (samples,) from sample `start` on; what reaches beyond is cut off."""
        sound = torch.zeros(samples, dtype=torch.float64)
        octave = torch.floor(torch.log2(self.decay))
        for value in torch.unique(octave):  # grains of about one length together: little is computed in vain
            sound += Swarm(*(column[octave == value] for column in self))._render(start, samples)
        return sound

    def _render(self, start: int, samples: int) -> torch.Tensor:
        length = int(_QUIET * float(self.decay.max()) * SAMPLE_RATE) + 2
        first = torch.ceil(self.time * SAMPLE_RATE)
        heard = (first + length > start) & (first < start + samples)
        if not bool(heard.any()):
            return torch.zeros(samples, dtype=torch.float64)
        wave = Swarm(*(column[heard] for column in self))._waves(length)
        # Grains before `start` and after the end land in margins of one grain's length.
        place = (first[heard].long() - start + length)[:, None] + torch.arange(length)
        sound = torch.zeros(samples + 2 * length, dtype=torch.float64)
        sound.index_add_(0, place.reshape(-1), wave.reshape(-1).to(torch.float64))
        return sound[length : length + samples]

    def _waves(self, length: int) -> torch.Tensor:
        """float32 (grains, length), each from its first sample on."""
        exact = self.time * SAMPLE_RATE
        since = (torch.arange(length) + (torch.ceil(exact) - exact)[:, None]).to(torch.float32) / SAMPLE_RATE
        amplitude, hertz, decay, attack, phase = (column[:, None].to(torch.float32) for column in self[1:])
        tone = torch.sin((2 * torch.pi * hertz) * since + phase)
        return amplitude * (torch.exp(since / -decay) - torch.exp(since * (-1 / attack - 1 / decay))) * tone


def clicks(draws: Draws, times: torch.Tensor, band: tuple[float, float], decay: tuple[float, float]) -> Swarm:
    """Short bright grains: hertz within `band`, decay within seconds `decay`; few are loud."""
    count = len(times)
    return Swarm(
        time=times,
        amplitude=draws.uniform(0, 1, count) ** 3,
        hertz=draws.between(*band, count),
        decay=draws.between(*decay, count),
        attack=torch.full((count,), 1e-4, dtype=torch.float64),
        phase=draws.uniform(0, 2 * torch.pi, count),
    )


def bubbles(draws: Draws, times: torch.Tensor, radius: tuple[float, float]) -> Swarm:
    """Air in water after Minnaert: radius in metres; a bubble starts within a quarter of its cycle."""
    count = len(times)
    r = draws.between(*radius, count)
    hertz = 3.26 / r
    return Swarm(
        time=times,
        # Of either sign: one after the other they leave no offset.
        amplitude=torch.sign(draws.uniform(-1, 1, count))
        * draws.uniform(0.1, 1, count) ** 2
        * (r / radius[1]) ** 1.2,
        hertz=hertz,
        decay=1 / (0.13 / r + 0.0072 * r**-1.5),
        attack=0.25 / hertz,
        phase=torch.zeros(count, dtype=torch.float64),
    )


@dataclass(frozen=True)
class Sprinkle:
    """Grains that fall at random times for ever, `rate` per second and channel, at a fixed gain."""

    identity: Identity
    make: Callable[[Draws, torch.Tensor], Swarm]
    """A module's function or a partial of one: layers pickle."""
    rate: float
    gain: float
    longest: float
    """Seconds that no grain outlasts."""

    def render(self, window: Window) -> torch.Tensor:
        reach = int(self.longest * SAMPLE_RATE)
        chunks = range((window.start - reach) // _CHUNK, (window.stop - 1) // _CHUNK + 1)
        return torch.stack([self._side(side, chunks, window) for side in ("left", "right")]) * self.gain

    def _side(self, side: str, chunks: range, window: Window) -> torch.Tensor:
        sound = torch.zeros(window.samples, dtype=torch.float64)
        for chunk in chunks:
            draws = Draws((*self.identity, side, chunk))
            times = draws.uniform(0, _CHUNK, draws.poisson(self.rate * _CHUNK / SAMPLE_RATE))
            swarm = self.make(draws, times / SAMPLE_RATE)
            sound += swarm.render(window.start - chunk * _CHUNK, window.samples)
        return sound
