"""What `probe` says of films of every kind, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.probe import probe
from tests.footage import (
    INTERLACED,
    WITH_B_FRAMES,
    Film,
    cut_short,
    numbered,
    pictures,
    remuxed,
    sound_only,
    without_frames,
    woven,
)

RATES = [Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "60000/1001")]


@pytest.mark.parametrize("kind", ["mp4", "mov", "mkv", "ts", "avi"])
@pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{float(rate):.2f}")
def test_rate_and_duration_are_exact(tmp_path: Path, rate: Fraction, kind: str) -> None:
    info = probe(str(Film(rate=rate, frames=40).make(tmp_path / f"film.{kind}")))
    assert (info.rate, info.duration, info.timing.frames) == (rate, 40 / rate, 40)
    assert info.timing.constant


def test_variable_frame_rate_ends_with_the_last_frame(tmp_path: Path) -> None:
    ticks = [0, 40, 60, 160, 170, 300, 333, 400]
    film = Film(frames=8, ticks=ticks, time_base=Fraction(1, 1000)).make(tmp_path / "film.mp4")
    info = probe(str(film))
    assert not info.timing.constant
    assert info.timing.frames == 8
    assert info.duration > Fraction(400, 1000)
    assert info.seconds_of(info.timing.first) == 0


def test_grid_with_holes_is_not_constant(tmp_path: Path) -> None:
    info = probe(str(Film(frames=5, ticks=[0, 1, 2, 6, 7]).make(tmp_path / "film.mp4")))
    assert info.rate == 25
    assert info.timing.on_grid
    assert not info.timing.constant
    assert info.duration == Fraction(8, 25)


@pytest.mark.parametrize("kind", ["mp4", "mkv", "ts"])
def test_late_start_does_not_lengthen(tmp_path: Path, kind: str) -> None:
    film = Film(options=WITH_B_FRAMES).make(tmp_path / "film.mp4")
    info = probe(str(remuxed(film, tmp_path / f"late.{kind}", shift=12800 * 3)))
    assert [info.duration, info.timing.frames, info.missing] == [2, 50, 0]
    assert info.timing.first * info.time_base == 3


def test_edit_list_hides_frames(tmp_path: Path) -> None:
    film = Film(options=WITH_B_FRAMES).make(tmp_path / "film.mp4")
    info = probe(str(remuxed(film, tmp_path / "edited.mp4", start=Fraction(35, 25))))
    assert (info.duration, info.timing.frames) == (Fraction(15, 25), 15)


@pytest.mark.parametrize("degrees", [90, 270])
def test_size_is_that_of_the_upright_picture(tmp_path: Path, degrees: int) -> None:
    info = probe(str(Film(rotation=degrees).make(tmp_path / "film.mp4")))
    assert (info.width, info.height) == (128, 192)
    assert info.orientation.degrees == 360 - degrees


def test_interlaced(tmp_path: Path) -> None:
    assert probe(str(Film(options=INTERLACED, draw=woven).make(tmp_path / "film.mp4"))).interlaced


@pytest.mark.parametrize(
    ("name", "film", "timecode"),
    [
        ("plain.mp4", Film(), "00:00:00:00"),
        ("tmcd.mov", Film(metadata={"timecode": "01:00:00:05"}), "01:00:00:05"),
        (
            "drop.mov",
            Film(rate=Fraction(30000, 1001), metadata={"timecode": "00:59:59;20"}),
            "00:59:59;20",
        ),
        (
            "camera.mxf",
            Film(codec="mpeg2video", pixels="yuv422p", options={}, metadata={"timecode": "10:11:12:13"}),
            "10:11:12:13",
        ),
        ("odd.mkv", Film(metadata={"timecode": "noon"}), "00:00:00:00"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_start_timecode(tmp_path: Path, name: str, film: Film, timecode: str) -> None:
    info = probe(str(film.make(tmp_path / name)))
    assert info.start_timecode == timecode
    assert info.drop_frame == (";" in timecode)


def test_sound_beside_the_picture(tmp_path: Path) -> None:
    assert probe(str(Film(sound=True).make(tmp_path / "film.mp4"))).has_audio
    assert not probe(str(Film().make(tmp_path / "film.mp4"))).has_audio


def test_one_frame(tmp_path: Path) -> None:
    info = probe(str(Film(frames=1).make(tmp_path / "film.mp4")))
    assert (info.duration, info.timing.frames) == (Fraction(1, 25), 1)


def test_sequence_of_pictures(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "shots", 12, first=101)
    assert probe(str(folder / "shot.%04d.png")).duration == Fraction(12, 25)
    assert probe(str(folder / "shot.[0101-0106].png")).timing.frames == 6


def test_film_cut_short_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    film = Film(frames=100, container={"movflags": "faststart"}, options={"crf": "1", "preset": "ultrafast"}).make(
        tmp_path / "film.mp4"
    )
    info = probe(str(cut_short(film, 0.6)))
    assert 0 < info.timing.frames < 100
    assert info.duration + info.missing == 4
    assert info.missing > 1


def refusal(media: Path) -> str:
    with pytest.raises(MediaError) as caught:
        probe(str(media))
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.mp4") == "media-missing"
    assert refusal(tmp_path / "nothing.%04d.png") == "media-missing"
    assert refusal(tmp_path) == "media-missing"


def test_url_is_a_missing_file() -> None:
    with pytest.raises(MediaError, match="is not there"):
        probe("http://localhost/film.mp4")


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a film at all " * 50)
    assert refusal(text) == "media-unreadable"
    text.write_bytes(b"")
    assert refusal(text) == "media-unreadable"
    assert refusal(cut_short(Film().make(tmp_path / "half.mp4"), 0.5)) == "media-unreadable"


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    assert refusal(sound_only(tmp_path / "sound.m4a")) == "no-picture"


def test_film_without_a_decodable_frame_is_refused(tmp_path: Path) -> None:
    assert refusal(without_frames(tmp_path / "film.mp4")) == "no-frames"


def test_large_files_are_measured_by_their_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footfall_daemon.media.timing._READ_WHOLE", 0)
    film = Film(rate=Fraction(30000, 1001), frames=400, options=WITH_B_FRAMES)
    for kind in ("mp4", "mkv", "ts"):
        info = probe(str(film.make(tmp_path / f"film.{kind}")))
        assert (info.rate, info.duration, info.timing.frames) == (film.rate, 400 / film.rate, 400), kind


def test_pixels_are_square(tmp_path: Path) -> None:
    film = replace(Film(), options={"x264-params": "sar=4/3", "preset": "ultrafast"}).make(tmp_path / "film.mp4")
    assert (probe(str(film)).width, probe(str(film)).height) == (256, 128)


def test_drawn_numbers_are_upright() -> None:
    assert not np.array_equal(numbered(5), numbered(5)[::-1])
