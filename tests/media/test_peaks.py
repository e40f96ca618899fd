"""Peaks of WAVs against all of their samples."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.protocol import Peaks
from footfall_bridge.wire import unpack
from footfall_daemon.media import peaks as peaks_module
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.frames import never
from footfall_daemon.media.messages import Trace
from footfall_daemon.media.peaks import trace
from footfall_daemon.media.wav import Stamp, write_wav

STAMP = Stamp(description="x", job="j", made=datetime(2026, 1, 1), time_reference=0, coding_history="")


def ignore(_: float) -> None:
    pass


def noise(channels: int, samples: int) -> NDArray[np.float32]:
    """That swells."""
    sound = np.random.default_rng(0).uniform(-1, 1, (channels, samples)) * np.linspace(0, 1, samples)
    return sound.astype(np.float32)


def wav(path: Path, sound: NDArray[np.float32]) -> Path:
    write_wav(path, [sound], len(sound), sound.shape[1], STAMP, {})
    return path


def errand(path: Path, columns: int, start: float | None = None, stop: float | None = None) -> Trace:
    cache = str(path.parent / "cache")
    return Trace(job="j", path=str(path), columns=columns, start=start, stop=stop, cache=cache)


def peaks_of(path: Path, columns: int, start: float | None = None, stop: float | None = None) -> Peaks:
    return unpack(Peaks, Path(trace(errand(path, columns, start, stop), ignore, never).peaks).read_bytes())


def columns_of(data: bytes, channels: int) -> NDArray[np.int8]:
    """(channels, columns)"""
    return np.frombuffer(data, np.int8).reshape(channels, -1)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("samples", [9_600, 300_001])
def test_each_column_is_the_lowest_and_highest_of_its_samples(
    tmp_path: Path, channels: int, samples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peaks_module, "_BLOCK", 4_099)  # columns reach over blocks, and blocks over columns
    sound = noise(channels, samples)
    peaks = peaks_of(wav(tmp_path / "a.wav", sound), 100)
    assert (peaks.channels, peaks.samples, peaks.start, peaks.stop) == (channels, samples, 0.0, samples / 48_000)
    edges = np.linspace(0, samples, 101).astype(int)
    parts = [sound[:, first:last] for first, last in pairwise(edges)]
    lowest = np.floor(127 * np.stack([part.min(1) for part in parts], 1))
    highest = np.ceil(127 * np.stack([part.max(1) for part in parts], 1))
    np.testing.assert_allclose(columns_of(peaks.low, channels), lowest, atol=1)  # the file has 24 bits
    np.testing.assert_allclose(columns_of(peaks.high, channels), highest, atol=1)


def test_a_part_of_the_file_by_its_seconds(tmp_path: Path) -> None:
    sound = np.zeros((1, 96_000), np.float32)
    sound[0, 48_000 + 480] = 0.5
    peaks = peaks_of(wav(tmp_path / "a.wav", sound), 100, start=1.0, stop=2.0)
    assert (peaks.start, peaks.stop, peaks.samples) == (1.0, 2.0, 96_000)
    assert np.flatnonzero(columns_of(peaks.high, 1)[0]).tolist() == [1]


def test_closer_than_samples_each_column_is_a_sample(tmp_path: Path) -> None:
    sound = np.array([[0.0, 0.5, -0.5, 1.0]], np.float32)
    peaks = peaks_of(wav(tmp_path / "a.wav", sound), 16)
    assert list(dict.fromkeys(columns_of(peaks.high, 1)[0].tolist())) == [0, 64, -63, 127]


def test_the_faintest_sound_is_to_be_seen(tmp_path: Path) -> None:
    sound = np.full((1, 480), 2.0**-20, np.float32)
    sound[0, 240:] *= -1
    peaks = peaks_of(wav(tmp_path / "a.wav", sound), 16)
    assert set(columns_of(peaks.high, 1)[0, :8].tolist()) == {1}
    assert set(columns_of(peaks.low, 1)[0, 8:].tolist()) == {-1}


def test_full_scale_is_127(tmp_path: Path) -> None:
    peaks = peaks_of(wav(tmp_path / "a.wav", np.array([[1.0, -1.0]] * 2, np.float32)), 16)
    assert (columns_of(peaks.low, 2).min(), columns_of(peaks.high, 2).max()) == (-127, 127)


def test_peaks_are_remembered_until_the_file_changes(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", noise(1, 4_800))
    first = trace(errand(path, 16), ignore, never).peaks
    assert trace(errand(path, 16), ignore, lambda: True).peaks == first
    assert trace(errand(path, 16, 0.0, 0.05), ignore, never).peaks != first
    wav(path, noise(1, 9_600))
    assert trace(errand(path, 16), ignore, never).peaks != first


def test_beyond_the_end_there_is_nothing(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", noise(1, 4_800))
    assert peaks_of(path, 16, 0.05, 3.0).stop == 0.1
    with pytest.raises(MediaError) as refused:
        peaks_of(path, 16, 0.1)
    assert refused.value.code == "past-end"


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as refused:
        peaks_of(tmp_path / "gone.wav", 16)
    assert refused.value.code == "no-such-file"


def test_peaks_are_called_off(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", noise(1, 4_800))
    with pytest.raises(Abandoned):
        trace(errand(path, 16), ignore, lambda: True)
