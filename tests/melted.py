"""An MLT project as `melt` plays it: the mixdown is what a timeline in the file sounds like."""

from __future__ import annotations

import os
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

MONO = 0.5**0.5
"""What MLT makes of one channel in two."""
needs_melt = pytest.mark.skipif(shutil.which("melt") is None, reason="needs `melt` (Debian: melt)")


def mixdown(project: Path, folder: Path) -> NDArray[np.float64]:
    """(samples, channels) at 48 kHz."""
    out = folder / f"{project.stem} mixdown.wav"
    consumer = ["-consumer", f"avformat:{out}", "acodec=pcm_s24le", "ar=48000", "vn=1", "real_time=0"]
    _render(["melt", str(project), *consumer])
    sound, rate = soundfile.read(out, always_2d=True)
    assert rate == 48_000
    return np.asarray(sound)


def best_shift(heard: NDArray[np.float64], expected: NDArray[np.float64], start: int, length: Fraction) -> int:
    """Samples by which what is heard lies after what was laid."""
    count = round(length * 48_000) - 80
    wanted = expected[start + 40 : start + 40 + count]
    shifts = range(-40, 41)
    return min(shifts, key=lambda by: float(np.abs(heard[start + 40 + by :][:count] - wanted).mean()))


def _render(command: list[str]) -> None:
    """Again where it must be: now and then `melt` never ends on a busy machine."""
    headless = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(5):
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, env=headless, timeout=20, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            continue
        assert done.returncode == 0, done.stderr
        return
    pytest.fail("melt does not end")
