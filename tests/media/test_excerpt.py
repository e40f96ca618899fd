"""Film made of an excerpt is the film made of the media, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_daemon.media import timing
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.excerpt import excerpt
from footfall_daemon.media.frames import never
from footfall_daemon.media.messages import Excerpt, Excerpted
from footfall_daemon.media.messages import Film as Errand
from tests.footage import WITH_B_FRAMES, Film, numbered, remuxed
from tests.media.test_film import SHOTS, Shot, called_off_after, done, remembered, spool
from tests.media.test_frames import ODD_TICKS, ZOO

LONG_GOP = {"crf": "20", "g": "600", "bf": "3", "preset": "ultrafast"}
H265 = {"x265-params": "log-level=none:keyint=12:bframes=3:pools=1:frame-threads=1", "preset": "ultrafast"}
H265_OPEN = {**H265, "x265-params": f"{H265['x265-params']}:open-gop=1"}
PYRAMID = {**WITH_B_FRAMES, "x264-params": "open-gop=1:b-pyramid=normal:scenecut=0"}
VP9 = {"g": "12", "cpu-used": "8", "deadline": "realtime"}
MPEG4 = {"g": "12", "bf": "2", "b": "4M"}
FRAMES = 75


def small(**film: Any) -> Film:
    return Film(**{"frames": FRAMES, "options": WITH_B_FRAMES, **film})


def rated(rate: str, name: str) -> Callable[[Path], Path]:
    return lambda folder: small(rate=Fraction(rate)).make(folder / name)


def made(film: Film, name: str) -> Callable[[Path], Path]:
    return lambda folder: film.make(folder / name)


FINE_TICKS = [tick * 97 for tick in ODD_TICKS]


def wide(number: int) -> NDArray[np.uint8]:
    """As small as DNxHR can be."""
    return numbered(number, 256, 128)


MEDIA: dict[str, Callable[[Path], Path]] = {
    **{name: make for name, (make, _) in ZOO.items()},
    "edit-list": lambda folder: remuxed(
        small(frames=100).make(folder / "a.mp4"), folder / "b.mp4", start=Fraction(35, 25)
    ),
    "long-gop": made(small(options=LONG_GOP), "film.mp4"),
    "hevc": made(small(codec="libx265", options=H265), "film.mp4"),
    "hevc-ts": made(small(codec="libx265", options=H265), "film.ts"),
    "hevc-open-gop": made(small(codec="libx265", options=H265_OPEN), "film.mkv"),
    "pyramid": made(small(options=PYRAMID), "film.ts"),
    "mpeg4": made(small(codec="mpeg4", options=MPEG4), "film.mp4"),
    "mpeg4-avi": made(small(codec="mpeg4", options={"g": "12", "b": "4M"}), "film.avi"),
    "avi": made(small(), "film.avi"),
    "mjpeg": made(small(codec="mjpeg", pixels="yuvj420p", options={"q": "3"}), "film.mov"),
    "prores": made(small(codec="prores_ks", pixels="yuv422p10le", options={}), "film.mov"),
    "dnxhr": made(small(codec="dnxhd", pixels="yuv422p", options={"profile": "dnxhr_sq"}, draw=wide), "film.mov"),
    "ffv1": made(small(codec="ffv1", options={}), "film.mkv"),
    "vp9": made(small(codec="libvpx-vp9", options=VP9), "film.webm"),
    "mxf": made(small(codec="mpeg2video", pixels="yuv422p", options={"g": "12", "bf": "2"}), "film.mxf"),
    "23.976": rated("24000/1001", "film.mov"),
    "29.97": rated("30000/1001", "film.ts"),
    "59.94": rated("60000/1001", "film.mkv"),
    "15": rated("15", "film.mp4"),
    "variable": made(
        Film(frames=16, ticks=ODD_TICKS, time_base=Fraction(1, 1000), options=WITH_B_FRAMES), "film.mkv"
    ),
    "variable-mp4": made(
        Film(frames=16, ticks=FINE_TICKS, time_base=Fraction(1, 90_000), options=WITH_B_FRAMES), "film.mp4"
    ),
    "wide-pixels": made(small(codec="mpeg4", options={"aspect": "16:9", **MPEG4}), "film.mov"),
}
PARTS = {
    "middle": Shot(begins=Fraction(4, 5), ends=Fraction(1), samples=9_600),
    "start": Shot(ends=Fraction(1, 2), samples=24_000, handle=4_800),
    "end": Shot(begins=Fraction(1, 2), samples=48_000, start=24_000),
    "backward": Shot(begins=Fraction(1, 5), ends=Fraction(1), samples=19_200, start=9_600, reverse=True),
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    known: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in known:
            known[name] = MEDIA[name](tmp_path_factory.mktemp("media"))
        return known[name]

    return make


def noisy(number: int) -> NDArray[np.uint8]:
    return np.random.default_rng(number).integers(0, 256, (128, 192, 3), np.uint8)


def excerpted(errand: Errand, **changes: Any) -> Excerpted:
    return excerpt(Excerpt(film=errand, excerpt=f"{errand.film}.part", **changes), lambda _: None, never)


def reels(errand: Errand) -> list[bytes]:
    return [Path(f"{errand.film}.{look}.npy").read_bytes() for look, _ in errand.reels]


def elsewhere(made: Excerpted, folder: Path) -> Errand:
    """The film of the excerpt, made where nothing but its files is."""
    there = folder / "node"
    there.mkdir()
    for file in map(Path, made.files):
        file.rename(there / file.name)
    assert made.film.clip.media is not None
    clip = made.film.clip.model_copy(update={"media": str(there / Path(made.film.clip.media).name)})
    sent = made.film.model_copy(update={"clip": clip, "film": str(there / "film"), "cache": str(there / "cache")})
    return Errand.model_validate(sent.model_dump(mode="json"))


def assert_same(errand: Errand, folder: Path) -> None:
    made = excerpted(errand)
    there = elsewhere(made, folder)
    here, seen = done(errand), done(there)
    assert reels(there) == reels(errand)
    assert Path(seen.features).name == Path(here.features).name == Path(made.features).name


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", MEDIA)
def test_all_media(media: Callable[[str], Path], tmp_path: Path, kind: str, part: str) -> None:
    assert_same(PARTS[part].errand(media(kind), tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["late-ts", "long-gop", "variable"])
def test_large_media_that_are_measured_by_their_ends(
    media: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(timing, "_READ_WHOLE", 0)
    assert_same(PARTS["middle"].errand(media(name), tmp_path), tmp_path)


@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("name", SHOTS)
def test_all_ways_to_play(media: Callable[[str], Path], tmp_path: Path, name: str, bounded: bool) -> None:
    errand = SHOTS[name].errand(media("mp4"), tmp_path)
    clip = errand.clip.model_copy(update={"bounded": bounded})
    assert_same(errand.model_copy(update={"clip": clip}), tmp_path)


def test_real_footage(tmp_path: Path) -> None:
    film = Path(__file__).parents[3] / "shared" / "media" / "bikes.mp4"
    if not film.exists():
        pytest.skip("the shared media are not beside this checkout")
    assert_same(Shot(begins=Fraction(3), ends=Fraction(4), samples=48_000).errand(film, tmp_path), tmp_path)


# what is copied


@pytest.fixture
def errand(media: Callable[[str], Path], tmp_path: Path) -> Errand:
    return PARTS["middle"].errand(media("mp4"), tmp_path)


def test_an_excerpt_is_as_large_as_its_packets(tmp_path: Path) -> None:
    film = small(frames=1_000).make(tmp_path / "film.mp4")
    made = excerpted(Shot(begins=Fraction(20), ends=Fraction(21), samples=48_000).errand(film, tmp_path))
    assert Path(made.files[0]).stat().st_size < film.stat().st_size / 12


def test_the_pictures_of_a_sequence_that_are_seen(media: Callable[[str], Path], tmp_path: Path) -> None:
    made = excerpted(PARTS["middle"].errand(media("pictures"), tmp_path))
    assert 5 <= len(made.files) <= 10


def test_the_same_bytes_each_time(errand: Errand) -> None:
    first = Path(excerpted(errand).files[0]).read_bytes()
    assert Path(excerpted(errand).files[0]).read_bytes() == first


def test_media_that_are_seen_elsewhere_are_not_copied(errand: Errand) -> None:
    made = excerpted(errand, mapped=True)
    assert (made.film.clip, made.files, spool(errand)) == (errand.clip, [], [])
    assert made.film.features == Path(done(errand).features).stem


def test_nothing_is_copied_where_its_features_are_remembered(errand: Errand) -> None:
    features = remembered(errand)
    before = spool(errand)
    made = excerpted(errand)
    assert (made.known, made.features, made.files) == (True, str(features), [])
    assert spool(errand) == before


# failures


def test_called_off_it_leaves_nothing(errand: Errand) -> None:
    order = Excerpt(film=errand, excerpt=f"{errand.film}.part")
    with pytest.raises(Abandoned):
        excerpt(order, lambda _: None, called_off_after(3))
    assert spool(errand) == []


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path, small_disk: Path) -> None:
    film = Film(frames=50, options={"crf": "1", "preset": "ultrafast"}, draw=noisy).make(tmp_path / "film.mp4")
    order = Excerpt(film=Shot().errand(film, tmp_path), excerpt=str(small_disk / "part"))
    with pytest.raises(MediaError) as caught:
        excerpt(order, lambda _: None, never)
    assert caught.value.code == "disk-full"
    assert list(small_disk.iterdir()) == []


def test_a_spool_that_cannot_be_written_is_told(errand: Errand, tmp_path: Path) -> None:
    order = Excerpt(film=errand, excerpt=str(tmp_path / "gone" / "part"))
    with pytest.raises(MediaError) as caught:
        excerpt(order, lambda _: None, never)
    assert caught.value.code == "spool-unwritable"


def test_pictures_without_times_cannot_be_copied(tmp_path: Path) -> None:
    errand = Shot(samples=1).errand(small().make(tmp_path / "film.h264"), tmp_path)
    with pytest.raises(MediaError) as caught:
        excerpted(errand)
    assert caught.value.code == "excerpt-impossible"
    assert spool(errand) == []
