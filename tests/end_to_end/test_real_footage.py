"""Real footage: exact length, finite, levels in range. It lies beside the project where we work."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footfall_bridge.protocol import Movie, Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House

DURATIONS = {
    "bikes.mp4": Fraction(10),
    "bigbuckbunny.mp4": Fraction(528, 100),
    "carphone_pristine.mp4": Fraction(120 * 1001, 30_000),
}


def true_peak_db(sound: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """dBTP of (samples, channels), by eight times oversampling in the frequency domain."""
    spectrum = np.fft.rfft(sound, axis=0)
    wide = np.zeros((4 * len(sound) + 1, sound.shape[1]), np.complex128)
    wide[: len(spectrum)] = spectrum
    peak = np.abs(np.fft.irfft(wide, axis=0)).max() * 8
    return float(20 * np.log10(max(peak, 1e-9)))


@pytest.mark.parametrize("name", DURATIONS)
@pytest.mark.parametrize("prompt", ["", "heavy footsteps on gravel, wind"])
def test_real_footage_has_foley_of_its_length_and_level(
    shared_house: House, footage: Path, tmp_path: Path, name: str, prompt: str
) -> None:
    media = Path(shutil.copy(footage / name, tmp_path))
    order = Order(clip=Clip(media=str(media)), prompt=prompt, movie=Movie.mixed)
    with shared_house.client() as client:
        (job,) = client.wait(client.submit([order]))
    sound = samples_of(the_wav(job)) / 2.0**31
    assert len(sound) == round(DURATIONS[name] * 48_000)
    assert true_peak_db(sound) <= -2.0
    level = 10 * np.log10(np.mean(sound**2))
    assert -90 < level < -12
    assert np.abs(sound.mean(axis=0)).max() < 1e-4
    assert job.movie is not None
