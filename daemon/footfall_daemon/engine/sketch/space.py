"""Where a sound stands: across the picture, and in a small room made of noise. Both only where asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Source, Window, decibels
from footfall_daemon.engine.sketch.curves import Curve, along
from footfall_daemon.engine.sketch.shapes import convolved

_WIDTH = 0.7  # of the way to the loudspeakers, for a thing at the picture's edge
_REFLECTIONS = 7


class Room(StrEnum):
    """Rooms that spot sounds may stand in."""

    outdoors = "outdoors"
    small = "small"
    tiled = "tiled"
    hall = "hall"


@dataclass(frozen=True, slots=True)
class Acoustics:
    """How a room answers."""

    decay: float
    """Seconds to fall by 60 dB."""
    delay: float
    """Seconds to the first reflection."""
    level: float
    """dB beside the dry sound."""
    brightness: float
    """Hertz above which its walls swallow."""


ROOMS: Mapping[Room, Acoustics] = MappingProxyType(
    {
        Room.outdoors: Acoustics(0.12, 0.018, -26.0, 3000),
        Room.small: Acoustics(0.25, 0.004, -18.0, 6000),
        Room.tiled: Acoustics(0.5, 0.008, -15.0, 11000),
        Room.hall: Acoustics(1.0, 0.02, -17.0, 5000),
    }
)


def gains(x: torch.Tensor) -> torch.Tensor:
    """(2, ...) of left and right at places 0 (left) to 1: constant power, 1 in the middle."""
    angle = (_WIDTH * (2 * x - 1) + 1) * (torch.pi / 4)
    return torch.stack([torch.cos(angle), torch.sin(angle)]) * 2**0.5


@dataclass(frozen=True)
class Panned:
    """A sound of one channel that moves across the picture."""

    source: Source
    x: Curve

    def render(self, window: Window) -> torch.Tensor:
        return self.source.render(window)[:1] * gains(along(self.x, window))


@dataclass(frozen=True)
class Roomy:
    """A sound and the answer of its room."""

    source: Source
    room: Room

    def render(self, window: Window) -> torch.Tensor:
        answer = response(self.room)
        wide = window.widened(answer.shape[1], 0)
        dry = self.source.render(wide)
        return (dry + convolved(dry, answer))[:, answer.shape[1] :]


def response(room: Room) -> torch.Tensor:
    """float32 (2, samples): early reflections, then noise that dies away. Always the same."""
    acoustics = ROOMS[room]
    draws = Draws(("room", room.value))
    samples = int((acoustics.delay + acoustics.decay) * SAMPLE_RATE)
    since = torch.arange(samples) / SAMPLE_RATE
    late = draws.normal(2, samples) * torch.exp(-6.91 * since / acoustics.decay) * (since > 2 * acoustics.delay)
    sides = (draws.between(acoustics.delay, 6 * acoustics.delay, 2, _REFLECTIONS) * SAMPLE_RATE).long()
    strength = draws.uniform(2, 6, 2, _REFLECTIONS) * torch.sign(draws.uniform(-1, 1, 2, _REFLECTIONS))
    early = torch.zeros(2, samples).scatter_add_(1, sides.clamp(max=samples - 1), strength.to(torch.float32))
    hertz = torch.fft.rfftfreq(2 * samples, 1 / SAMPLE_RATE)
    walls = (hertz / (hertz + 150)) / (1 + (hertz / acoustics.brightness) ** 2)
    answer: torch.Tensor = torch.fft.irfft(torch.fft.rfft(early + late, n=2 * samples) * walls, n=2 * samples)[
        :, :samples
    ]
    power = (answer**2).sum(1, keepdim=True)
    return answer / power.sqrt() * decibels(acoustics.level)
