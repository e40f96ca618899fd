"""A region made anew in a file that stays as it was everywhere else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from footfall_daemon.jobs import RegionPlan
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Splice, Wave
from footfall_daemon.media.recording import Recording
from footfall_daemon.media.segments import Joined, Samples
from footfall_daemon.media.splice import Spliced
from footfall_daemon.media.wav import Stamp, quantised, write_wav

SAMPLES, START, STOP = 20_000, 6_000, 12_000


def noise(seed: int, channels: int = 2) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, (channels, SAMPLES)).astype(np.float32)


def a_wav(path: Path, sound: Samples) -> Path:
    stamp = Stamp(description="", job="a", made=datetime(2026, 1, 1), time_reference=0, coding_history="")
    write_wav(path, [sound], len(sound), SAMPLES, stamp, {})
    return path


def spliced(folder: Path, new: Samples, old: Samples) -> Spliced:
    np.save(folder / "new.npy", new)
    waves = [Wave(path=str(folder / "new.npy"), start=0, samples=SAMPLES)]
    base = a_wav(folder / "base.wav", old)
    return Spliced(
        Joined(waves, len(new), SAMPLES), Splice(region=RegionPlan(start=START, stop=STOP), base=str(base))
    )


def test_outside_the_region_every_bit_stays(tmp_path: Path) -> None:
    sound = spliced(tmp_path, noise(1), noise(2))
    made = a_wav(tmp_path / "again.wav", np.concatenate(list(sound.blocks(size=777)), axis=1))
    again, base = (Recording(path).read(0, SAMPLES) for path in (made, tmp_path / "base.wav"))
    np.testing.assert_array_equal(again[:, :START], base[:, :START])
    np.testing.assert_array_equal(again[:, STOP:], base[:, STOP:])


def test_inside_the_crossfades_all_is_new(tmp_path: Path) -> None:
    new = noise(1)
    inside = slice(START + 1_000, STOP - 1_000)
    block = spliced(tmp_path, new, noise(2)).read(0, SAMPLES)
    np.testing.assert_array_equal(quantised(block[:, inside]), quantised(new[:, inside]))


def test_the_crossfades_keep_the_power(tmp_path: Path) -> None:
    fade = spliced(tmp_path, noise(1), noise(2)).read(START, 960)
    assert np.mean(fade**2) == pytest.approx(1 / 3, rel=0.05)


def test_a_file_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as refused:
        spliced(tmp_path, noise(1), noise(2, channels=1))
    assert refused.value.code == "base-mismatch"
