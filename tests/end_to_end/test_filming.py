"""An engine that wants to see the picture: a real daemon, real media children that film, real engine processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState, Order
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, a_house, until
from tests.footage import Film
from tests.synthetic import install
from tests.synthetic.options import Cost, Options

STEPS = Options(steps=12, step=Cost(fixed=0.1))
"""Slow enough that somebody can interfere."""
FIVE_SECONDS = 125


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path / "home", install.environment(tmp_path / "packages", STEPS)) as house:
        yield house


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return Film(frames=FIVE_SECONDS).make(tmp_path / "film.mp4")


def submitted(client: Client, film: Path, seed: int = 1) -> str:
    (job,) = client.submit([Order(clip=Clip(media=str(film)), engine="seeing", seed=seed)])
    return job


def heard(client: Client, job: str) -> NDArray[np.int32]:
    return samples_of(the_wav(client.wait([job])[0]))


def features(house: House) -> list[Path]:
    return sorted(house.places.cache.glob("*.features"))


def files(house: House) -> list[int]:
    """Of features: one that is written anew is another."""
    return sorted(path.stat().st_ino for path in features(house))


def spooled(house: House) -> list[Path]:
    return sorted((house.places.runtime / "spool").iterdir())


def test_what_is_seen_is_heard_and_remembered(house: House, film: Path) -> None:
    with house.client() as client:
        first = heard(client, submitted(client, film))
        seen = files(house)
        assert len(seen) > 2
        assert [path for path in spooled(house) if path.name.startswith("film-")] == []
        again = heard(client, submitted(client, film))
        (blind,) = client.submit([Order(clip=Clip(duration=Time(value=5, rate=(1, 1))), engine="seeing", seed=1)])
        np.testing.assert_array_equal(again, first)
        assert (heard(client, blind) != first).any()
    assert files(house) == seen


def test_clients_are_told_how_the_engine_works(house: House, film: Path) -> None:
    with house.client() as client:
        job = client.job(submitted(client, film))
        assert (job.negative, job.guidance, job.steps) == ("silence", 2.0, 20)


def test_a_clip_whose_engine_and_features_are_lost_is_seen_again(house: House, film: Path) -> None:
    with house.client() as client:
        alone = heard(client, submitted(client, film))
        job = submitted(client, film)
        until(lambda: client.job(job).progress > 0.5, "half of the job")
        for path in features(house):
            path.unlink()
        (engine,) = house.children("footfall_daemon.engine")
        engine.kill()
        np.testing.assert_array_equal(heard(client, job), alone)
    assert "film-missing" in house.places.log_file.read_text()


def test_a_clip_cancelled_while_it_is_filmed_leaves_nothing(house: House, film: Path) -> None:
    with house.client() as client:
        job = submitted(client, film)
        until(lambda: bool(spooled(house)), "film in the spool")
        client.cancel([job])
        assert client.job(job).state is JobState.cancelled
        until(lambda: not spooled(house), "the spool to be empty")
