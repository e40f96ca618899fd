"""One thing striking another: damped modes excited by a contact force, and the click of the contact."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws, Identity
from footfall_daemon.engine.sketch.materials import Material, modes_of
from footfall_daemon.engine.sketch.shapes import blend, fall, rise, unit

_QUIET = 8.06  # a sound ends 70 dB down
_LONGEST = 3.0  # seconds
_ROW = 512
_SOFTNESS = 4.0  # dB per octave that the slowest blow lacks in its upper modes


@dataclass(frozen=True)
class Body:
    """A thing that rings: what it is made of, how large (1 is usual), how loud beside the others."""

    material: Material
    size: float = 1.0
    gain: float = 1.0
    damping: float = 1.0
    """More than 1: held, or lying on something."""


@dataclass(frozen=True)
class Strike:
    """All bodies that take part in one contact, at a velocity from 0 to 1: faster is brighter."""

    identity: Identity
    bodies: tuple[Body, ...]
    velocity: float

    @property
    def longest(self) -> float:
        return max(_ringing(body) for body in self.bodies) + 0.05

    def wave(self, delay: float) -> torch.Tensor:
        return blend([self._ring(index, body, delay) for index, body in enumerate(self.bodies)])

    def _ring(self, index: int, body: Body, delay: float) -> torch.Tensor:
        draws = Draws((*self.identity, "body", index))
        contact = _contact(body, self.velocity)
        loudness = modes_of(body.material).noise * (0.2 + 0.8 * self.velocity)
        ringing = ring(body, self.velocity, draws, delay)
        return unit(blend([ringing, _click(contact, draws, delay) * loudness])) * body.gain


def _ringing(body: Body) -> float:
    """Seconds that a body is heard at most: its modes may lie up to 1.2 % lower than they should."""
    modes = modes_of(body.material)
    slowest = body.damping * (modes.decay + torch.pi * modes.loss * 0.988 * modes.hertz / body.size)
    return min(_LONGEST, _QUIET / slowest)


def _contact(body: Body, velocity: float) -> float:
    """Seconds that a blow lasts (Hertz): longer for large things, shorter for fast ones."""
    return float(modes_of(body.material).contact * body.size**0.5 * max(velocity, 0.05) ** -0.2)


def ring(body: Body, velocity: float, draws: Draws, delay: float) -> torch.Tensor:
    """A body's damped modes, peak 1, as one product of matrices: rows of 512 samples times samples of a row."""
    modes, contact = modes_of(body.material), _contact(body, velocity)
    ratios = torch.tensor(modes.ratios, dtype=torch.float64)
    strike_point = draws.uniform(0.35, 1, len(ratios))
    strike_point[0] = 1
    hertz = modes.hertz / body.size * ratios * draws.uniform(0.988, 1.012, len(ratios))
    tilt = modes.tilt - _SOFTNESS * (1 - velocity)
    level = strike_point * ratios ** (tilt / 6.02) * _force(hertz * contact)
    level = level * (hertz < 0.45 * SAMPLE_RATE)
    decay = body.damping * (modes.decay + torch.pi * modes.loss * hertz)
    samples = int(min(_LONGEST, _QUIET / float(decay.min())) * SAMPLE_RATE)
    turn = torch.complex(-decay, 2 * torch.pi * hertz) / SAMPLE_RATE
    rows = torch.arange(samples // _ROW + 1, dtype=torch.float64) * _ROW + delay
    left = (level * torch.exp(rows[:, None] * turn)).to(torch.complex64)  # (rows, modes)
    right = torch.exp(turn[:, None] * torch.arange(_ROW, dtype=torch.float64)).to(torch.complex64)  # (modes, 512)
    ringing = (left @ right).imag.reshape(-1)[:samples]
    return unit(ringing * rise(samples, min(contact, 3e-4), delay) * fall(samples))


def _force(cycles: torch.Tensor) -> torch.Tensor:
    """Spectrum of a half sine of force, at frequency times duration; its zeros filled, no contact is so exact."""
    at_pole = (cycles - 0.5).abs() < 1e-6
    safe = torch.where(at_pole, 0.4, cycles)
    exact = torch.cos(torch.pi * safe) / (1 - 4 * safe**2)
    smooth = 1 / (1 + 4 * cycles**2)
    return torch.where(at_pole, torch.pi / 4, (exact**2 + (0.5 * smooth) ** 2).sqrt())


def _click(contact: float, draws: Draws, delay: float) -> torch.Tensor:
    """Noise as bright and as short as the contact."""
    decay = 1.2 * contact + 8e-4
    samples = int(7 * decay * SAMPLE_RATE)
    hertz = torch.fft.rfftfreq(2 * samples, 1 / SAMPLE_RATE)
    white = torch.fft.rfft(draws.normal(2 * samples))
    noise = torch.fft.irfft(white / (1 + (hertz * 2 * contact) ** 2), n=2 * samples)[:samples]
    since = (torch.arange(samples) + delay) / SAMPLE_RATE
    return unit(noise * torch.exp(-since / decay) * rise(samples, 1e-4, delay))
