"""An MLT project as `melt` plays it: the mixdown is what a timeline in the file sounds like."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

needs_melt = pytest.mark.skipif(shutil.which("melt") is None, reason="needs `melt` (Debian: melt)")


def mixdown(project: Path, folder: Path) -> NDArray[np.float64]:
    """(samples, channels) at 48 kHz."""
    out = folder / f"{project.stem} mixdown.wav"
    consumer = ["-consumer", f"avformat:{out}", "acodec=pcm_s24le", "ar=48000", "vn=1", "real_time=-1"]
    _render(["melt", str(project), *consumer])
    sound, rate = soundfile.read(out, always_2d=True)
    assert rate == 48_000
    return np.asarray(sound)


def _render(command: list[str]) -> None:
    """Twice where it must be: now and then `melt` waits for ever when it has written all."""
    headless = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for patience in (30, 300):
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, env=headless, timeout=patience, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            continue
        assert done.returncode == 0, done.stderr
        return
    pytest.fail("melt does not end")
