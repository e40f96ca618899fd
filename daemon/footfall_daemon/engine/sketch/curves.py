"""Values that change over time: seen in the picture, or drawn at random on the timeline's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity, Window

_KNOT = 64
"""Samples between the points at which a curve is asked for its value: no ear hears a level move faster."""
_PER_DRAW = 16


class Curve(Protocol):
    """A value that changes over time."""

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        """float64, of the shape of `seconds`."""
        ...


def along(curve: Curve, window: Window) -> torch.Tensor:
    """float32 (samples,): the curve at every sample, straight between its knots on the absolute grid."""
    first, last = window.start // _KNOT, -(-window.stop // _KNOT)
    values = curve.at(torch.arange(first, last + 1, dtype=torch.float64) * (_KNOT / SAMPLE_RATE)).to(torch.float32)
    share = torch.arange(_KNOT, dtype=torch.float32) / _KNOT
    whole = (values[:-1, None] + values.diff()[:, None] * share).reshape(-1)
    begin = window.start - first * _KNOT
    return whole[begin : begin + window.samples]


def through(knots: torch.Tensor, values: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """Straight lines through (knots, values), constant outside; knots ascend."""
    if len(knots) == 1:
        return values.expand(at.shape)
    right = torch.searchsorted(knots, at.contiguous()).clamp(1, len(knots) - 1)
    left = right - 1
    share = ((at - knots[left]) / (knots[right] - knots[left]).clamp(min=1e-12)).clamp(0, 1)
    return values[left] + (values[right] - values[left]) * share


@dataclass(frozen=True)
class Steady:
    """The same value for ever."""

    value: float

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        return torch.full_like(seconds, self.value)


@dataclass(frozen=True)
class Track:
    """A value seen in the picture, over time; `beyond` outside the time seen."""

    times: tuple[float, ...]
    values: tuple[float, ...]
    beyond: float = 0.0

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        if not self.times:
            return torch.full_like(seconds, self.beyond)
        knots = torch.tensor(self.times, dtype=torch.float64)
        seen = (seconds >= knots[0]) & (seconds <= knots[-1])
        return torch.where(
            seen, through(knots, torch.tensor(self.values, dtype=torch.float64), seconds), self.beyond
        )


@dataclass(frozen=True)
class Swell:
    """A smooth random curve between 0 and 1, about `rate` ups and downs per second."""

    identity: Identity
    rate: float

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        place = seconds * (2 * self.rate)
        index = torch.floor(place).long()
        first, last = int(index.min()), int(index.max()) + 1
        values = self._values(first, last)
        share = place - index
        ease = share * share * (3 - 2 * share)
        left, right = values[index - first], values[index - first + 1]
        return left + (right - left) * ease

    def _values(self, first: int, last: int) -> torch.Tensor:
        chunks = range(first // _PER_DRAW, last // _PER_DRAW + 1)
        parts = [Draws((*self.identity, "swell", chunk)).uniform(0, 1, _PER_DRAW) for chunk in chunks]
        return torch.cat(parts)[first - chunks[0] * _PER_DRAW :]


@dataclass(frozen=True)
class Bursts:
    """Bumps at random times, `rate` per second: they rise in a fifth of their length, and few are strong."""

    identity: Identity
    rate: float
    lengths: tuple[float, float]
    """Seconds."""
    power: float = 1.5

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        first, last = int(torch.floor(seconds.min() - self.lengths[1])), int(torch.floor(seconds.max()))
        level = torch.zeros_like(seconds)
        for second in range(first, last + 1):
            level += self._of(second, seconds)
        return level

    def _of(self, second: int, seconds: torch.Tensor) -> torch.Tensor:
        draws = Draws((*self.identity, "bursts", second))
        count = draws.poisson(self.rate)
        begin = second + draws.uniform(0, 1, count)[:, None]
        share = ((seconds - begin) / draws.between(*self.lengths, count)[:, None]).clamp(0, 1)
        bump = torch.where(share < 0.2, share * 5, (1 - share) * 1.25)
        return (draws.uniform(0, 1, count)[:, None] ** self.power * torch.sin(bump * (torch.pi / 2)) ** 2).sum(0)


@dataclass(frozen=True)
class Level:
    """A curve scaled and bent: `floor + (1 - floor) * curve ** power`."""

    curve: Curve
    floor: float
    power: float = 1.0

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        return self.floor + (1 - self.floor) * self.curve.at(seconds).clamp(min=0) ** self.power


@dataclass(frozen=True)
class Product:
    """Curves multiplied."""

    curves: tuple[Curve, ...]

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        product = torch.ones_like(seconds)
        for curve in self.curves:
            product = product * curve.at(seconds)
        return product


@dataclass(frozen=True)
class Turns:
    """How often a thing has turned since `start`, at a rate per second that a curve gives."""

    rate: Curve
    start: float
    seconds: float
    _PER_SECOND = 200

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        grid, turned = self._grid()
        early = (seconds - grid[0]).clamp(max=0) * self.rate.at(grid[:1])
        return through(grid, turned, seconds) + early

    def moments(self, first: int, last: int) -> torch.Tensor:
        """Seconds at which turns `first` to `last` (exclusive) are complete; those never made lie at the end."""
        grid, turned = self._grid()
        rising = turned + torch.arange(len(turned), dtype=torch.float64) * 1e-9
        return through(rising, grid, torch.arange(first, last, dtype=torch.float64))

    def _grid(self) -> tuple[torch.Tensor, torch.Tensor]:
        steps = int((self.seconds + 2) * self._PER_SECOND)
        grid = self.start - 0.5 + torch.arange(steps, dtype=torch.float64) / self._PER_SECOND
        rate = self.rate.at(grid)
        turned = torch.cumsum((rate[:-1] + rate[1:]) / 2, 0) / self._PER_SECOND
        return grid, torch.cat([torch.zeros(1, dtype=torch.float64), turned])


@dataclass(frozen=True)
class Clock:
    """How often a thing that never changes pace has turned since the timeline's zero."""

    rate: float

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        return seconds * self.rate


@dataclass(frozen=True)
class Beat:
    """A bump at each turn: it rises at once and falls over a share of the turn."""

    turns: Curve
    fall: float
    rise: float = 0.04
    late: float = 0.0
    """Share of a turn."""

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        since = (self.turns.at(seconds) - self.late).remainder(1.0)
        return torch.sin((since / self.rise).clamp(max=1) * (torch.pi / 2)) ** 2 * torch.exp(-since / self.fall)


@dataclass(frozen=True)
class Surge:
    """Waves on a shore: about one in `every` seconds, none like the other, sooner come than gone."""

    identity: Identity
    every: float
    late: float = 0.0
    """Seconds by which all of it is delayed."""

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        place = (seconds - self.late) / self.every
        first, last = int(torch.floor(place.min())) - 1, int(torch.floor(place.max())) + 1
        level = torch.zeros_like(seconds)
        for number in range(first, last + 1):
            shift, strength = Draws((*self.identity, "surge", number)).uniform(0, 1, 2).tolist()
            since = place - number - 0.5 * shift
            bump = torch.where(since < 0, 1 + since / 0.4, 1 - since / 0.8).clamp(0, 1)
            level += (0.45 + 0.55 * strength) * bump * bump * (3 - 2 * bump)
        return level
