"""What tests look at in a written WAV."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from footfall_bridge.protocol import JobInfo, JobState


def samples_of(path: Path | str) -> NDArray[np.int32]:
    """(samples, channels), as the file has them: exact to compare."""
    data, rate = soundfile.read(path, dtype="int32", always_2d=True)
    assert rate == 48_000
    return np.asarray(data)


def the_wav(job: JobInfo) -> Path:
    """The one file of a job that is done."""
    assert job.state is JobState.done, job.error
    (output,) = job.outputs
    return Path(output.path)


def peak_db(path: Path | str) -> float:
    peak = np.abs(samples_of(path)).max() / 2**31
    return float(20 * np.log10(max(peak, 1e-9)))
