"""The last, quick bounces of something that falls freely, told from the first ones.

Flights of three or four frames are too short to be fitted one by one. But the height of a flight follows from its
length by gravity, and each flight is shorter than the one before by the same share: two numbers, sought on a grid,
explain all that comes after the last certain bounce, or there is no such thing and nothing is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.picture.kinks import Kink, Path

_UPWARD = 0.8
"""Least upward share of the change of velocity at a bounce."""
_FEWEST = 5
"""Points of a flight from which gravity is told, and points after the last certain bounce."""
_KEPT = np.arange(0.4, 0.981, 0.01)
"""Share of its length that a flight keeps from the one before."""
_SLACK = np.arange(-0.1, 0.101, 0.01)
"""By how much the first of the quick flights may differ from that."""
_SHORTEST = 0.09
"""Seconds of a flight."""
_LOWEST = 1.2
"""Pixels, and times the error of the fit: height of the least flight that counts."""
_CLOSE = 1.0
"""Pixels: error with which the flights must be explained."""
_EVIDENCE = 100.0


@dataclass(frozen=True, slots=True)
class _Flights:
    """Bounces at `start`, `start + first`, and on, each flight `kept` times as long as the one before."""

    start: float
    first: float
    kept: float
    gravity: float
    error: float
    """Pixels, root mean square."""

    def bounces(self, until: float) -> list[tuple[float, float]]:
        """Time, and the length of the flight that ends there, of those high enough to be seen."""
        found, length = [], self.first
        time = self.start + length
        while time < until and length > _SHORTEST and self.gravity * length**2 / 8 > _LOWEST * max(1, self.error):
            found.append((time, length))
            length *= self.kept
            time += length
        return found


def later_bounces(path: Path, found: list[Kink]) -> list[Kink]:
    """What follows the last certain bounce among `found`; empty where that is not how the thing moves."""
    certain = [kink for kink in found if kink.lift > _UPWARD and not kink.is_stop]
    if len(certain) < 2:
        return []
    gravity = _gravity(path, certain)
    flights = None if gravity is None else _flights(path, certain, gravity)
    if flights is None:
        return []
    return [_kink(path, flights, *bounce) for bounce in flights.bounces(float(path.times[-1]))]


def _gravity(path: Path, bounces: list[Kink]) -> float | None:
    """Pixels per second squared; None where the flights between bounces do not agree on it."""
    falls = []
    ends = [-np.inf, *(kink.time for kink in bounces)]
    for begin, end in pairwise(ends):
        inside = (path.times > begin) & (path.times < end)
        if np.count_nonzero(inside) >= _FEWEST:
            falls.append(2 * float(np.polyfit(path.times[inside], path.places[inside, 1], 2)[0]))
    middle = float(np.median(falls)) if falls else 0.0
    agree = [fall for fall in falls if abs(fall - middle) < 0.2 * middle]
    return middle if len(agree) >= 2 else None


def _flights(path: Path, bounces: list[Kink], gravity: float) -> _Flights | None:
    start, before = bounces[-1].time, bounces[-1].time - bounces[-2].time
    after = path.times > start
    if np.count_nonzero(after) < _FEWEST:
        return None
    since, fallen = path.times[after] - start, path.places[after, 1]
    kept, slack = (grid.ravel() for grid in np.meshgrid(_KEPT, _SLACK))
    first = before * (kept + slack)
    rest = fallen + _height(since, first[:, None], kept[:, None], gravity)  # the floor, where flights are right
    errors = rest.std(axis=1)
    best = int(np.argmin(errors))
    close = errors[best] < min(_CLOSE, 0.1 * fallen.std() + 0.5)
    return _Flights(start, float(first[best]), float(kept[best]), gravity, float(errors[best])) if close else None


def _height(
    since: NDArray[np.float64], first: NDArray[np.float64], kept: NDArray[np.float64], gravity: float
) -> NDArray[np.float64]:
    """Pixels above the floor (models, times); a geometric series of flights, then rest."""
    left = 1 - since * (1 - kept) / first
    number = np.floor(np.log(np.maximum(left, 1e-9)) / np.log(kept) + 1e-9)
    begin, length = first * (1 - kept**number) / (1 - kept), first * kept**number
    height = gravity * (since - begin) * (length - (since - begin)) / 2
    return np.where(left > 1e-9, np.maximum(height, 0), 0)


def _kink(path: Path, flights: _Flights, time: float, length: float) -> Kink:
    falls = flights.gravity * length / 2 / path.diagonal
    return Kink(
        time=time,
        index=int(np.searchsorted(path.times, time)) - 1,
        evidence=_EVIDENCE,
        turn=falls * (1 + flights.kept),
        speed_before=falls,
        speed_after=falls * flights.kept,
        lift=1.0,
    )
