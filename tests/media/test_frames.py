"""Exactly the frame that is on screen, wherever decoding begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.frames import frames, frames_at, pick
from footfall_daemon.media.probe import probe
from tests.footage import INTERLACED, WITH_B_FRAMES, Film, cut_short, number_of, numbered, pictures, remuxed, woven

FILM = Film(options=WITH_B_FRAMES, frames=60)
ODD_TICKS = [0, 40, 60, 160, 170, 300, 333, 400, 520, 533, 600, 700, 720, 800, 860, 1000]


def turned(number: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rot90(numbered(number), -1))


def glassy(number: int) -> NDArray[np.uint8]:
    """Black and white shapes that are only in the alpha channel, over a colour that must not show."""
    image = np.full((*numbered(number).shape[:2], 4), 255, np.uint8)
    image[..., 3] = numbered(number)[..., 0]
    return image


ZOO: dict[str, tuple[Callable[[Path], Path], int]] = {
    "mp4": (lambda folder: FILM.make(folder / "film.mp4"), 0),
    "mkv": (lambda folder: FILM.make(folder / "film.mkv"), 0),
    "ts": (lambda folder: FILM.make(folder / "film.ts"), 0),
    "ntsc-mkv": (lambda folder: Film(rate=Fraction(24000, 1001), frames=60).make(folder / "film.mkv"), 0),
    "mpeg2-open-gop": (
        lambda folder: Film(codec="mpeg2video", options={"bf": "2", "g": "12", "b": "8M"}, frames=60).make(
            folder / "film.ts"
        ),
        0,
    ),
    "late-mp4": (lambda folder: remuxed(FILM.make(folder / "a.mp4"), folder / "b.mp4", shift=12800 * 3), 0),
    "late-ts": (lambda folder: remuxed(FILM.make(folder / "a.mp4"), folder / "b.ts", shift=12800 * 3), 0),
    "edit-list": (
        lambda folder: remuxed(FILM.make(folder / "a.mp4"), folder / "b.mp4", start=Fraction(35, 25)),
        35,
    ),
    "turned": (lambda folder: Film(rotation=90, draw=turned).make(folder / "film.mp4"), 0),
    "interlaced": (lambda folder: Film(options=INTERLACED, draw=woven).make(folder / "film.mp4"), 0),
    "10-bit": (lambda folder: Film(pixels="yuv420p10le").make(folder / "film.mp4"), 0),
    "alpha": (
        lambda folder: Film(codec="qtrle", pixels="argb", options={}, draw=glassy).make(folder / "film.mov"),
        0,
    ),
    "pictures": (lambda folder: pictures(folder / "shots", 30, first=101) / "shot.%04d.png", 101),
}


@pytest.mark.parametrize("kind", ZOO)
def test_every_frame_comes_once_in_order(tmp_path: Path, kind: str) -> None:
    make, first = ZOO[kind]
    media = probe(str(make(tmp_path)))
    found = list(frames(media, Fraction(0), media.duration, 192))
    assert [number_of(frame.image) for frame in found] == list(range(first, first + media.timing.frames))
    assert [frame.time for frame in found] == [k / media.rate for k in range(media.timing.frames)]
    assert found[-1].end == media.duration


@pytest.mark.parametrize("kind", ZOO)
def test_a_seek_gives_the_same_picture_as_decoding_from_the_start(tmp_path: Path, kind: str) -> None:
    make, _ = ZOO[kind]
    media = probe(str(make(tmp_path)))
    whole = list(frames(media, Fraction(0), media.duration, 96))
    for index in range(0, len(whole), 7):
        sought = next(frames(media, whole[index].time, whole[index].end, 96))
        assert (sought.time, sought.end) == (whole[index].time, whole[index].end)
        assert np.array_equal(sought.image, whole[index].image)


def test_range_includes_the_frame_already_on_screen(tmp_path: Path) -> None:
    media = probe(str(FILM.make(tmp_path / "film.mp4")))
    found = frames(media, Fraction(101, 250), Fraction(121, 250), 96)  # 0.404 to 0.484 s
    assert [number_of(frame.image) for frame in found] == [10, 11, 12]


def test_range_excludes_the_frame_that_begins_at_its_end(tmp_path: Path) -> None:
    media = probe(str(FILM.make(tmp_path / "film.mp4")))
    found = frames(media, Fraction(10, 25), Fraction(13, 25), 96)
    assert [number_of(frame.image) for frame in found] == [10, 11, 12]


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_exact_times_of_a_variable_rate(tmp_path: Path, kind: str) -> None:
    film = Film(frames=16, ticks=ODD_TICKS, time_base=Fraction(1, 1000), options=WITH_B_FRAMES)
    media = probe(str(film.make(tmp_path / f"film.{kind}")))
    wanted = [Fraction(ms, 1000) for ms in (0, 39, 40, 59, 60, 169, 170, 171, 399, 400, 719, 999, 1000)]
    seen = [number_of(frame.image) for _, frame in frames_at(media, wanted, 96)]
    assert seen == [max(k for k, tick in enumerate(ODD_TICKS) if Fraction(tick, 1000) <= time) for time in wanted]


def test_exact_times_where_the_container_rounds(tmp_path: Path) -> None:
    film = Film(rate=Fraction(24000, 1001), frames=60)
    media = probe(str(film.make(tmp_path / "film.mkv")))  # whole milliseconds
    wanted = [k / film.rate for k in range(60)]
    assert [number_of(frame.image) for _, frame in frames_at(media, wanted, 96)] == list(range(60))


def test_times_outside_get_the_first_and_the_last_frame(tmp_path: Path) -> None:
    media = probe(str(FILM.make(tmp_path / "film.mp4")))
    found = frames_at(media, [Fraction(-1), Fraction(1), Fraction(100)], 96)
    assert [number_of(frame.image) for _, frame in found] == [0, 25, 59]


def test_the_same_frame_may_be_asked_for_often(tmp_path: Path) -> None:
    media = probe(str(FILM.make(tmp_path / "film.mp4")))
    wanted = [Fraction(k, 100) for k in range(20)]
    shared = frames(media, Fraction(0), Fraction(1), 96)
    assert [number_of(frame.image) for _, frame in pick(shared, wanted)] == [k // 4 for k in range(20)]


def test_longest_side_is_kept_to_and_never_enlarged(tmp_path: Path) -> None:
    media = probe(str(FILM.make(tmp_path / "film.mp4")))
    assert next(frames(media, Fraction(0), Fraction(1), 96)).image.shape == (64, 96, 3)
    assert next(frames(media, Fraction(0), Fraction(1), 999)).image.shape == (128, 192, 3)


def test_film_cut_short_ends_early_without_an_error(tmp_path: Path) -> None:
    film = Film(frames=100, container={"movflags": "faststart"}, options={"crf": "1", "preset": "ultrafast"}).make(
        tmp_path / "film.mp4"
    )
    media = probe(str(cut_short(film, 0.6)))
    numbers = [number_of(frame.image) for frame in frames(media, Fraction(0), media.duration, 192)]
    assert numbers == list(range(media.timing.frames))


def test_decoding_ends_when_nobody_wants_it_any_more(tmp_path: Path) -> None:
    media = probe(str(FILM.make(tmp_path / "film.mp4")))
    answers = iter([False] * 5 + [True])
    with pytest.raises(Abandoned):
        list(frames(media, Fraction(0), media.duration, 96, lambda: next(answers)))


def test_a_file_that_vanished_is_an_error_in_words(tmp_path: Path) -> None:
    film = FILM.make(tmp_path / "film.mp4")
    media = probe(str(film))
    film.unlink()
    decoded: Iterator[object] = frames(media, Fraction(0), media.duration, 96)
    with pytest.raises(MediaError, match="cannot be reached"):
        next(decoded)
