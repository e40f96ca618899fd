"""What single sounds are built of: noise that dies away, rises, fades, sums. One channel, float32."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Draws

SETTLE = SAMPLE_RATE // 10
"""Samples in which a sound without offset comes to rest."""
ROUND = 4096
"""Odd lengths make slow transforms."""
_OFFSET_HERTZ = 20.0


class Band(NamedTuple):
    """Noise between two frequencies that dies away by itself."""

    low: float
    high: float
    """Hertz."""
    decay: float
    """Seconds."""
    level: float = 1.0
    attack: float = 2e-4
    """Seconds."""


def roar(draws: Draws, bands: Sequence[Band], delay: float, seconds: float = 10.0) -> torch.Tensor:
    """The bands' sum, of `seconds` at most; each has RMS `level` before it dies away."""
    lasting = min(seconds, 7 * max(band.decay for band in bands))
    samples = -(-int(lasting * SAMPLE_RATE) // ROUND) * ROUND
    low, high, decay, level, attack = (torch.tensor(column)[:, None] for column in zip(*bands, strict=True))
    hertz = torch.fft.rfftfreq(2 * samples, 1 / SAMPLE_RATE).clamp(min=1.0)
    shape = 1 / (1 + (low / hertz) ** 2) / (1 + (hertz / high) ** 2)
    shape = shape / (shape**2).mean(-1, keepdim=True).sqrt()
    noise: torch.Tensor = torch.fft.irfft(
        torch.fft.rfft(draws.normal(len(bands), 2 * samples)) * shape, n=2 * samples
    )
    since = (torch.arange(samples) + delay) / SAMPLE_RATE
    rise = torch.sin((since / attack).clamp(max=1) * torch.pi / 2) ** 2
    return (noise[:, :samples] * (level * torch.exp(-since / decay) * rise)).sum(0)


def burst(draws: Draws, band: tuple[float, float], decay: float, delay: float) -> torch.Tensor:
    """Noise within a band of hertz that decays within seconds, with a peak of 1."""
    return unit(roar(draws, [Band(*band, decay)], delay))


def rise(samples: int, seconds: float, delay: float) -> torch.Tensor:
    share = (torch.arange(samples) + delay) / (seconds * SAMPLE_RATE)
    return torch.sin(share.clamp(max=1) * torch.pi / 2) ** 2


def fall(samples: int) -> torch.Tensor:
    """A fade over the last tenth: no sound is cut off."""
    return (torch.arange(samples - 1, -1, -1) / max(1.0, samples / 10)).clamp(max=1)


def unit(wave: torch.Tensor) -> torch.Tensor:
    """Scaled to a peak of 1."""
    return wave / wave.abs().max().clamp(min=1e-12)


def blend(waves: Sequence[torch.Tensor], starts: Sequence[float] = ()) -> torch.Tensor:
    """The sum of sounds that begin at `starts`, in seconds (all at 0 by default)."""
    begins = [int(start * SAMPLE_RATE) for start in starts] or [0] * len(waves)
    whole = torch.zeros(max(begin + len(wave) for begin, wave in zip(begins, waves, strict=True)))
    for begin, wave in zip(begins, waves, strict=True):
        whole[begin : begin + len(wave)] += wave
    return whole


def settled(wave: torch.Tensor) -> torch.Tensor:
    """Without offset: a causal first-order high-pass at 20 Hz, with room for it to come to rest."""
    samples = -(-(len(wave) + SETTLE) // ROUND) * ROUND
    turn = 2j * torch.pi * torch.fft.rfftfreq(samples, 1 / SAMPLE_RATE)
    still: torch.Tensor = torch.fft.irfft(
        torch.fft.rfft(wave, n=samples) * (turn / (turn + 2 * torch.pi * _OFFSET_HERTZ)), n=samples
    )
    return still


def convolved(sound: torch.Tensor, response: torch.Tensor) -> torch.Tensor:
    """What a sound becomes through a response, as long as the sound: what rings beyond it is left out."""
    samples = sound.shape[-1]
    size = -(-(samples + response.shape[-1]) // ROUND) * ROUND
    whole: torch.Tensor = torch.fft.irfft(torch.fft.rfft(sound, n=size) * torch.fft.rfft(response, n=size), n=size)
    return whole[..., :samples]
