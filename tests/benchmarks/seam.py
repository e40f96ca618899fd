"""The seam where two segments overlap, measured and drawn: level and spectrum against the sound beside it.

`python -m tests.benchmarks.seam [LEFT.wav RIGHT.wav] [--overlap SECONDS] [--png FILE]` joins the end of one take
and the beginning of another linearly and with equal power, as the writing errand does. Without files it
takes pairs of independent takes of broadband noise, so many that what is left is the seam's own; of one pair the
low bands are mostly chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
import soundfile
from matplotlib import pyplot
from numpy.typing import NDArray

from footfall_daemon.media.messages import Wave
from footfall_daemon.media.segments import Joined, Samples

_RATE = 48_000
_TAKES, _SECONDS = 24, 6
_WINDOW = _RATE // 20
_FRAME = 8192
_THIRDS = 1000 * 2.0 ** (np.arange(-13, 14) / 3)
"""Hertz: from 50 to 20 000."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seam:
    """Against the sound beside the overlap, in dB."""

    times: Floats
    """Seconds from the overlap's middle."""
    level: Floats
    bands: Floats
    """Of its middle half, for each of `_THIRDS`."""

    @classmethod
    def of(cls, joints: Sequence[Samples], overlap: int) -> Seam:
        """Joints: (1, samples) each, with the overlap in the middle."""
        windows = [_windows(joint[0], _WINDOW) for joint in joints]
        power = np.mean([np.mean(part**2, axis=1) for part in windows], axis=0)
        times = (np.arange(len(power)) + 0.5 - len(power) / 2) * _WINDOW / _RATE
        spectrum = np.mean([_thirds(joint[0]) for joint in joints], axis=0)
        middles = (np.arange(len(spectrum)) + 0.5 - len(spectrum) / 2) * _FRAME / _RATE
        half = overlap / _RATE / 2
        inside, outside = np.abs(middles) <= half / 2, np.abs(middles) > half + _FRAME / _RATE
        beside = power[np.abs(times) > half].mean()
        bands = spectrum[inside].mean(axis=0) / spectrum[outside].mean(axis=0)
        return cls(times, 10 * np.log10(power / beside), 10 * np.log10(bands))


def main() -> None:
    options = _options()
    overlap = round(options.overlap * _RATE)
    pairs = [(_read(options.wavs[0]), _read(options.wavs[1]))] if options.wavs else list(_takes())
    with TemporaryDirectory() as folder:
        seams = {
            name: Seam.of(
                [_joined(Path(folder), *pair, overlap, equal_power=name != "linear") for pair in pairs], overlap
            )
            for name in ("linear", "equal power")
        }
    _print(seams, overlap)
    if options.png:
        _draw(seams, overlap, options.png)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wavs", nargs="*", type=Path, help="two takes, mono at 48 kHz")
    parser.add_argument("--overlap", type=float, default=1.0, help="seconds")
    parser.add_argument("--png", type=Path)
    options = parser.parse_args()
    if len(options.wavs) not in (0, 2):
        parser.error("two takes, or none")
    return options


def _takes() -> Iterator[tuple[Samples, Samples]]:
    """Pairs that know nothing of each other: noise that falls by 3 dB an octave, as much of Foley does."""
    for seed in range(_TAKES):
        yield _noise(2 * seed), _noise(2 * seed + 1)


def _noise(seed: int) -> Samples:
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(_SECONDS * _RATE))
    hertz = np.fft.rfftfreq(_SECONDS * _RATE, 1 / _RATE)
    pink = np.fft.irfft(white / np.sqrt(np.maximum(hertz, 20)))
    sound: Samples = (0.1 * pink / pink.std())[None].astype(np.float32)
    return sound


def _read(path: Path) -> Samples:
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != _RATE:
        raise SystemExit(f"{path} is not at 48 kHz")
    return np.ascontiguousarray(sound[:, :1].T)


def _joined(folder: Path, left: Samples, right: Samples, overlap: int, *, equal_power: bool) -> Samples:
    """Of both takes as much as the shorter has."""
    samples = min(left.shape[1], right.shape[1])
    if samples <= 2 * overlap:
        raise SystemExit("the takes are too short for this overlap")
    waves = []
    for start, take in ((0, left[:, -samples:]), (samples - overlap, right[:, :samples])):
        path = folder / f"{start}.npy"
        np.save(path, take)
        waves.append(Wave(path=str(path), start=start, samples=samples))
    total = 2 * samples - overlap
    return Joined(waves, 1, total, equal_power=equal_power).read(0, total)


def _windows(sound: Samples, size: int) -> Floats:
    """(windows, size), with the middle of the sound between two windows or in one's middle."""
    count = len(sound) // size
    first = (len(sound) - count * size) // 2
    return sound[first : first + count * size].reshape(count, size).astype(np.float64)


def _thirds(sound: Samples) -> Floats:
    """(frames, bands): power in each third of an octave."""
    power = np.abs(np.fft.rfft(_windows(sound, _FRAME) * np.hanning(_FRAME))) ** 2
    hertz = np.fft.rfftfreq(_FRAME, 1 / _RATE)
    within = [(hertz >= middle * 2 ** (-1 / 6)) & (hertz < middle * 2 ** (1 / 6)) for middle in _THIRDS]
    return np.stack([power[:, band].sum(axis=1) for band in within], axis=1)


def _print(seams: dict[str, Seam], overlap: int) -> None:
    print(f"level around the seam, dB against beside it; windows of 50 ms, overlap {overlap / _RATE:g} s")
    print(f"{'seconds':>9}" + "".join(f"{name:>13}" for name in seams))
    near = np.flatnonzero(np.abs(seams["linear"].times) <= overlap / _RATE / 2 + 0.2)
    for window in near:
        time = seams["linear"].times[window]
        print(f"{time:9.3f}" + "".join(f"{seam.level[window]:13.2f}" for seam in seams.values()))
    print("\nspectrum of the overlap's middle half, dB against beside it, in thirds of an octave")
    print(f"{'hertz':>9}" + "".join(f"{name:>13}" for name in seams))
    for band, middle in enumerate(_THIRDS):
        print(f"{middle:9.0f}" + "".join(f"{seam.bands[band]:13.2f}" for seam in seams.values()))
    print()
    beside = np.abs(seams["linear"].times) > overlap / _RATE / 2
    print(
        f"beside the seam windows are off by up to {np.abs(seams['linear'].level[beside]).max():.2f} dB themselves"
    )
    for name, seam in seams.items():
        level, bands = np.abs(seam.level[~beside]), np.abs(seam.bands)
        print(f"{name}: level off by up to {level.max():.2f} dB, spectrum by up to {bands.max():.2f} dB")


def _draw(seams: dict[str, Seam], overlap: int, png: Path) -> None:
    matplotlib.use("Agg")
    figure, (levels, bands) = pyplot.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
    for name, seam in seams.items():
        levels.plot(seam.times, seam.level, label=name)
        bands.semilogx(_THIRDS, seam.bands, label=name)
    levels.axvspan(-overlap / _RATE / 2, overlap / _RATE / 2, color="0.92", label="overlap")
    levels.set(xlim=(-overlap / _RATE - 0.5, overlap / _RATE + 0.5), xlabel="seconds from the seam", title="level")
    bands.set(xlabel="hertz", title="spectrum of the overlap's middle half")
    for axis in (levels, bands):
        axis.set(ylim=(-4, 2), ylabel="dB against beside the seam")
        axis.grid(alpha=0.3)
        axis.legend()
    figure.savefig(png, dpi=90)


if __name__ == "__main__":
    main()
