"""A limiter without memory: its gain at a moment depends on a few milliseconds around it only, so that windows of
the mix join without a seam. All layers are held by the same gain, and so keep their sum and their proportions.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import decibels

CEILING = -2.7
"""dBTP. What is promised is -2; reading peaks at four times the rate may miss 0.69 dB at the very top."""

_LOOK = 240  # samples on each side over which the gain moves
_MEAN = SAMPLE_RATE // 40  # samples on each side over which what is taken away is balanced
_PHASES = 4
_TAPS = 32
_SAFE = 0.4  # of the ceiling: no signal overshoots its samples that far
REACH = 2 * (2 * _LOOK + _TAPS) + _MEAN
"""Samples at both ends of what is limited that come out wrong."""


def limited(layers: torch.Tensor) -> torch.Tensor:
    """Layers (layers, 2, samples) of which neither one nor the sum exceeds the ceiling."""
    gain = _gain(layers)
    if gain is None:
        return layers
    taken = layers * (1 - gain)
    # Sounds are seldom symmetric: taking from their peaks alone would leave an offset.
    balanced = layers - taken + _local_mean(taken)
    again = _gain(balanced)
    return balanced if again is None else balanced * again


def _gain(layers: torch.Tensor) -> torch.Tensor | None:
    """(1, samples) of at most 1; None where nothing is too loud."""
    ceiling = decibels(CEILING)
    heard = torch.cat([layers, layers.sum(0, keepdim=True)]).flatten(0, 1)  # (channels, samples)
    heard = heard[heard.abs().amax(1) > _SAFE * ceiling]
    if not len(heard):
        return None
    allowed = (ceiling / _true_peaks(heard)).clamp(max=1.0)[None, None]
    if float(allowed.min()) == 1:
        return None
    lowest = -functional.max_pool1d(-allowed, 2 * _LOOK + 1, stride=1, padding=_LOOK)
    # A weighted mean over the reach of the minimum never exceeds what is allowed.
    weights = torch.hann_window(2 * _LOOK + 1, periodic=False)
    padded = functional.pad(lowest, (_LOOK, _LOOK), mode="replicate")
    return functional.conv1d(padded, (weights / weights.sum())[None, None])[0]


def _local_mean(sound: torch.Tensor) -> torch.Tensor:
    padded = functional.pad(sound.to(torch.float64), (_MEAN, _MEAN))
    total = functional.pad(torch.cumsum(padded, -1), (1, 0))
    width = 2 * _MEAN + 1
    return ((total[..., width:] - total[..., :-width]) / width).to(torch.float32)


def _true_peaks(sound: torch.Tensor) -> torch.Tensor:
    """The largest magnitude of any channel around each sample, between samples too (ITU-R BS.1770 annex 2)."""
    padded = functional.pad(sound[:, None], (_TAPS // 2, _TAPS // 2))
    between = functional.conv1d(padded, _interpolators())[:, :, : sound.shape[1] + 1].abs().amax((0, 1))
    around = torch.maximum(between[:-1], between[1:])
    return torch.maximum(around, sound.abs().amax(0)).clamp(min=1e-9)


def _interpolators() -> torch.Tensor:
    """Windowed sincs (phases, 1, taps): the values at 1/4, 2/4 and 3/4 between a sample and the one before it."""
    taps = torch.arange(_TAPS, dtype=torch.float64) - _TAPS // 2
    shares = torch.arange(1, _PHASES, dtype=torch.float64)[:, None] / _PHASES
    distance = taps[None, :] + shares
    window = torch.cos(torch.pi * distance / (_TAPS + 2)) ** 2
    return (torch.sinc(distance) * window)[:, None].to(torch.float32)
