"""Sounds at contacts: each is made once, placed between samples, and kept while it rings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window
from footfall_daemon.engine.sketch.pieces import Pieces
from footfall_daemon.engine.sketch.shapes import ROUND, SETTLE, settled, unit
from footfall_daemon.engine.sketch.space import gains


class Sound(Protocol):
    """What a contact sounds like."""

    def wave(self, delay: float) -> torch.Tensor:
        """float32 (samples,), any level; the contact lies `delay` samples (0 to 1) before the first one."""
        ...

    @property
    def longest(self) -> float:
        """Seconds that `wave` does not outlast, once settled."""
        ...


@dataclass(frozen=True)
class Hit:
    """A sound at a contact: seconds on the timeline, peak amplitude, place across the picture."""

    time: float
    peak: float
    sound: Sound
    x: float = 0.5

    @property
    def first(self) -> int:
        """The first sample at or after the contact."""
        return -int(-self.time * SAMPLE_RATE // 1)

    @property
    def reach(self) -> int:
        return int(self.sound.longest * SAMPLE_RATE) + SETTLE + ROUND

    def heard(self, window: Window) -> bool:
        return self.peak > 0 and self.first < window.stop and self.first + self.reach > window.start

    def wave(self) -> torch.Tensor:
        """float32 (1 or 2, samples)."""
        sound = unit(settled(self.sound.wave(self.first - self.time * SAMPLE_RATE))) * self.peak
        return sound[None] if self.x == 0.5 else sound * gains(torch.tensor([self.x]))


@dataclass(frozen=True)
class Hits:
    """The hits of one sound."""

    hits: tuple[Hit, ...]
    _ringing: Pieces = field(default_factory=Pieces, init=False, repr=False, compare=False)

    def render(self, window: Window) -> torch.Tensor:
        sound = torch.zeros(1 if all(hit.x == 0.5 for hit in self.hits) else 2, window.samples)
        for number, hit in enumerate(self.hits):
            if hit.heard(window):
                self._ringing.add(number, hit.first, hit.wave, sound, window)
            else:
                self._ringing.pop(number, None)
        return sound


@dataclass(frozen=True)
class Occasions:
    """A sound of the place that comes again and again, about once in `every` seconds, somewhere to the side."""

    identity: Identity
    make: Callable[[Identity], Sound]
    """A class of sounds or a partial of one, so that what holds it pickles."""
    every: float
    peak: float
    longest: float
    """Seconds that none of them outlasts."""
    _ringing: Pieces = field(default_factory=Pieces, init=False, repr=False, compare=False)

    def render(self, window: Window) -> torch.Tensor:
        sound = torch.zeros(2, window.samples)
        reach = int((self.longest + 1) * SAMPLE_RATE)
        first, last = (int(edge / SAMPLE_RATE // self.every) for edge in (window.start - reach, window.stop))
        self._ringing.keep(range(first, last + 1))
        for number in range(first, last + 1):
            occasion = self._occasion(number)
            if occasion.heard(window):
                self._ringing.add(number, occasion.first, occasion.wave, sound, window)
        return sound

    def _occasion(self, number: int) -> Hit:
        identity = (*self.identity, number)
        when, peak, x = Draws(identity).uniform(0, 1, 3).tolist()
        time = (number + 0.1 + 0.8 * when) * self.every
        return Hit(time, self.peak * (0.35 + 0.65 * peak), self.make(identity), 0.1 + 0.8 * x)
