"""Instruments that know nothing of the engine: true peak, onset, decay, brightness."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RATE = 48_000

Signal = npt.NDArray[np.float32]


def true_peak(wave: Signal) -> float:
    """dBTP of a waveform (channels, samples): eight times oversampled by its spectrum."""
    samples = wave.shape[-1]
    padded = np.pad(wave.astype(np.float64), ((0, 0), (0, samples % 2)))
    spectrum = np.fft.rfft(padded)
    longer = np.fft.irfft(spectrum, n=8 * padded.shape[-1]) * 8
    return decibels(float(np.abs(longer).max()))


def onset(wave: Signal, near: float) -> float:
    """Seconds at which the sound around `near` first reaches 15 % of its peak."""
    first = max(0, int((near - 0.05) * RATE))
    around = np.abs(wave[0, first : int((near + 0.35) * RATE)])
    return float(first + int(np.argmax(around >= 0.15 * around.max()))) / RATE


def decay_time(wave: Signal) -> float:
    """Seconds from the peak to 30 dB below, times two (T60 from T30), by backward integration."""
    energy = wave[0].astype(np.float64) ** 2
    left = np.cumsum(energy[::-1])[::-1]
    left = left[int(np.abs(wave[0]).argmax()) :]
    return 2 * float(np.argmax(left < 1e-3 * left[0])) / RATE


def centroid(wave: Signal) -> float:
    """Mean frequency in hertz, weighted by power."""
    power = np.abs(np.fft.rfft(wave[0].astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(wave.shape[-1], 1 / RATE)
    return float((power * hertz).sum() / power.sum())


def decibels(value: float) -> float:
    return 20 * float(np.log10(max(value, 1e-12)))


def share(wave: Signal, low: float, high: float) -> float:
    """Share of the power between two frequencies."""
    power = np.abs(np.fft.rfft(wave[0].astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(wave.shape[-1], 1 / RATE)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power.sum())


def envelope(wave: Signal, seconds: float) -> npt.NDArray[np.float64]:
    """RMS of the stretches of so many seconds that follow one another."""
    size = int(seconds * RATE)
    whole = wave[0, : len(wave[0]) // size * size].astype(np.float64).reshape(-1, size)
    level: npt.NDArray[np.float64] = np.sqrt((whole**2).mean(axis=1))
    return level


def between(wave: Signal, first: float, last: float) -> Signal:
    """From `first` to `last`, in seconds."""
    return wave[:, int(first * RATE) : int(last * RATE)]


def loud(wave: Signal) -> float:
    """RMS in dBFS."""
    return decibels(float(np.sqrt((wave.astype(np.float64) ** 2).mean())))


def rhythm(wave: Signal, low: float, high: float) -> float:
    """The rate in hertz, between two, at which the level goes up and down most strongly."""
    level = envelope(wave, 0.002)
    spectrum = np.abs(np.fft.rfft((level - level.mean()) * np.hanning(len(level)), n=8 * len(level)))
    hertz = np.fft.rfftfreq(8 * len(level), 0.002)
    inside = np.where((hertz >= low) & (hertz <= high), spectrum, 0)
    return float(hertz[int(inside.argmax())])


def spikes(wave: Signal) -> float:
    """Kurtosis: 3 for even noise, more the more the sound consists of clicks."""
    sound = wave[0].astype(np.float64)
    return float((sound**4).mean() / (sound**2).mean() ** 2)


def pitch(wave: Signal, low: float, high: float) -> float:
    """The strongest frequency between two, in hertz."""
    power = np.abs(np.fft.rfft(wave[0].astype(np.float64) * np.hanning(wave.shape[-1])))
    hertz = np.fft.rfftfreq(wave.shape[-1], 1 / RATE)
    return float(hertz[int(np.where((hertz >= low) & (hertz <= high), power, 0).argmax())])
