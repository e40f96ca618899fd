"""`kill -9` at random moments: every accepted job ends done exactly once, one file each, nothing left over."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from footfall_bridge.protocol import JobState, Movie, Order
from footfall_bridge.provenance import read_reference, reference_of
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House, a_house, until
from tests.footage import Film

TRIALS = int(os.environ.get("FOOTFALL_KILL_TRIALS", "30"))
Kill = Callable[[House], None]


def kill_daemon(house: House) -> None:
    house.kill()
    house.start()


def kill_child(kind: str) -> Kill:
    def kill(house: House) -> None:
        for child in house.children(kind):
            try:
                child.kill()
            except psutil.NoSuchProcess:
                continue

    return kill


KILLS: dict[str, Kill] = {
    "daemon": kill_daemon,
    "media": kill_child("footfall_daemon.media"),
    "engine": kill_child("footfall_daemon.engine"),
}


def orders(film: Path, dice: random.Random) -> list[Order]:
    """Six jobs that differ, one of them with a movie."""
    clip = Clip(media=str(film), source_out=Time(value=dice.randint(10, 50), rate=(25, 1)))
    plain = Order(clip=clip, prompt="a ball bounces", seed=dice.randrange(1000), takes=5)
    return [plain, Order(clip=Clip(media=str(film)), prompt="rain", movie=Movie.mixed)]


def check_results(house: House, folder: Path, jobs: list[str]) -> None:
    with house.client() as client:
        results = client.wait(jobs)
        assert {job.id: (job.state, job.error) for job in results} == dict.fromkeys(jobs, (JobState.done, None))
        assert client.status().queue["done"] == len(jobs)
    wavs = {output.path for job in results for output in job.outputs}
    movies = {job.movie for job in results if job.movie}
    assert len(wavs) == len(jobs)
    assert {str(path) for path in folder.iterdir()} == wavs | movies
    for job in results:
        assert read_reference(Path(job.outputs[0].path)) == reference_of(job.id)


def trial(tmp_path: Path, kind: str, seed: int) -> None:
    dice = random.Random(seed)
    film = Film().make(tmp_path / "film.mp4")
    with a_house(tmp_path / "home") as house:
        with house.client() as client:
            jobs = client.submit(orders(film, dice))
        for _ in range(dice.randint(1, 3)):
            time.sleep(dice.uniform(0.0, 4.0))  # the random moment is what is tested
            KILLS[kind](house)
        check_results(house, tmp_path / "Foley", jobs)
        children = house.children()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    until(lambda: not list((tmp_path / "home").rglob("*.npy")), "the spool to be empty")


@pytest.mark.parametrize("kind", KILLS)
def test_one_kill_loses_nothing(tmp_path: Path, kind: str) -> None:
    trial(tmp_path, kind, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(TRIALS))
def test_kills_at_random_moments_lose_nothing(tmp_path: Path, seed: int) -> None:
    trial(tmp_path, list(KILLS)[seed % len(KILLS)], seed=1000 + seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_everything_killed_at_once_loses_nothing(tmp_path: Path) -> None:
    film = Film().make(tmp_path / "film.mp4")
    with a_house(tmp_path / "home") as house:
        with house.client() as client:
            jobs = client.submit(orders(film, random.Random(7)))
        for pause in (0.5, 3.0, 6.0):
            time.sleep(pause)
            children = house.children()
            house.kill()
            for child in children:
                if child.is_running():
                    child.kill()
            house.start()
        check_results(house, tmp_path / "Foley", jobs)
