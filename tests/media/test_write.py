"""The writing errand: whole files or none."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from footfall_bridge.protocol import Movie
from footfall_bridge.provenance import read_reference, read_request
from footfall_bridge.timeline import Time
from footfall_daemon.media import write as errand_module
from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.messages import Wave, WavFile, Write
from footfall_daemon.media.write import write
from tests.media.counted_film import CountedFilm

JOB = "0123456789abcdef0123456789abcdef"


class Desk:
    """A folder of segments, a folder to write to, and an errand that says so."""

    def __init__(self, folder: Path) -> None:
        self.spool = folder / "spool"
        self.dest = folder / "Foley"
        self.spool.mkdir()
        self.dest.mkdir()

    def errand(self, samples: int = 70_000, level: float = 0.5, **more: Any) -> Write:
        sound = np.full((2, samples), level, np.float32)
        np.save(self.spool / "0.npy", sound)
        wav = {
            "path": str(self.dest / ".footfall.tmp"),
            "waves": [Wave(path=str(self.spool / "0.npy"), start=0, samples=samples)],
            "channels": 2,
            "description": "sketch",
            "coding_history": "A=PCM",
        }
        file = WavFile.model_validate(wav | {key: more.pop(key) for key in wav if key in more})
        fields = {
            "job": JOB,
            "files": [file],
            "samples": samples,
            "time_reference": 48000,
            "request": {"prompt": "👣\n"},
        }
        return Write(**(fields | more))

    def with_movie(self, film: Path, **more: Any) -> Write:
        fields: dict[str, Any] = {
            "samples": 96_000,
            "movie": Movie.mixed,
            "movie_path": str(self.dest / ".movie.tmp"),
            "media": str(film),
            "source_in": Time(value=25, rate=(25, 1)),
            "source_out": Time(value=75, rate=(25, 1)),
        }
        return self.errand(**(fields | more))

    def left(self) -> list[str]:
        return sorted(path.name for path in self.dest.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def silently(done: float) -> None:
    """Progress that nobody looks at."""


def wanted() -> bool:
    return False


def test_a_wav_lies_at_the_temporary_path(desk: Desk) -> None:
    written = write(desk.errand(), silently, wanted)
    path = desk.dest / ".footfall.tmp"
    assert (written.job, written.samples, written.notices) == (JOB, 70_000, [])
    assert soundfile.info(path).frames == 70_000
    assert read_reference(path) == JOB
    assert read_request(path) == {"prompt": "👣\n", "layer": "mix"}
    assert desk.left() == [".footfall.tmp"]


def test_clipping_is_told(desk: Desk) -> None:
    assert "clipped" in write(desk.errand(level=1.5, samples=10), silently, wanted).notices[0]


def test_progress_ends_at_one(desk: Desk) -> None:
    told: list[float] = []
    write(desk.errand(), told.append, wanted)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_what_is_abandoned_leaves_nothing(desk: Desk) -> None:
    answers = iter([False, True])
    with pytest.raises(Abandoned):
        write(desk.errand(samples=300_000), silently, lambda: next(answers))
    assert desk.left() == []


def test_abandoned_during_the_movie_leaves_nothing(desk: Desk) -> None:
    media = CountedFilm(desk.spool / "a.mp4").make()
    told: list[float] = []
    with pytest.raises(Abandoned):
        write(desk.with_movie(media), told.append, lambda: bool(told) and told[-1] > 0.6)
    assert desk.left() == []


def test_a_movie_lies_beside_the_wav(desk: Desk) -> None:
    media = CountedFilm(desk.spool / "a.mp4").make()
    told: list[float] = []
    written = write(desk.with_movie(media), told.append, wanted)
    assert written.notices == []
    assert desk.left() == [".footfall.tmp", ".movie.tmp"]
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"media": None}, "no picture"),
        ({"media": "/nowhere/film.mp4"}, "not there"),
        ({"samples": 48_000}, "another speed"),
    ],
)
def test_a_movie_that_cannot_be_made_is_a_notice(desk: Desk, change: dict[str, Any], words: str) -> None:
    media = CountedFilm(desk.spool / "a.mp4").make()
    written = write(desk.with_movie(media, **change), silently, wanted)
    assert words in written.notices[0]
    assert desk.left() == [".footfall.tmp"]


def test_media_that_is_no_film_is_a_notice(desk: Desk) -> None:
    media = desk.spool / "text.mp4"
    media.write_text("not a film " * 1000)
    assert "no review movie" in write(desk.with_movie(media), silently, wanted).notices[0]
    assert desk.left() == [".footfall.tmp"]


def test_a_bad_segment_leaves_nothing(desk: Desk) -> None:
    errand = desk.errand()
    sound = np.load(desk.spool / "0.npy")
    sound[1, 69_000] = np.inf
    np.save(desk.spool / "0.npy", sound)
    with pytest.raises(MediaError) as caught:
        write(errand, silently, wanted)
    assert caught.value.code == "bad-wave"
    assert desk.left() == []


def test_a_folder_that_vanished_is_told(desk: Desk) -> None:
    errand = desk.errand()
    desk.dest.rmdir()
    with pytest.raises(MediaError) as caught:
        write(errand, silently, wanted)
    assert caught.value.code == "dest-gone"


def refusing(number: int) -> Callable[..., int]:
    def write_wav(path: Path, *_: object) -> int:
        path.write_bytes(b"half")
        raise OSError(number, "refused")

    return write_wav


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EFBIG, "disk-full"),
        (errno.EROFS, "dest-unwritable"),
        (errno.EACCES, "dest-unwritable"),
        (errno.EIO, "dest-gone"),
        (errno.ESTALE, "dest-gone"),
        (errno.ENOENT, "dest-gone"),
    ],
)
def test_a_disk_that_refuses_is_told_by_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    monkeypatch.setattr(errand_module, "write_wav", refusing(number))
    with pytest.raises(MediaError) as caught:
        write(desk.errand(), silently, wanted)
    assert caught.value.code == code
    assert desk.left() == []


def test_a_disk_that_is_really_full_is_told(desk: Desk) -> None:
    full = Path("/dev/full")
    if not full.is_char_device():
        pytest.skip("this system has no /dev/full")
    link = desk.dest / ".footfall.tmp"
    link.symlink_to(full)
    with pytest.raises(MediaError) as caught:
        write(desk.errand(), silently, wanted)
    assert caught.value.code == "disk-full"
    assert desk.left() == []
    assert full.is_char_device()


@pytest.mark.parametrize(("equal_power", "middle"), [(False, 0.5), (True, 0.5 * 2**0.5)])
def test_segments_are_crossfaded_as_the_file_says(desk: Desk, equal_power: bool, middle: float) -> None:
    errand = desk.errand(samples=10_000)
    file = errand.files[0]
    waves = [Wave(path=file.waves[0].path, start=start, samples=10_000) for start in (0, 5_000)]
    fading = file.model_copy(update={"waves": waves, "equal_power": equal_power})
    write(errand.model_copy(update={"files": [fading], "samples": 15_000}), silently, lambda: False)
    sound, _ = soundfile.read(file.path, always_2d=True)
    assert sound[7_500, 0] == pytest.approx(middle, abs=1e-3)
