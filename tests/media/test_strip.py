"""Strips of films whose frames tell their number, and of real footage."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.protocol import Strip
from footfall_bridge.timeline import Clip, Time
from footfall_bridge.wire import unpack
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.frames import never
from footfall_daemon.media.messages import Show
from footfall_daemon.media.strip import show
from tests.footage import WITH_B_FRAMES, Film, number_of
from tests.media.picture.scoring import MEDIA
from tests.media.test_frames import ODD_TICKS, turned


def ignore(_: float) -> None:
    pass


def strip_of(media: Path, cache: Path, frames: int = 1, height: int = 128, **clip: Any) -> Strip:
    errand = Show(job="j", clip=Clip(media=str(media), **clip), frames=frames, height=height, cache=str(cache))
    return unpack(Strip, Path(show(errand, ignore, never).strip).read_bytes())


def image_of(jpeg: bytes) -> NDArray[np.uint8]:
    """(height, width, 3), RGB."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image[..., ::-1].astype(np.uint8)


def numbers(strip: Strip) -> list[int]:
    return [number_of(image_of(still.jpeg)) for still in strip.frames]


def seconds(value: int, rate: int = 25) -> Time:
    return Time(value=value, rate=(rate, 1))


def test_pictures_are_the_middles_of_equal_parts(tmp_path: Path) -> None:
    media = Film(frames=50).make(tmp_path / "film.mp4")
    strip = strip_of(media, tmp_path / "cache", frames=5, source_in=seconds(10), source_out=seconds(40))
    assert (strip.start, strip.duration) == (0.0, 1.2)
    assert [still.time for still in strip.frames] == pytest.approx([0.12, 0.36, 0.6, 0.84, 1.08])
    assert numbers(strip) == [13, 19, 25, 31, 37]


def test_pictures_far_apart_are_exact_too(tmp_path: Path) -> None:
    media = Film(frames=400, options=WITH_B_FRAMES).make(tmp_path / "film.mp4")
    assert numbers(strip_of(media, tmp_path, frames=4)) == [50, 150, 250, 350]


def test_a_retimed_clip_shows_what_plays(tmp_path: Path) -> None:
    media = Film(frames=50).make(tmp_path / "film.mp4")
    strip = strip_of(media, tmp_path, frames=5, play_rate=Fraction(1, 2))
    assert strip.duration == 4.0
    assert numbers(strip) == [5, 15, 25, 35, 45]


def test_a_reversed_clip_begins_at_its_end(tmp_path: Path) -> None:
    media = Film(frames=50).make(tmp_path / "film.mp4")
    strip = strip_of(media, tmp_path, frames=5, reverse=True)
    assert [still.time for still in strip.frames] == pytest.approx([0.2, 0.6, 1.0, 1.4, 1.8])
    # At 45 frames of the media the 46th has just gone, and the 45th, which is number 44, is on its way.
    assert numbers(strip) == [44, 34, 24, 14, 4]


def test_a_turned_picture_stands_upright(tmp_path: Path) -> None:
    media = Film(frames=10, rotation=90, draw=turned).make(tmp_path / "film.mp4")
    (still,) = strip_of(media, tmp_path, height=64).frames
    image = image_of(still.jpeg)
    assert image.shape == (64, 96, 3)
    assert number_of(image) == 5


def test_frames_of_uneven_length_are_those_on_screen(tmp_path: Path) -> None:
    media = Film(frames=len(ODD_TICKS), ticks=ODD_TICKS, time_base=Fraction(1, 1000)).make(tmp_path / "film.mkv")
    strip = strip_of(media, tmp_path, frames=4, source_out=Time(value=1, rate=(1, 1)))
    assert numbers(strip) == [2, 6, 10, 14]  # on screen at 125, 375, 625 and 875 ms


def test_a_strip_is_remembered_until_the_media_changes(tmp_path: Path) -> None:
    media = Film(frames=10).make(tmp_path / "film.mp4")
    cache = tmp_path / "cache"
    strip_of(media, cache)
    (kept,) = (cache / "previews").iterdir()
    written = kept.stat().st_ino
    strip_of(media, cache)
    assert [path.stat().st_ino for path in (cache / "previews").iterdir()] == [written]
    strip_of(Film(frames=20).make(media), cache)
    assert len(list((cache / "previews").iterdir())) == 2


def test_each_size_and_range_is_remembered_by_itself(tmp_path: Path) -> None:
    media = Film(frames=10).make(tmp_path / "film.mp4")
    for wish in ({"height": 32}, {"frames": 2}, {"reverse": True}, {"source_in": seconds(1)}):
        strip_of(media, tmp_path / "cache", **wish)
    assert len(list((tmp_path / "cache" / "previews").iterdir())) == 4


def test_media_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as refused:
        strip_of(tmp_path / "gone.mp4", tmp_path)
    assert refused.value.code == "media-missing"


def test_a_strip_is_called_off(tmp_path: Path) -> None:
    media = Film(frames=10).make(tmp_path / "film.mp4")
    errand = Show(job="j", clip=Clip(media=str(media)), frames=1, height=54, cache=str(tmp_path / "cache"))
    with pytest.raises(Abandoned):
        show(errand, ignore, lambda: True)
    assert not (tmp_path / "cache").exists()


@pytest.mark.skipif(not MEDIA.is_dir(), reason="no ../shared/media beside the repository")
@pytest.mark.parametrize(
    ("name", "size", "duration"),
    [
        ("bikes.mp4", (54, 127), 10.0),
        ("bigbuckbunny.mp4", (54, 96), 5.28),
        ("carphone_pristine.mp4", (54, 72), 120 * 1001 / 30000),
    ],
)
def test_real_footage(tmp_path: Path, name: str, size: tuple[int, int], duration: float) -> None:
    strip = strip_of(MEDIA / name, tmp_path, frames=8, height=54)
    assert strip.duration == pytest.approx(duration, abs=1e-6)
    assert [image_of(still.jpeg).shape[:2] for still in strip.frames] == [size] * 8
    assert len({still.jpeg for still in strip.frames}) == 8
