"""Steps of someone who walks across or on the spot, from the rhythm of the feet's spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footfall_daemon.media.picture.tracks import Track

_TALL = 0.2
_NARROW = 0.9
_STEADY = 0.15
_STRIDE = 0.12
"""Least change of the feet's spread, in heights."""
_PERIODS = (0.28, 0.9)
_RHYTHM = 0.3
_STRIKE = 0.115
"""The heel strikes this share of a step before the feet are furthest apart (middle of double support)."""
_OFF_BEAT = 0.2
_NEAR = 2
_SMOOTH, _TREND = 0.05, 0.4


def is_walker(track: Track, picture_height: int) -> bool:
    """Tall, narrow, of steady height, and watched for two seconds' worth of frames at least."""
    whole = [blob for blob in track.blobs if not blob.at_edge]
    if len(whole) < 12:
        return False
    heights = np.array([blob.height for blob in whole])
    widths = np.array([blob.width for blob in whole])
    return bool(
        np.median(heights) > _TALL * picture_height
        and heights.std() / heights.mean() < _STEADY
        and np.median(widths) < _NARROW * np.median(heights)
        and np.ptp(np.percentile([blob.feet for blob in whole], (10, 90))) > _STRIDE * np.median(heights)
    )


def steps(times: NDArray[np.float64], feet: NDArray[np.float64]) -> tuple[list[float], float]:
    """Times of heel strikes, and how rhythmic they are (0..1). `times` in seconds, `feet` widths in pixels."""
    interval = float(np.median(np.diff(times)))
    even = np.arange(times[0], times[-1], interval / 2)
    width = _smoothed(np.interp(even, times, feet), _SMOOTH, interval / 2)
    width = width - _smoothed(width, _TREND, interval / 2)
    period, rhythm = _period(width, interval / 2)
    if period is None:
        return [], rhythm
    strikes = [time - _STRIKE * period for time in _maxima(even, width, period)]
    return _evened(_in_rhythm(strikes, period)), rhythm


def _evened(strikes: list[float]) -> list[float]:
    """By the line through each and its neighbours: the outlines of two legs differ, their rhythm does not."""
    numbers, times = np.arange(len(strikes)), np.array(strikes)
    evened = []
    for k in numbers:
        near = slice(max(0, k - _NEAR), k + _NEAR + 1)
        line = np.polyfit(numbers[near] - k, times[near], 1) if len(times[near]) > 2 else [0.0, times[k]]
        evened.append(float(line[1]))
    return evened


def _in_rhythm(strikes: list[float], period: float) -> list[float]:
    """Without a first or last one that the rhythm does not explain: there the trend is only guessed."""
    off_beat = _OFF_BEAT * period
    if len(strikes) > 2 and abs(strikes[1] - strikes[0] - period) > off_beat:
        strikes = strikes[1:]
    if len(strikes) > 2 and abs(strikes[-1] - strikes[-2] - period) > off_beat:
        strikes = strikes[:-1]
    return strikes


def _smoothed(values: NDArray[np.float64], span: float, interval: float) -> NDArray[np.float64]:
    """Weighted by a raised cosine of `span` seconds to each side, edges repeated."""
    reach = max(1, round(span / interval))
    kernel = np.hanning(2 * reach + 3)[1:-1]
    padded = np.pad(values, reach, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def _period(width: NDArray[np.float64], interval: float) -> tuple[float | None, float]:
    """Seconds from step to step by autocorrelation, and its height."""
    count = len(width)
    centred = width - width.mean()
    energy = float(centred @ centred)
    lags = np.arange(round(_PERIODS[0] / interval), min(round(_PERIODS[1] / interval), count * 2 // 3))
    if energy == 0 or len(lags) < 3:
        return None, 0.0
    likeness = np.array([centred[lag:] @ centred[:-lag] * count / (count - lag) for lag in lags]) / energy
    peaks = np.flatnonzero((likeness[1:-1] >= likeness[:-2]) & (likeness[1:-1] > likeness[2:])) + 1
    good = peaks[likeness[peaks] > max(_RHYTHM, 0.8 * likeness[peaks].max(initial=0))]
    if not len(good):
        return None, float(likeness.max())
    return float(lags[good[0]] * interval), float(min(1.0, likeness[good[0]]))


def _maxima(times: NDArray[np.float64], width: NDArray[np.float64], period: float) -> list[float]:
    """Of the spread, at most one per half step, each refined by a parabola."""
    least = 0.25 * float(np.percentile(width, 95))
    inner = (width[1:-1] >= width[:-2]) & (width[1:-1] > width[2:]) & (width[1:-1] > least)
    kept: list[int] = []
    for k in sorted(np.flatnonzero(inner) + 1, key=lambda k: -width[k]):
        if all(abs(times[k] - times[other]) > period / 2 for other in kept):
            kept.append(int(k))
    return [_refined(times, width, k) for k in sorted(kept)]


def _refined(times: NDArray[np.float64], width: NDArray[np.float64], k: int) -> float:
    before, here, after = width[k - 1 : k + 2]
    bend = before - 2 * here + after
    shift = 0.5 * (before - after) / bend if bend else 0.0
    return float(times[k] + shift * (times[1] - times[0]))
