"""The review movie, decoded again."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Wave
from footfall_daemon.media.movie import Cut, make_movie
from footfall_daemon.media.segments import Joined
from tests.media.counted_film import CountedFilm, number_of

RATE = Fraction(25)
HANDLE = 480
MARK = 12345
X264 = {"codec": "libx264"}


def needs(codec: str) -> None:
    if codec not in av.codecs_available:
        pytest.skip(f"this FFmpeg has no encoder {codec}")


def cut_of(
    media: Path, first: int, last: int, rate: Fraction = RATE, channels: int = 2, mixed: bool = False
) -> Cut:
    """Frames `first` to `last` (exclusive), under silence with one click at sample `MARK`."""
    samples = round((last - first) / rate * 48000)
    sound = np.zeros((channels, samples + 2 * HANDLE), np.float32)
    sound[:, (HANDLE + MARK) % sound.shape[1]] = 0.9
    sound[:, :HANDLE] = sound[:, HANDLE + samples :] = 0.5  # would be heard if handles were not trimmed
    path = media.with_suffix(".npy")
    np.save(path, sound)
    waves = [Wave(path=str(path), start=0, samples=sound.shape[1])]
    joined = Joined(waves, channels, sound.shape[1])
    return Cut(media=str(media), start=first / rate, end=last / rate, sound=joined, handle=HANDLE, mixed=mixed)


def made(path: Path, cut: Cut) -> tuple[Path, list[str]]:
    return path, make_movie(path, cut, lambda done: None)


def frames_of(path: Path, rate: Fraction = RATE) -> list[tuple[Fraction, int]]:
    """When each frame is shown, in frames from the start, and the number it bears."""
    with av.open(str(path)) as container:
        return [(_seconds(frame) * rate, number_of(frame)) for frame in container.decode(video=0)]


def _seconds(frame: VideoFrame) -> Fraction:
    assert frame.pts is not None
    assert frame.time_base is not None
    return frame.pts * frame.time_base


def sound_of(path: Path) -> NDArray[Any]:
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    assert frames[0].pts == 0
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)


@pytest.mark.parametrize(
    ("name", "film"),
    [
        ("a.mp4", X264),
        ("a.mkv", X264),
        ("a.ts", X264),
        ("b.mp4", X264 | {"options": {"g": "30", "bf": "3", "b_strategy": "0"}}),
        ("i.mov", {"codec": "prores_ks", "pixels": "yuv422p10le", "options": {}}),
        ("v.webm", {"codec": "libvpx-vp9", "sound": False}),
        ("n.mp4", X264 | {"rate": Fraction(30000, 1001)}),
        ("f.mp4", X264 | {"rate": Fraction(24000, 1001)}),
    ],
)
def test_the_movie_shows_the_frames_of_the_clip_from_its_first_moment(
    tmp_path: Path, name: str, film: dict[str, Any]
) -> None:
    needs(film["codec"])
    media = CountedFilm(tmp_path / name, **film).make()
    rate = film.get("rate", RATE)
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 37, 83, rate))
    assert frames_of(movie, rate) == [(Fraction(i), 37 + i) for i in range(46)]


@pytest.mark.parametrize(("first", "last"), [(0, 100), (0, 1), (30, 60), (31, 62), (59, 64), (99, 100)])
def test_any_range_is_exact(tmp_path: Path, first: int, last: int) -> None:
    media = CountedFilm(tmp_path / "a.mp4", options={"g": "30", "bf": "3", "b_strategy": "0"}).make()
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, first, last))
    assert [number for _, number in frames_of(movie)] == list(range(first, last))


@pytest.mark.parametrize("channels", [1, 2])
def test_the_foley_is_in_sync_within_a_millisecond(tmp_path: Path, channels: int) -> None:
    media = CountedFilm(tmp_path / "a.mp4").make()
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 37, 83, channels=channels))
    sound = sound_of(movie)
    assert np.abs(sound.argmax(axis=1) - MARK).max() <= 48
    assert np.abs(np.delete(sound[0, :88000], np.arange(MARK - 2000, MARK + 2000))).max() < 0.05


def test_the_original_sound_is_mixed_in_where_it_was(tmp_path: Path) -> None:
    media = CountedFilm(tmp_path / "a.mp4").make()
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 37, 83, mixed=True))
    sound = sound_of(movie)[0]
    assert abs(int(sound[20000:30000].argmax()) + 20000 - 24960) <= 48  # second 2 of the media
    assert abs(int(sound[60000:80000].argmax()) + 60000 - 72960) <= 48  # second 3
    assert sound[MARK] > 2 * sound[24960] > 0.1


def test_only_means_without_the_original_sound(tmp_path: Path) -> None:
    media = CountedFilm(tmp_path / "a.mp4").make()
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 37, 83))
    assert np.abs(sound_of(movie)[0, 20000:88000]).max() < 0.01


def test_media_without_sound_can_be_mixed(tmp_path: Path) -> None:
    media = CountedFilm(tmp_path / "a.mp4", sound=False).make()
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 37, 83, mixed=True))
    assert abs(int(sound_of(movie)[0].argmax()) - MARK) <= 48


def test_the_picture_is_copied_bit_by_bit(tmp_path: Path) -> None:
    media = CountedFilm(tmp_path / "a.mp4").make()
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 0, 100))
    with av.open(str(media)) as source, av.open(str(movie)) as copy:
        assert [bytes(p) for p in source.demux(video=0)] == [bytes(p) for p in copy.demux(video=0)]


def test_what_mp4_cannot_hold_becomes_quicktime_and_says_so(tmp_path: Path) -> None:
    needs("prores_ks")
    film = CountedFilm(tmp_path / "a.mov", codec="prores_ks", pixels="yuv422p10le", options={})
    movie, notices = made(tmp_path / "movie.tmp", cut_of(film.make(), 10, 20))
    assert "prores" in notices[0]
    assert movie.read_bytes()[4:12] == b"ftypqt  "


def test_what_neither_can_hold_is_refused(tmp_path: Path) -> None:
    needs("flv")
    film = CountedFilm(tmp_path / "a.flv", codec="flv", sound=False, options={})
    with pytest.raises(MediaError) as caught:
        made(tmp_path / "movie.tmp", cut_of(film.make(), 10, 20))
    assert caught.value.code == "movie-codec"


def test_a_turned_picture_stays_turned(tmp_path: Path) -> None:
    media = CountedFilm(tmp_path / "a.mp4", sound=False).make()
    data = media.read_bytes()
    at = data.index(b"tkhd") + 4 + 40  # version 0: the matrix stands 40 bytes in
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 144 << 16, 0, 1 << 30)
    media.write_bytes(data[:at] + quarter + data[at + 36 :])
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 10, 20))
    with av.open(str(media)) as source, av.open(str(movie)) as copy:
        turned = next(source.decode(video=0)).rotation
        assert turned in (90, -90)
        assert next(copy.decode(video=0)).rotation == turned


def test_progress_never_leaves_0_to_1(tmp_path: Path) -> None:
    media = CountedFilm(tmp_path / "a.mp4").make()
    told: list[float] = []
    make_movie(tmp_path / "movie.tmp", cut_of(media, 37, 83), told.append)
    assert min(told) >= 0
    assert 0.9 < max(told) <= 1


def test_real_footage_is_mixed(tmp_path: Path) -> None:
    bunny = Path(__file__).parents[3] / "shared/media/bigbuckbunny.mp4"
    if not bunny.exists():
        pytest.skip("the project's shared footage is not here")
    media = tmp_path / "bunny.mp4"
    media.symlink_to(bunny)
    movie, _ = made(tmp_path / "movie.tmp", cut_of(media, 30, 110, mixed=True))
    with av.open(str(movie)) as container:
        times = [_seconds(frame) for frame in container.decode(video=0)]
    assert times == [Fraction(i, 25) for i in range(80)]
    assert 0.01 < np.abs(sound_of(movie)).max() <= 1.1
