"""Sudden turns and halts of one moving thing, with the time between two frames at which they happen.

At each gap between frames two smooth curves (one per side) compete with a single one over both sides; only where
two are far better has something touched. A pendulum turns without a kink: one curve explains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
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
    found = _best_of_gaps([kink for side, degree in _SIDES for kink in _tested(path, side, degree)])
    best = max((kink.weight for kink in found if kink.evidence > certain), default=0.0)
    likely = [
        kink
        for kink in found
        if kink.evidence > certain or (kink.evidence > possible and kink.weight > _OF_BEST * best)
    ]
    return _strongest_apart(likely)


def _best_of_gaps(found: list[Kink]) -> list[Kink]:
    """The best-supported kink of each gap between two points, in order."""
    best: dict[int, Kink] = {}
    for kink in found:
        if kink.index not in best or kink.evidence > best[kink.index].evidence:
            best[kink.index] = kink
    return [best[gap] for gap in sorted(best)]


def _tested(path: Path, side: int, degree: int) -> Iterator[Kink]:
    """Kinks in gaps that have `side` good points before and after."""
    first = _whole(path, 2 * side)
    points = first[:, None] + np.arange(2 * side)
    times, places = path.times[points], path.places[points]
    middle = (times[:, side - 1] + times[:, side]) / 2
    unit = (times[:, -1] - times[:, 0]) / 2
    t = (times - middle[:, None]) / unit[:, None]
    _, error_one = _fit(t, places, 3)
    left, error_left = _fit(t[:, :side], places[:, :side], degree)
    right, error_right = _fit(t[:, side:], places[:, side:], degree)
    error_two = error_left + error_right
    freedom = 2 * (2 * side - 2 * (degree + 1))
    evidence = (error_one - error_two) / 2 / np.maximum(error_two / freedom, _NOISE)
    for k in np.flatnonzero(evidence >= _POSSIBLE):
        moment = _meeting(left[k] - right[k], (times[k, side] - times[k, side - 1]) / unit[k])
        if moment is None:
            continue
        before, after = (_slope(c[k], moment) / unit[k] / path.diagonal for c in (left, right))
        kink = _kink(middle[k] + moment * unit[k], int(first[k]) + side - 1, evidence[k], before, after)
        if _is_contact(path, kink, before, after):
            yield kink


def _whole(path: Path, count: int) -> NDArray[np.int64]:
    """(m,) where stretches of `count` good points begin.

    They are neither cut off by the picture's edge nor merged with something else, and without holes in time.
    """
    if len(path.times) < count:
        return np.zeros(0, np.int64)
    near = sliding_window_view(path.areas, count)
    steps = np.sort(sliding_window_view(np.diff(path.times), count - 1))
    whole = (
        ~sliding_window_view(path.at_edge, count).any(axis=1)
        & (near.max(axis=1) < _SAME_SIZE * near.min(axis=1))
        & (steps[:, -1] < 2.6 * steps[:, (count - 1) // 2])
    )
    return np.flatnonzero(whole)


def _kink(
    time: float, index: int, evidence: float, before: NDArray[np.float64], after: NDArray[np.float64]
) -> Kink:
    turn = float(np.hypot(*(after - before)))
    return Kink(
        time=float(time),
        index=index,
        evidence=float(evidence),
        turn=turn,
        speed_before=float(np.hypot(*before)),
        speed_after=float(np.hypot(*after)),
        lift=float((before - after)[1] / max(turn, 1e-9)),
    )


def _fit(
    t: NDArray[np.float64], places: NDArray[np.float64], degree: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of times (n, m), places (n, m, 2): coefficients (n, 4, 2), lowest first, and sums of squared errors (n,)."""
    powers = t[..., None] ** np.arange(degree + 1)
    turned = powers.swapaxes(1, 2)
    coefficients = np.zeros((len(t), 4, 2))
    # t is within -1..1: well conditioned
    coefficients[:, : degree + 1] = np.linalg.solve(turned @ powers, turned @ places)
    errors = powers @ coefficients[:, : degree + 1] - places
    return coefficients, (errors**2).sum(axis=(1, 2))


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
