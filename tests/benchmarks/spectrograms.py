"""Spectrograms of every sound that Sketch makes, on one sheet: `python -m tests.benchmarks.spectrograms OUT`."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
from matplotlib import pyplot
from matplotlib.axes import Axes
from PIL import Image

from footfall_daemon.cues import Contact
from footfall_daemon.engine.sketch.prompt import Wish
from footfall_daemon.engine.sketch.vocabulary import SoundClass
from tests.engine.sketch.meters import RATE, Signal
from tests.engine.sketch.studio import Studio, contact, steps, swings

_COLUMNS = 8
_SECONDS = 4.0
_LOUD, _QUIET = -35.0, -115.0  # dB of the colours' ends
_LONG = {SoundClass.thunder, SoundClass.waves, SoundClass.city, SoundClass.wind, SoundClass.explosion}


def main(out: Path) -> None:
    matplotlib.use("Agg")
    rows = -(-len(SoundClass) // _COLUMNS)
    figure, axes = pyplot.subplots(rows, _COLUMNS, figsize=(16, 2.1 * rows), layout="constrained")
    with TemporaryDirectory() as folder:
        studio = Studio(Path(folder))
        for axis, sound in zip(axes.flat, SoundClass, strict=False):
            _draw(axis, sound, heard(studio, sound))
    for axis in axes.flat[len(SoundClass) :]:
        axis.set_axis_off()
    drawn = BytesIO()
    figure.savefig(drawn, dpi=72)
    Image.open(drawn).convert("RGB").quantize(96).save(out, optimize=True)


def heard(studio: Studio, sound: SoundClass) -> Signal:
    """A few contacts and a swinging motion, with nothing else to hear."""
    seconds = 3 * _SECONDS if sound in _LONG else _SECONDS
    return studio.perform(Wish(sound), _contacts(sound), seconds=seconds, curves=swings(seconds, 2.0))


def _contacts(sound: SoundClass) -> list[Contact]:
    if sound is SoundClass.footsteps:
        return steps(*(0.3 + 0.55 * step for step in range(6)))
    if sound is SoundClass.explosion:
        return [contact(1.0)]
    if sound is SoundClass.coins:
        return [contact(2.0)]
    return [contact(time, strength=strength) for time, strength in ((0.3, 1.0), (1.6, 0.6), (2.9, 0.3))]


def _draw(axis: Axes, sound: SoundClass, wave: Signal) -> None:
    hop, size = len(wave[0]) // 400, 2048
    padded = np.pad(wave[0], size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)[:, 1:]) ** 2 / size**2
    octaves = np.geomspace(40, 20_000, 160)
    rows = np.searchsorted(np.fft.rfftfreq(size, 1 / RATE)[1:], octaves).clip(max=power.shape[1] - 1)
    level = 10 * np.log10(power[:, rows].T + 1e-13)
    axis.imshow(level, origin="lower", aspect="auto", cmap="magma", vmin=_QUIET, vmax=_LOUD)
    axis.set_title(f"{sound.value}, {wave.shape[1] // RATE} s", fontsize=10, loc="left")
    axis.set_xticks([])
    axis.set_yticks([int(np.searchsorted(octaves, hertz)) for hertz in (100, 1000, 10_000)], ["100", "1k", "10k"])
    axis.tick_params(labelsize=7, length=2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
