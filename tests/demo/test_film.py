"""The demo's film shows what it says: measured in its decoded frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_daemon.demo.film import Film, pictures, render
from footfall_daemon.demo.stage import Look

SMALL = Look(width=320, height=180)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return render(tmp_path_factory.mktemp("film") / "film.mp4", SMALL)


def frames_of(film: Film, shot: int) -> NDArray[np.int16]:
    """(frames, height, width, red-green-blue)."""
    part = film.shots[shot]
    first, last = part.start * film.look.rate, part.end * film.look.rate
    with av.open(str(film.path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert first.denominator == last.denominator == 1
    return np.stack(frames[int(first) : int(last)]).astype(np.int16)


def test_it_has_a_ball_a_walk_and_a_shot_without_contact(film: Film) -> None:
    assert [shot.name for shot in film.shots] == ["ball", "walk", "lamp"]
    assert [len(shot.contacts) > 4 for shot in film.shots] == [True, True, False]
    assert film.shots[2].contacts == ()


def test_shots_follow_one_another_and_fill_the_film(film: Film) -> None:
    assert [shot.start for shot in film.shots[1:]] == [shot.end for shot in film.shots[:-1]]
    assert all(4 <= shot.end - shot.start <= 5 for shot in film.shots[1:])
    with av.open(str(film.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == film.shots[-1].end * film.look.rate


def test_contacts_lie_within_their_shot(film: Film) -> None:
    for shot in film.shots:
        assert all(shot.start < time < shot.end - Fraction(1, 20) for time in shot.contacts)


def test_the_ball_is_lowest_when_it_touches(film: Film) -> None:
    shot, frames = film.shots[0], frames_of(film, 0)
    red = (frames[..., 0] - np.maximum(frames[..., 1], frames[..., 2])) > 80
    rows = np.array([np.flatnonzero(mask.any(axis=1)).mean() for mask in red])
    lowest = [i for i in range(1, len(rows) - 1) if rows[i] >= rows[i - 1] and rows[i] > rows[i + 1]]
    times = np.array([frame / film.look.rate for frame in lowest], float)
    for contact in shot.contacts:
        assert np.abs(times - contact).min() <= float(1 / film.look.rate)
    assert len(lowest) == len(shot.contacts)


def test_the_walkers_feet_are_apart_shortly_after_each_heel_strike(film: Film) -> None:
    shot, frames = film.shots[1], frames_of(film, 1)
    still = np.median(frames, axis=0)
    feet = np.abs(frames - still).max(axis=3)[:, 140:156] > 30
    width = np.array([np.ptp(np.flatnonzero(rows.any(axis=0))) for rows in feet])
    period = (shot.contacts[-1] - shot.contacts[0]) / (len(shot.contacts) - 1)
    for contact in shot.contacts[:-1]:
        strike = contact - float(shot.start)
        middle = round((strike + 0.115 * period) * float(film.look.rate))
        passing = round((strike + 0.62 * period) * float(film.look.rate))
        assert width[middle] > 1.5 * width[passing]


def test_the_lamp_swings_without_a_jerk(film: Film) -> None:
    frames = frames_of(film, 2)
    warm = (frames[..., 0] - frames[..., 2]) > 60
    x = np.array([np.flatnonzero(mask.any(axis=0)).mean() for mask in warm])
    assert np.ptp(x) > 40
    assert np.abs(np.diff(x, 2)).max() < 4


def test_the_same_look_draws_the_same_film() -> None:
    """Before it is encoded: x264 does not always code the same pictures the same."""
    small = Look(width=160, height=90)
    assert all((one == other).all() for one, other in zip(pictures(small), pictures(small), strict=True))


@pytest.mark.parametrize(
    "look",
    [
        Look(width=180, height=320, rate=Fraction(24000, 1001), seed=3),
        Look(width=320, height=180, rate=Fraction(30000, 1001), seed=4, texture=1.0, speed=1.3),
    ],
    ids=["vertical 23.976", "fast 29.97"],
)
def test_other_looks_are_exact_too(tmp_path: Path, look: Look) -> None:
    film = render(tmp_path / "film.mp4", look)
    with av.open(str(film.path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (look.width, look.height, look.rate)
        times = [(frame.pts or 0) * (frame.time_base or 0) for frame in container.decode(video=0)]
    assert times == [number / look.rate for number in range(int(film.shots[-1].end * look.rate))]
    for shot in film.shots:
        assert all(shot.start < time < shot.end for time in shot.contacts)


def test_another_seed_moves_the_contacts(film: Film, tmp_path: Path) -> None:
    other = render(tmp_path / "other.mp4", Look(width=320, height=180, seed=9))
    assert other.shots[0].contacts != film.shots[0].contacts
