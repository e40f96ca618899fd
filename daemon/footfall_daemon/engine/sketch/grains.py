"""Swarms of tiny damped tones: drops, bubbles, crackle, gravel, shards, the jingle of coins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window
from footfall_daemon.engine.sketch.curves import Curve
from footfall_daemon.engine.sketch.materials import Modes
from footfall_daemon.engine.sketch.pieces import Pieces

_CHUNK = SAMPLE_RATE // 2
_QUIET = 7.0  # a grain ends when it has decayed by e**-7
_RISEN = 16.0  # attacks after which nothing is missing in single precision
_HIGHEST = 0.45 * SAMPLE_RATE


class Swarm(NamedTuple):
    """Grains, one entry each: seconds, amplitude, hertz, decay and attack in seconds, phase, rise of pitch."""

    time: torch.Tensor
    amplitude: torch.Tensor
    hertz: torch.Tensor
    decay: torch.Tensor
    attack: torch.Tensor
    phase: torch.Tensor
    rise: torch.Tensor
    """Share of its pitch by which a grain climbs in one decay."""

    def render(self, start: int, samples: int) -> torch.Tensor:
        """float32 (samples,) from sample `start` on; what reaches beyond is cut off."""
        sound = torch.zeros(samples)
        octave = torch.floor(torch.log2(self.decay))
        for value in torch.unique(octave):  # grains of about one length together: little is computed in vain
            sound += self._chosen(octave == value)._render(start, samples)
        return sound

    def scaled(self, gain: torch.Tensor) -> Swarm:
        """Each grain by its own gain; silent ones are left out."""
        return self._replace(amplitude=self.amplitude * gain)._chosen(gain > 0)

    def _chosen(self, which: torch.Tensor) -> Swarm:
        return Swarm(*(column[which] for column in self))

    def _render(self, start: int, samples: int) -> torch.Tensor:
        length = int(_QUIET * float(self.decay.max()) * SAMPLE_RATE) + 2
        first = torch.ceil(self.time * SAMPLE_RATE)
        heard = (first + length > start) & (first < start + samples)
        if not bool(heard.any()):
            return torch.zeros(samples)
        wave = self._chosen(heard)._waves(length)
        # Grains before `start` and after the end land in margins of one grain's length.
        place = (first[heard].long() - start + length)[:, None] + torch.arange(length)
        sound = torch.zeros(samples + 2 * length)
        sound.index_add_(0, place.reshape(-1), wave.reshape(-1))
        return sound[length : length + samples]

    def _waves(self, length: int) -> torch.Tensor:
        """float32 (grains, length), each from its first sample on."""
        exact = self.time * SAMPLE_RATE
        since = (torch.arange(length) + (torch.ceil(exact) - exact)[:, None]).to(torch.float32) / SAMPLE_RATE
        amplitude, hertz, decay, attack, phase, rise = (column[:, None].to(torch.float32) for column in self[1:])
        turns = since * (1 + since * (rise / (2 * decay))) if bool(rise.any()) else since
        wave = torch.sin((2 * torch.pi * hertz) * turns + phase) * torch.exp(since / -decay) * amplitude
        rising = int(_RISEN * float(attack.max()) * SAMPLE_RATE) + 1
        wave[:, :rising] *= 1 - torch.exp(since[:, :rising] / -attack)
        return wave


Make = Callable[[Draws, torch.Tensor], Swarm]
"""Grains at times: a module's function or a partial of one, so that what holds it pickles."""


def clicks(draws: Draws, times: torch.Tensor, band: tuple[float, float], decay: tuple[float, float]) -> Swarm:
    """Short bright grains: hertz within `band`, decay within seconds `decay`; few are loud."""
    count = len(times)
    return Swarm(
        time=times,
        amplitude=draws.uniform(0, 1, count) ** 3,
        hertz=draws.between(*band, count),
        decay=draws.between(*decay, count),
        attack=torch.full_like(times, 1e-4),
        phase=draws.uniform(0, 2 * torch.pi, count),
        rise=torch.zeros_like(times),
    )


def bubbles(draws: Draws, times: torch.Tensor, radius: tuple[float, float]) -> Swarm:
    """Air in water after Minnaert: radius in metres. A third of them climb in pitch as they near the surface.

    A bubble starts within about a cycle, or large ones would click.
    """
    count = len(times)
    r = draws.between(*radius, count)
    hertz = 3.26 / r
    climbs = draws.uniform(0, 1, count) < 1 / 3
    return Swarm(
        time=times,
        # Of either sign: one after the other they leave no offset.
        amplitude=torch.sign(draws.uniform(-1, 1, count))
        * draws.uniform(0.1, 1, count) ** 2
        * (r / radius[1]) ** 1.2,
        hertz=hertz,
        decay=1 / (0.13 / r + 0.0072 * r**-1.5),
        attack=(0.6 / hertz).clamp(min=2.5e-4),
        phase=torch.zeros_like(times),
        rise=draws.uniform(0, 0.1, count) * climbs,
    )


def chimes(
    draws: Draws,
    times: torch.Tensor,
    modes: Modes,
    size: tuple[float, float],
    damping: tuple[float, float] = (1.0, 1.0),
    loudness: torch.Tensor | None = None,
) -> Swarm:
    """Small ringing bodies, one struck at each time: all of their modes are grains. Few are loud, or as told."""
    count = (len(times), len(modes.ratios))
    ratios = torch.tensor(modes.ratios, dtype=torch.float64)
    hertz = modes.hertz * ratios / draws.between(*size, count[0], 1) * draws.uniform(0.98, 1.02, *count)
    held = draws.between(*damping, count[0], 1)
    struck = draws.uniform(0.1, 1, count[0]) ** 2 if loudness is None else loudness
    level = struck[:, None] * draws.uniform(0.35, 1, *count) * ratios ** (modes.tilt / 6.02) * (hertz < _HIGHEST)
    flat = Swarm(
        time=times[:, None].expand(count),
        amplitude=level,
        hertz=hertz,
        decay=(1 / (held * (modes.decay + torch.pi * modes.loss * hertz))).clamp(max=0.4),
        attack=torch.full(count, min(3e-4, modes.contact), dtype=torch.float64),
        phase=draws.uniform(0, 2 * torch.pi, *count),
        rise=torch.zeros(count, dtype=torch.float64),
    )
    return Swarm(*(column.reshape(-1) for column in flat))._chosen(level.reshape(-1) > 0)


@dataclass(frozen=True)
class Sprinkle:
    """Grains that fall at random times for ever, `rate` per second and channel, at a fixed gain."""

    identity: Identity
    make: Make
    rate: float
    gain: float
    longest: float
    """Seconds that no grain outlasts."""
    curve: Curve | None = None
    """What scales the loudness of each grain as it falls; where it is 0, none does."""
    mono: bool = False
    _pieces: Pieces = field(default_factory=Pieces, init=False, repr=False, compare=False)

    def render(self, window: Window) -> torch.Tensor:
        chunks = range((window.start - self._reach) // _CHUNK, (window.stop - 1) // _CHUNK + 1)
        sound = torch.zeros(1 if self.mono else 2, window.samples)
        self._pieces.keep(chunks)
        for chunk in chunks:
            self._pieces.add(chunk, chunk * _CHUNK, partial(self._piece, chunk), sound, window)
        return sound

    @property
    def _reach(self) -> int:
        return int(self.longest * SAMPLE_RATE)

    def _piece(self, chunk: int) -> torch.Tensor:
        sides = ("middle",) if self.mono else ("left", "right")
        return torch.stack([self._side(side, chunk) for side in sides]) * self.gain

    def _side(self, side: str, chunk: int) -> torch.Tensor:
        draws = Draws((*self.identity, side, chunk))
        times = draws.uniform(0, _CHUNK, draws.poisson(self.rate * _CHUNK / SAMPLE_RATE))
        swarm = self.make(draws, times / SAMPLE_RATE)
        if self.curve is not None and len(times):
            swarm = swarm.scaled(self.curve.at(swarm.time + chunk * (_CHUNK / SAMPLE_RATE)))
        return swarm.render(0, _CHUNK + self._reach)
