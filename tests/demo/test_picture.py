"""The picture of a film against its sound."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from footfall_daemon.demo.film import Film, Shot, render
from footfall_daemon.demo.picture import Heard, draw, motion_of
from footfall_daemon.demo.stage import Look
from footfall_daemon.media.wav import Stamp, write_wav


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return render(tmp_path_factory.mktemp("film") / "film.mp4", Look(width=160, height=90))


def sounded(path: Path, shot: Shot, times: tuple[float, ...]) -> Path:
    """A WAV of the shot's length with a burst of noise at each of `times`, in seconds of the film."""
    rng = np.random.default_rng(0)
    sound = 0.0005 * rng.standard_normal((2, round((shot.end - shot.start) * 48000)))
    for time in times:
        at = round((time - float(shot.start)) * 48000)
        burst = 0.3 * rng.standard_normal(4800) * np.exp(-np.arange(4800) / 1000)
        sound[:, at : at + 4800] += burst[: sound.shape[1] - at]
    stamp = Stamp(description="", job="j", made=datetime(2026, 1, 1), time_reference=0, coding_history="")
    write_wav(path, [sound.astype(np.float32)], 2, sound.shape[1], stamp, {})
    return path


def test_a_picture_is_drawn(film: Film, tmp_path: Path) -> None:
    wavs = {shot.name: sounded(tmp_path / f"{shot.name}.wav", shot, shot.contacts) for shot in film.shots}
    heard = draw(tmp_path / "a.png", film, wavs)
    picture = cv2.imread(str(tmp_path / "a.png"))
    assert picture is not None
    assert picture.shape == (780, 1950, 3)
    assert picture.std() > 10
    assert [len(part.attacks) for part in heard] == [len(shot.contacts) for shot in film.shots]
    assert max(float(np.abs(part.errors()).max()) for part in heard if part.shot.contacts) < 0.002


def test_a_shot_without_its_sound_is_drawn_too(film: Film, tmp_path: Path) -> None:
    assert draw(tmp_path / "a.png", film, {}) == []
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_what_was_heard_is_said_in_words(film: Film, tmp_path: Path) -> None:
    ball, _, lamp = film.shots
    late = tuple(time + 0.02 for time in ball.contacts[:-1])
    heard = Heard.of(ball, sounded(tmp_path / "a.wav", ball, late))
    count = len(ball.contacts)
    assert heard.verdict() == f"{count - 1} of {count} contacts heard, at most 20 ms apart"
    assert Heard.of(lamp, sounded(tmp_path / "b.wav", lamp, ())).verdict() == "no contact, no hit"
    wrong = sounded(tmp_path / "c.wav", lamp, (float(lamp.start) + 1,))
    assert Heard.of(lamp, wrong).verdict() == "no contact, but 1 heard"


def test_motion_is_largest_at_cuts(film: Film) -> None:
    times, change = motion_of(film)
    cuts = sorted(times[np.argsort(change)[-2:]])
    frame = 1 / float(film.look.rate)
    assert cuts == pytest.approx([float(shot.start) - frame / 2 for shot in film.shots[1:]])
