"""The real child process: it answers over its pipes, and is gone soon after whoever started it."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from footfall_bridge.protocol import Stamp
from footfall_bridge.timeline import Clip, Time
from footfall_daemon import pipe
from footfall_daemon.media.messages import (
    Abandon,
    ErrandFailed,
    Excerpt,
    Excerpted,
    Filmed,
    FromMedia,
    Prepare,
    Prepared,
    Progress,
    ToMedia,
    Up,
    from_media,
)
from footfall_daemon.media.messages import Film as Filming
from tests.footage import Film

Child = subprocess.Popen[bytes]


@pytest.fixture
def child() -> Iterator[Child]:
    with subprocess.Popen(
        [sys.executable, "-m", "footfall_daemon.media"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert isinstance(hear(process), Up)
        yield process
        process.kill()


def hear(child: Child) -> FromMedia:
    assert isinstance(child.stdout, io.BufferedIOBase)
    message = pipe.receive(child.stdout)
    assert message is not None
    return from_media.validate_python(message)


def say(child: Child, message: ToMedia) -> None:
    assert isinstance(child.stdin, io.BufferedIOBase)
    pipe.send(child.stdin, message.model_dump(mode="json"))


def answer(child: Child) -> FromMedia:
    while isinstance(message := hear(child), Progress):
        pass
    return message


def errand(media: Path, cache: Path) -> Prepare:
    return Prepare(
        job="j",
        clip=Clip(media=str(media)),
        handles=Time(value=0, rate=(1, 1)),
        stamp=Stamp.source,
        window=Fraction(60),
        cache=str(cache),
    )


def filming(media: Path, folder: Path, *, seconds: int) -> Filming:
    return Filming(
        job="j",
        segment="j/0",
        clip=Clip(media=str(media)),
        handle_samples=0,
        start=0,
        samples=seconds * 48_000,
        shortest=Fraction(0),
        reels=[("whole", 8), ("centre", 25)],
        encoders="",
        film=str(folder / "film"),
        cache=str(folder),
    )


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Film(frames=4000).make(tmp_path_factory.mktemp("long") / "film.mp4")


def test_an_errand_over_the_pipe(child: Child, tmp_path: Path) -> None:
    say(child, errand(Film().make(tmp_path / "film.mp4"), tmp_path / "cache"))
    found = answer(child)
    assert isinstance(found, Prepared)
    assert Path(found.cues).is_file()


def test_a_refusal_over_the_pipe(child: Child, tmp_path: Path) -> None:
    say(child, errand(tmp_path / "nothing.mp4", tmp_path))
    refusal = answer(child)
    assert isinstance(refusal, ErrandFailed)
    assert refusal.code == "media-missing"


def test_called_off_in_the_middle(child: Child, long_film: Path, tmp_path: Path) -> None:
    say(child, errand(long_film, tmp_path))
    assert isinstance(hear(child), Progress)
    say(child, Abandon(job="j"))
    refusal = answer(child)
    assert isinstance(refusal, ErrandFailed)
    assert refusal.code == "abandoned"


def test_film_over_the_pipe(child: Child, tmp_path: Path) -> None:
    say(child, filming(Film().make(tmp_path / "film.mp4"), tmp_path, seconds=1))
    assert isinstance(answer(child), Filmed)
    assert (tmp_path / "film.whole.npy").is_file()


def test_an_excerpt_over_the_pipe(child: Child, tmp_path: Path) -> None:
    film = filming(Film().make(tmp_path / "film.mp4"), tmp_path, seconds=1)
    say(child, Excerpt(film=film, excerpt=str(tmp_path / "part")))
    made = answer(child)
    assert isinstance(made, Excerpted)
    assert made.files == [str(tmp_path / "part.mov")] == [made.film.clip.media]


@pytest.mark.parametrize("made", ["prepared", "filmed"])
def test_gone_within_two_seconds_of_its_parent(child: Child, long_film: Path, tmp_path: Path, made: str) -> None:
    say(child, errand(long_film, tmp_path) if made == "prepared" else filming(long_film, tmp_path, seconds=150))
    assert isinstance(hear(child), Progress)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(timeout=2) == 0
    assert list(tmp_path.iterdir()) == []


def test_nonsense_ends_it(child: Child) -> None:
    assert child.stdin is not None
    child.stdin.write(b"\xff\xff\xff\xffnonsense")
    child.stdin.flush()
    assert child.wait(timeout=10) == 1
