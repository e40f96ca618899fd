"""What moves in the picture, as curves on the timeline's clock; where there is no picture, something mild."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from footfall_daemon.cues import Curves
from footfall_daemon.engine.sketch.clockwork import Identity
from footfall_daemon.engine.sketch.curves import Curve, Level, Product, Steady, Swell, Track

_STRAY_CAMERA = 0.5  # camera speed at which speeds of things are not believed at all
_BRISK = 1.0  # picture diagonals per second at which a thing is rubbed, rolled or ridden as hard as it gets


@dataclass(frozen=True)
class Motion:
    """One clip's motion."""

    start: float
    """Seconds of the file's first sample on the timeline."""
    seconds: float
    """Length of the file."""
    speed: Curve
    """Of the largest moving thing, picture diagonals per second."""
    energy: Curve
    """Of all that moves, 0..1."""
    drive: Curve
    """How hard a thing is rubbed, rolled or ridden, 0..1."""
    x: Curve
    """Of the largest moving thing, 0 (left) to 1."""


@dataclass(frozen=True)
class Drive:
    """Speed as a share of what is brisk."""

    speed: Curve

    def at(self, seconds: torch.Tensor) -> torch.Tensor:
        return (self.speed.at(seconds) / _BRISK).clamp(0, 1)


def motion_of(curves: Curves, identity: Identity, start: float, seconds: float) -> Motion:
    """As far as the camera's own motion lets speeds be believed."""
    if not curves.time:
        mild = Product((Steady(0.6), Level(Swell((*identity, "motion"), 0.5), 0.3)))
        return Motion(start, seconds, Steady(0.0), mild, mild, Steady(0.5))
    trust = [max(0.0, 1 - camera / _STRAY_CAMERA) for camera in curves.camera] or [1.0] * len(curves.speed)
    times = tuple(start + time for time in curves.time)
    speed = _track(times, [value * share for value, share in zip(curves.speed, trust, strict=True)])
    energy = _track(times, curves.energy)
    return Motion(start, seconds, speed, energy, Drive(speed), _track(times, curves.x, beyond=0.5))


def _track(times: tuple[float, ...], values: Sequence[float], beyond: float = 0.0) -> Track:
    return Track(times if values else (), tuple(values), beyond)
