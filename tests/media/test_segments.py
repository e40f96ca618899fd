"""Segments of a clip, joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Wave
from footfall_daemon.media.segments import Joined, Samples


class Shelf:
    """Writes segments as an engine would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.waves: list[Wave] = []

    def add(self, start: int, data: Samples) -> Shelf:
        path = self._folder / f"{len(self.waves)}.npy"
        np.save(path, data)
        self.waves.append(Wave(path=str(path), start=start, samples=data.shape[1]))
        return self


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def noise(channels: int, samples: int, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, (channels, samples)).astype(np.float32)


def test_segments_side_by_side_are_unchanged(shelf: Shelf) -> None:
    left, right = noise(2, 100), noise(2, 50, seed=1)
    joined = Joined(shelf.add(100, right).add(0, left).waves, 2, 150)
    np.testing.assert_array_equal(joined.read(0, 150), np.concatenate([left, right], axis=1))


@given(size=st.integers(1, 400), overlap=st.integers(0, 90))
def test_the_size_of_blocks_changes_no_sample(
    tmp_path_factory: pytest.TempPathFactory, size: int, overlap: int
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("spool"))
    shelf.add(0, noise(1, 100)).add(100 - overlap, noise(1, 130, seed=1))
    joined = Joined(shelf.waves, 1, 300)
    whole = joined.read(0, 300)
    np.testing.assert_array_equal(np.concatenate(list(joined.blocks(size=size)), axis=1), whole)


def test_an_overlap_crossfades_linearly(shelf: Shelf) -> None:
    ones = np.ones((1, 100), np.float32)
    joined = Joined(shelf.add(0, ones).add(80, 3 * ones).waves, 1, 180)
    sound = joined.read(0, 180)[0]
    np.testing.assert_allclose(sound[80:100], 1 + 2 * (np.arange(20) + 0.5) / 20, atol=1e-6)
    assert set(sound[:80]) == {1.0}
    assert set(sound[100:]) == {3.0}


def test_where_no_segment_is_there_is_silence(shelf: Shelf) -> None:
    ones = np.ones((2, 10), np.float32)
    sound = Joined(shelf.add(5, ones).add(30, ones).waves, 2, 50).read(0, 50)
    assert np.flatnonzero(sound[0]).tolist() == [*range(5, 15), *range(30, 40)]


def test_a_segment_beyond_the_end_is_cut(shelf: Shelf) -> None:
    joined = Joined(shelf.add(0, noise(1, 100)).waves, 1, 60)
    assert sum(block.shape[1] for block in joined.blocks(size=25)) == 60


def test_a_range_may_be_streamed(shelf: Shelf) -> None:
    data = noise(1, 100)
    joined = Joined(shelf.add(0, data).waves, 1, 100)
    np.testing.assert_array_equal(np.concatenate(list(joined.blocks(7, 93, 10)), axis=1), data[:, 7:93])


@pytest.mark.parametrize(
    "data",
    [
        np.zeros((1, 10), np.float32),
        np.zeros((2, 9), np.float32),
        np.zeros((2, 10), np.float64),
    ],
    ids=["channels", "length", "type"],
)
def test_a_file_that_is_not_as_told_is_refused(tmp_path: Path, data: Samples) -> None:
    np.save(tmp_path / "a.npy", data)
    with pytest.raises(MediaError, match="segment") as caught:
        Joined([Wave(path=str(tmp_path / "a.npy"), start=0, samples=10)], 2, 10)
    assert caught.value.code == "bad-wave"


@pytest.mark.parametrize("content", [None, b"", b"\x93NUMPY\x01\x00v\x00", b"garbage" * 10])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.npy"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError) as caught:
        Joined([Wave(path=str(path), start=0, samples=10)], 1, 10)
    assert caught.value.code == "bad-wave"


def test_samples_that_are_not_numbers_are_refused(shelf: Shelf) -> None:
    data = noise(1, 10)
    data[0, 3] = np.nan
    with pytest.raises(MediaError, match="not numbers"):
        Joined(shelf.add(0, data).waves, 1, 10).read(0, 10)


@pytest.mark.parametrize("starts", [(0, 40, 80), (0, 10, 20)])
def test_three_at_one_moment_are_refused(shelf: Shelf, starts: tuple[int, ...]) -> None:
    for start in starts:
        shelf.add(start, noise(1, 100))
    with pytest.raises(MediaError, match="overlap"):
        Joined(shelf.waves, 1, 200)


def test_one_inside_another_is_refused(shelf: Shelf) -> None:
    shelf.add(0, noise(1, 100)).add(20, noise(1, 10))
    with pytest.raises(MediaError, match="inside"):
        Joined(shelf.waves, 1, 100)


def level(sound: Samples) -> float:
    """dB."""
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64))))


@given(seed=st.integers(0, 2**32 - 1), overlap=st.integers(40_000, 60_000))
def test_equal_power_keeps_the_level_of_sounds_that_know_nothing_of_each_other(
    tmp_path_factory: pytest.TempPathFactory, seed: int, overlap: int
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("spool"))
    shelf.add(0, noise(1, 100_000, seed)).add(100_000 - overlap, noise(1, 100_000, seed + 1))
    middle = 100_000 - overlap // 2 - 5_000
    equal = Joined(shelf.waves, 1, 200_000 - overlap, equal_power=True)
    linear = Joined(shelf.waves, 1, 200_000 - overlap)
    beside = level(equal.read(0, 40_000))
    assert level(equal.read(middle, 10_000)) - beside == pytest.approx(0, abs=0.4)
    assert level(linear.read(middle, 10_000)) - beside == pytest.approx(-3, abs=0.4)


@given(size=st.integers(1, 400), overlap=st.integers(1, 90))
def test_equal_power_is_the_same_in_blocks_of_any_size(
    tmp_path_factory: pytest.TempPathFactory, size: int, overlap: int
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("spool"))
    shelf.add(0, noise(1, 100)).add(100 - overlap, noise(1, 130, seed=1))
    joined = Joined(shelf.waves, 1, 300, equal_power=True)
    whole = joined.read(0, 300)
    np.testing.assert_array_equal(np.concatenate(list(joined.blocks(size=size)), axis=1), whole)


def test_the_squares_of_both_sides_add_up_to_one(shelf: Shelf) -> None:
    left, right = np.ones((2, 100), np.float32), np.ones((2, 100), np.float32)
    left[1], right[0] = 0, 0  # each side alone in a channel
    joined = Joined(shelf.add(0, left).add(60, right).waves, 2, 160, equal_power=True)
    np.testing.assert_allclose(np.sum(joined.read(0, 160) ** 2, axis=0), 1, atol=1e-6)
