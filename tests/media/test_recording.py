"""WAVs read block by block, against another reader of WAVs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.recording import Recording
from footfall_daemon.media.wav import Stamp, write_wav

STAMP = Stamp(description="x", job="j", made=datetime(2026, 1, 1), time_reference=0, coding_history="")


@pytest.mark.parametrize("channels", [1, 2])
def test_every_sample_is_read_wherever_reading_begins(tmp_path: Path, channels: int) -> None:
    sound = np.random.default_rng(0).uniform(-1, 1, (channels, 1_001)).astype(np.float32)
    write_wav(tmp_path / "a.wav", [sound], channels, 1_001, STAMP, {"prompt": "boots"})
    expected = soundfile.read(tmp_path / "a.wav", dtype="float32", always_2d=True)[0].T
    recording = Recording(tmp_path / "a.wav")
    assert (recording.channels, recording.samples) == (channels, 1_001)
    np.testing.assert_array_equal(np.concatenate(list(recording.blocks(size=77)), axis=1), expected)
    np.testing.assert_array_equal(recording.read(500, 20), expected[:, 500:520])


def test_a_file_of_other_software_is_read(tmp_path: Path) -> None:
    sound = np.random.default_rng(0).uniform(-1, 1, 100)
    soundfile.write(tmp_path / "a.wav", sound, 48_000, subtype="PCM_24")
    np.testing.assert_allclose(Recording(tmp_path / "a.wav").read(0, 100)[0], sound, atol=2**-23)


def test_a_file_without_sound_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0), 48_000, subtype="PCM_24")
    assert Recording(tmp_path / "a.wav").samples == 0


def other_rate(path: Path) -> None:
    soundfile.write(path, np.zeros(100), 44_100, subtype="PCM_24")


def other_values(path: Path) -> None:
    soundfile.write(path, np.zeros(100), 48_000, subtype="PCM_16")


def cut_short(path: Path) -> None:
    soundfile.write(path, np.zeros(100), 48_000, subtype="PCM_24")
    path.write_bytes(path.read_bytes()[:-50])


def nonsense(path: Path) -> None:
    path.write_bytes(b"garbage" * 10)


@pytest.mark.parametrize("make", [other_rate, other_values, cut_short, nonsense])
def test_what_is_no_such_wav_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.wav")
    with pytest.raises(MediaError) as caught:
        Recording(tmp_path / "a.wav")
    assert caught.value.code == "not-ours"


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        Recording(tmp_path / "a.wav")
    assert caught.value.code == "no-such-file"
