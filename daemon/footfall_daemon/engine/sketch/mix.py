"""The sum of all layers, held below the true-peak ceiling, faded at the ends of the file.

The limiter has no memory: its gain at a moment depends on a few milliseconds around it only, so that windows of
the mix join without a seam.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.engine.sketch.clockwork import Layer, Window, decibels

CEILING = -2.7
"""dBTP. What is promised is -2; reading peaks at four times the rate may miss 0.69 dB at the very top."""
FADE = SAMPLE_RATE // 200

_LOOK = 240  # samples on each side over which the gain moves
_MEAN = SAMPLE_RATE // 40  # samples on each side over which what is taken away is balanced
_PHASES = 4
_TAPS = 32
_SAFE = 0.4  # of the ceiling: no signal overshoots its samples that far


def mix(layers: Sequence[Layer], window: Window, samples: int) -> torch.Tensor:
    """float32 (2, window.samples) of a file of `samples`."""
    reach = 2 * _LOOK + _TAPS + _MEAN
    wide = window.widened(reach, reach)
    sound = torch.zeros(2, wide.samples, dtype=torch.float64)
    for layer in layers:
        sound += layer.render(wide)
    sound = limited(sound)[:, reach:-reach]
    return (sound * _fades(window, samples)).to(torch.float32)


def limited(sound: torch.Tensor) -> torch.Tensor:
    """Below the ceiling, both channels by the same gain. Wrong within the limiter's reach of both ends."""
    ceiling = decibels(CEILING)
    if float(sound.abs().max()) < _SAFE * ceiling:
        return sound
    allowed = (ceiling / _true_peaks(sound.to(torch.float32))).clamp(max=1.0)[None, None]
    if float(allowed.min()) == 1:
        return sound
    lowest = -functional.max_pool1d(-allowed, 2 * _LOOK + 1, stride=1, padding=_LOOK)
    # A weighted mean over the reach of the minimum never exceeds what is allowed.
    weights = torch.hann_window(2 * _LOOK + 1, periodic=False)
    padded = functional.pad(lowest, (_LOOK, _LOOK), mode="replicate")
    gain = functional.conv1d(padded, (weights / weights.sum())[None, None])[0]
    taken = sound * (1 - gain)
    # Sounds are seldom symmetric: taking from their peaks alone would leave an offset.
    return sound - taken + _local_mean(taken)


def _local_mean(sound: torch.Tensor) -> torch.Tensor:
    total = functional.pad(torch.cumsum(functional.pad(sound, (_MEAN, _MEAN)), -1), (1, 0))
    width = 2 * _MEAN + 1
    return (total[:, width:] - total[:, :-width]) / width


def _true_peaks(sound: torch.Tensor) -> torch.Tensor:
    """The largest magnitude of either channel around each sample, between samples too (ITU-R BS.1770 annex 2)."""
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


def _fades(window: Window, samples: int) -> torch.Tensor:
    place = torch.arange(window.start, window.stop, dtype=torch.float64)
    nearest_end = torch.minimum(place, samples - 1 - place)
    return torch.sin((nearest_end / FADE).clamp(0, 1) * torch.pi / 2) ** 2
