"""Five hundred clips over four workers on one machine, one of which is killed for good: each is made once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.crowd import CLIPS, OPTIONS, check_as_alone, made_amid
from tests.end_to_end.house import House
from tests.synthetic.install import environment

WORKERS = 4


@contextmanager
def a_house_of(workers: int, folder: Path) -> Iterator[House]:
    house = House(folder / "home", environment(folder / "packages", OPTIONS))
    with house.places.settings_file.open("a") as settings:
        settings.write(f'[engine]\ndevice = "{",".join(["cpu"] * workers)}"\n')
    house.start()
    try:
        yield house
    finally:
        house.close()


def engines(house: House) -> set[int]:
    return {child.pid for child in house.children("footfall_daemon.engine")}


def kill_one(house: House, over: Callable[[], bool]) -> None:
    """One of the workers, and whatever is started in its place: it does not come back."""
    known = engines(house)
    victims = {min(known)}
    while not over():
        for victim in victims:
            psutil.Process(victim).kill()
        known |= victims
        victims = engines(house) - known
        time.sleep(0.5)  # less than any process needs to come up


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_worker_that_does_not_come_back_loses_nothing(tmp_path: Path) -> None:
    with a_house_of(WORKERS, tmp_path / "four") as house:
        wavs = made_amid(
            house, lambda client: kill_one(house, over=lambda: client.status().queue["done"] == CLIPS)
        )
    with a_house_of(1, tmp_path / "one") as house:
        check_as_alone(house, wavs)
