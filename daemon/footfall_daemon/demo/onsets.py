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
_PAST: Final = 0.020
"""Seconds: the level just before an attack is the largest of this long."""
_AHEAD: Final = 0.010
"""Seconds: an attack reaches its level within this time."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    rise_db: float = 9.0
    """An attack is this much above what was just before."""
    floor_db: float = 12.0
    """And this much above the bed of sound: the level of the quietest fifth of the second around it."""
    range_db: float = 40.0
    """And not further than this below the loudest moment."""
    apart: float = 0.060
    """Seconds between two attacks at least."""


def onsets(sound: Signal, rate: int, sensitivity: Sensitivity | None = None) -> Signal:
    """Seconds of the attacks in `sound`, (channels, samples) or (samples,).

    Heard twice: as it is, for thuds, and with its treble raised, where a new attack stands out of a ringing tone.
    """
    sensitivity = sensitivity or Sensitivity()
    planes = np.atleast_2d(np.asarray(sound, np.float64))
    if not planes.any():
        return np.zeros(0)
    levels = [_level(planes, rate), _level(np.diff(planes, prepend=0.0), rate)]
    rises = np.stack([_heard(level, sensitivity) for level in levels])
    clearest = rises.argmax(axis=0)
    peaks = _peaks(rises.max(axis=0), round(sensitivity.apart / _HOP))
    return np.sort([_begin(levels[clearest[peak]], peak) * _HOP for peak in peaks])


def read_sound(path: Path) -> tuple[Signal, int]:
    """(channels, samples) in -1..1, and the sample rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="dblp", layout=stream.layout, rate=stream.rate)
        parts = [part.to_ndarray() for frame in container.decode(stream) for part in resampler.resample(frame)]
        parts += [part.to_ndarray() for part in resampler.resample(None)]
        sound: Signal = np.concatenate(parts, axis=1)
        return sound, stream.rate


def _heard(level: Signal, sensitivity: Sensitivity) -> Signal:
    """dB by which the level rises at each moment, 0 where that is no attack."""
    rise = _rise(level)
    heard = (rise >= sensitivity.rise_db) & (level > level.max() - sensitivity.range_db)
    heard &= level >= _bed(level) + sensitivity.floor_db
    return np.where(heard, rise, 0.0)


def _level(planes: Signal, rate: int) -> Signal:
    """dB of the power in short frames, channels added so that none cancels another; frame i begins at i hops."""
    hop, frame = max(1, round(_HOP * rate)), max(1, round(_FRAME * rate))
    power = np.mean(planes**2, axis=0)
    energy = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power), hop)
    ends = np.minimum(starts + frame, len(power))
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
    """What one second around each moment exceeds four fifths of the time, from a coarser curve."""
    coarse, span = round(0.02 / _HOP), 25
    blocks = np.array([np.median(level[at : at + coarse]) for at in range(0, len(level), coarse)])
    padded = np.pad(blocks, span, mode="reflect" if len(blocks) > span else "edge")
    quiet = np.quantile(np.lib.stride_tricks.sliding_window_view(padded, 2 * span + 1), 0.2, axis=1)
    return np.repeat(quiet, coarse)[: len(level)]


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
