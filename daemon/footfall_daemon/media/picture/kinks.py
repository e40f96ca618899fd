"""Sudden turns and halts of one moving thing, with the time between two frames at which they happen.

At each gap between frames two smooth curves (one per side) compete with a single one over both sides; only where
two are far better has something touched. A pendulum turns without a kink: one curve explains it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SIDES = ((5, 2), (4, 2), (3, 1))
"""(frames on each side, degree of each side's curve)."""
_NOISE = 0.08
"""Pixels squared: the least variance that a blob's place is believed to have."""
_CERTAIN, _POSSIBLE = 32.0, 11.0
_CERTAIN_SOFT, _POSSIBLE_SOFT = 40.0, 18.0
_OF_BEST = 0.1
_ENOUGH = 100.0
"""Evidence beyond this adds nothing to a kink's weight."""
_LEAST_TURN, _LEAST_TURN_SOFT = 0.15, 0.25
_LEAST_SHARE = 0.6
"""Of the speed before: a smaller turn is a wobble of the outline."""
_ONWARD, _KEEPS_SPEED = 0.8, 0.85
_FROM_REST = 0.5
_SPREAD = 0.09
_SAME_SIZE = 2.0


@dataclass(frozen=True, slots=True)
class Path:
    """Where one thing was. All in seconds and pixels; `diagonal` of the picture in pixels."""

    times: NDArray[np.float64]
    """(n,)"""
    places: NDArray[np.float64]
    """(n, 2)"""
    areas: NDArray[np.float64]
    at_edge: NDArray[np.bool_]
    diagonal: float

    @property
    def is_soft(self) -> bool:
        """Its outline changes a lot: an arm, cloth."""
        return float(self.areas.std() / self.areas.mean()) > 0.3


@dataclass(frozen=True, slots=True)
class Kink:
    time: float
    index: int
    """Of the last point before it."""
    evidence: float
    """F statistic of two curves against one."""
    turn: float
    """Change of velocity, in diagonals per second."""
    speed_before: float
    speed_after: float
    lift: float
    """Upward share of the change of velocity: 1 for a ball on the floor."""

    @property
    def is_stop(self) -> bool:
        return self.speed_after < 0.25 * self.speed_before

    @property
    def weight(self) -> float:
        return float(self.turn * min(self.evidence, _ENOUGH) ** 0.5)


def kinks(path: Path) -> list[Kink]:
    """In order of time; of several within 90 ms the weightiest."""
    certain = _CERTAIN_SOFT if path.is_soft else _CERTAIN
    possible = _POSSIBLE_SOFT if path.is_soft else _POSSIBLE
    found = [kink for gap in range(2, len(path.times) - 3) if (kink := _at(path, gap)) is not None]
    best = max((kink.weight for kink in found if kink.evidence > certain), default=0.0)
    likely = [
        kink
        for kink in found
        if kink.evidence > certain or (kink.evidence > possible and kink.weight > _OF_BEST * best)
    ]
    return _strongest_apart(likely)


def _at(path: Path, gap: int) -> Kink | None:
    """The best-supported kink between the points `gap` and `gap + 1`."""
    found = []
    for side, degree in _SIDES:
        inside = slice(gap + 1 - side, gap + 1 + side)
        if gap + 1 - side < 0 or gap + 1 + side > len(path.times) or not _is_whole(path, inside):
            continue
        kink = _test(path, inside, gap, side, degree)
        if kink is not None:
            found.append(kink)
    return max(found, key=lambda kink: kink.evidence, default=None)


def _is_whole(path: Path, inside: slice) -> bool:
    """Neither cut off by the picture's edge nor merged with something else, and without holes in time."""
    near = path.areas[inside]
    steps = np.diff(path.times[inside])
    return (
        not path.at_edge[inside].any()
        and float(near.max() / near.min()) < _SAME_SIZE
        and float(steps.max()) < 2.6 * float(np.sort(steps)[len(steps) // 2])
    )


def _test(path: Path, inside: slice, gap: int, side: int, degree: int) -> Kink | None:
    times, places = path.times[inside], path.places[inside]
    middle = (path.times[gap] + path.times[gap + 1]) / 2
    unit = (times[-1] - times[0]) / 2
    t = (times - middle) / unit
    _, error_one = _fit(t, places, 3)
    if error_one / 2 / _NOISE < _POSSIBLE:
        return None  # one curve does well: no need to try two
    left, error_left = _fit(t[:side], places[:side], degree)
    right, error_right = _fit(t[side:], places[side:], degree)
    error_two = error_left + error_right
    freedom = 2 * (len(t) - 2 * (degree + 1))
    evidence = (error_one - error_two) / 2 / max(error_two / freedom, _NOISE)
    if evidence < _POSSIBLE:
        return None
    moment = _meeting(left - right, (path.times[gap + 1] - path.times[gap]) / unit)
    if moment is None:
        return None
    before, after = (_slope(c, moment) / unit / path.diagonal for c in (left, right))
    kink = Kink(
        time=float(middle + moment * unit),
        index=gap,
        evidence=float(evidence),
        turn=float(np.hypot(*(after - before))),
        speed_before=float(np.hypot(*before)),
        speed_after=float(np.hypot(*after)),
        lift=float((before - after)[1] / max(np.hypot(*(after - before)), 1e-9)),
    )
    return kink if _is_contact(path, kink, before, after) else None


def _fit(t: NDArray[np.float64], places: NDArray[np.float64], degree: int) -> tuple[NDArray[np.float64], float]:
    """Polynomial coefficients (degree + 1, 2), lowest first, and the sum of squared errors."""
    powers = t[:, None] ** np.arange(degree + 1)
    coefficients = np.linalg.solve(powers.T @ powers, powers.T @ places)  # t is within -1..1: well conditioned
    padded = np.zeros((4, 2))
    padded[: degree + 1] = coefficients
    return padded, float(((powers @ coefficients - places) ** 2).sum())


def _slope(coefficients: NDArray[np.float64], t: float) -> NDArray[np.float64]:
    slope: NDArray[np.float64] = coefficients[1] + 2 * coefficients[2] * t + 3 * coefficients[3] * t * t
    return slope


def _meeting(difference: NDArray[np.float64], step: float) -> float | None:
    """Where both sides' curves meet along the direction of the turn, within one frame of the gap."""
    direction = difference[1]
    length = float(np.hypot(*direction))
    if length == 0:
        return None
    c, b, a = (difference[power] @ direction / length for power in range(3))
    roots = np.roots([a, b, c]) if abs(a) > 1e-9 else np.array([-c / b])
    real = [float(root.real) for root in np.atleast_1d(roots) if abs(root.imag) < 1e-9]
    nearest = min(real, key=abs, default=None)
    return nearest if nearest is not None and abs(nearest) <= 1.5 * step else None


def _is_contact(path: Path, kink: Kink, before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Neither too weak, nor only speeding up, nor starting from rest (letting go makes no sound)."""
    if kink.turn < (_LEAST_TURN_SOFT if path.is_soft else _LEAST_TURN):
        return False
    if kink.turn < _LEAST_SHARE * kink.speed_before:
        return False
    if kink.speed_before < _FROM_REST * max(kink.speed_after, 1e-9):
        return False
    cosine = float(before @ after) / max(kink.speed_before * kink.speed_after, 1e-9)
    return not (cosine > _ONWARD and kink.speed_after > _KEEPS_SPEED * kink.speed_before)


def _strongest_apart(found: list[Kink]) -> list[Kink]:
    kept: list[Kink] = []
    for kink in sorted(found, key=lambda kink: -kink.weight):
        if all(abs(kink.time - other.time) > _SPREAD for other in kept):
            kept.append(kink)
    return sorted(kept, key=lambda kink: kink.time)
