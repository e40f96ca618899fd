"""When sounds begin in a recording: attacks, heard against the level that went before them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]

_FRAME: Final = 0.002
_HOP: Final = 0.0005
_PAST: Final = 0.040
"""Seconds: the level just before an attack is the largest of this long."""
_AHEAD: Final = 0.010
"""Seconds: an attack reaches its level within this time."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    rise_db: float = 9.0
    """An attack is this much above what was just before."""
    floor_db: float = 12.0
    """And this much above the bed of sound: the median level of the seconds around it."""
    range_db: float = 40.0
    """And not further than this below the loudest moment."""
    apart: float = 0.060
    """Seconds between two attacks at least."""


def onsets(sound: Signal, rate: int, sensitivity: Sensitivity | None = None) -> Signal:
    """Seconds of the attacks in `sound`, (channels, samples) or (samples,)."""
    sensitivity = sensitivity or Sensitivity()
    level = _level(_mono(sound), rate)
    if not level.size or level.max() <= -150:
        return np.zeros(0)
    rise = _rise(level)
    heard = (rise >= sensitivity.rise_db) & (level > level.max() - sensitivity.range_db)
    heard &= level >= _bed(level) + sensitivity.floor_db
    peaks = _peaks(np.where(heard, rise, 0.0), round(sensitivity.apart / _HOP))
    return np.array([_begin(level, peak) * _HOP for peak in peaks])


def read_sound(path: Path) -> tuple[Signal, int]:
    """(channels, samples) in -1..1, and the sample rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="dblp", layout=stream.layout, rate=stream.rate)
        parts = [part.to_ndarray() for frame in container.decode(stream) for part in resampler.resample(frame)]
        parts += [part.to_ndarray() for part in resampler.resample(None)]
        return np.concatenate(parts, axis=1), stream.rate


def _mono(sound: Signal) -> Signal:
    """Power, so that channels in opposite phase do not cancel."""
    planes = np.atleast_2d(np.asarray(sound, np.float64))
    return np.sqrt(np.mean(planes**2, axis=0))


def _level(sound: Signal, rate: int) -> Signal:
    """dB of the power in short frames; frame i covers from i hops onwards."""
    hop, frame = max(1, round(_HOP * rate)), max(1, round(_FRAME * rate))
    energy = np.concatenate([[0.0], np.cumsum(sound**2)])
    starts = np.arange(0, len(sound), hop)
    ends = np.minimum(starts + frame, len(sound))
    return np.asarray(10 * np.log10((energy[ends] - energy[starts]) / (ends - starts) + 1e-16))


def _rise(level: Signal) -> Signal:
    """How far the level rises soon after each moment above the loudest just before it."""
    past, ahead = round(_PAST / _HOP), round(_AHEAD / _HOP)
    gap = round(_FRAME / _HOP)  # frames that overlap the attack itself say nothing about the past
    before = np.concatenate([np.full(gap, level.min()), _running_max(level, past)])[: len(level)]
    after = _running_max(level[::-1], ahead)[::-1]
    return np.asarray(after - before)


def _running_max(values: Signal, length: int) -> Signal:
    """Of each value and the `length` - 1 before it."""
    padded = np.concatenate([np.full(length - 1, values.min()), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)
    return np.asarray(windows.max(axis=1))


def _bed(level: Signal) -> Signal:
    """The median of one second around each moment, from a coarser curve."""
    coarse, span = round(0.02 / _HOP), 25
    blocks = np.array([np.median(level[at : at + coarse]) for at in range(0, len(level), coarse)])
    padded = np.pad(blocks, span, mode="reflect" if len(blocks) > span else "edge")
    medians = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * span + 1), axis=1)
    return np.repeat(medians, coarse)[: len(level)]


def _peaks(rise: Signal, apart: int) -> list[int]:
    """The largest rises, none within `apart` of a larger one, in order."""
    found: list[int] = []
    order: Any = np.argsort(-rise, kind="stable")
    free = np.ones(len(rise), bool)
    for at in order:
        if rise[at] <= 0:
            break
        if free[at]:
            found.append(int(at))
            free[max(0, at - apart) : at + apart + 1] = False
    return sorted(found)


def _begin(level: Signal, peak: int) -> float:
    """Where the level crosses half way (in dB) from before the attack to its top, as a fraction of hops."""
    past, ahead = round(_PAST / _HOP), round(_AHEAD / _HOP)
    top_at = peak + int(np.argmax(level[peak : peak + ahead + 1]))
    first = max(0, peak - past)
    low = float(np.median(level[first : peak + 1]))
    middle = (low + float(level[top_at])) / 2
    below = np.flatnonzero(level[first : top_at + 1] < middle)
    at = first + int(below[-1]) + 1 if len(below) else peak
    return at + _FRAME / _HOP  # a frame first holds the attack when its end reaches it
