"""Devices given back and taken again in the middle of the work: a real daemon, real engine processes.

The synthetic engine's samples tell of every step: one too many or too few, or begun anew halfway, is heard.
"""

from __future__ import annotations

import json
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
from tests.synthetic import install
from tests.synthetic.options import Cost, Options

STEPS = Options(steps=12, step=Cost(fixed=0.1))
"""Slow enough that somebody can interfere."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path / "home", install.environment(tmp_path / "packages", STEPS)) as house:
        yield house


def an_order(seed: int = 1, seconds: int = 2) -> Order:
    clip = Clip(duration=Time(value=seconds, rate=(1, 1)))
    return Order(clip=clip, prompt="", engine="synthetic", seed=seed)


def heard(client: Client, jobs: list[str]) -> NDArray[np.int32]:
    return samples_of(the_wav(client.wait(jobs)[0]))


def half_done(client: Client, job: str, share: float) -> None:
    until(lambda: client.job(job).progress > share, f"{share:.0%} of the job")


def engines(house: House) -> int:
    return len(house.children("footfall_daemon.engine"))


def test_a_clip_released_twice_goes_on_where_it_was(house: House) -> None:
    with house.client() as client:
        alone = heard(client, client.submit([an_order()]))
        jobs = client.submit([an_order()])
        for share in (0.5, 0.7):
            half_done(client, jobs[0], share)
            client.release()
            until(lambda: engines(house) == 0, "the engine to leave")
            job = client.job(jobs[0])
            assert (job.state, job.progress > share) == (JobState.parked, True)
            assert client.status().workers[0].state == "released"
            client.reclaim()
            until(lambda: client.job(jobs[0]).state is not JobState.parked, "the clip to go on")
            assert client.job(jobs[0]).progress >= job.progress
        np.testing.assert_array_equal(heard(client, jobs), alone)


def test_who_joins_late_or_was_parked_for_others_sounds_the_same(house: House) -> None:
    with house.client() as client:
        alone = heard(client, client.submit([an_order(seed=7)]))
        crowd = client.submit([an_order(seed=seed, seconds=3) for seed in range(4)])
        half_done(client, crowd[0], 0.5)
        late = client.submit([an_order(seed=7)])
        half_done(client, late[0], 0.4)
        client.editor(busy=True, host="test", seconds=60)
        until(lambda: client.job(late[0]).state is JobState.parked, "the clip to be parked")
        assert client.status().editor_busy == "test"
        client.editor(busy=False, host="test")
        np.testing.assert_array_equal(heard(client, late), alone)
        client.wait(crowd)


def test_an_engine_killed_with_parked_clips_makes_each_once(house: House) -> None:
    with house.client() as client:
        alone = heard(client, client.submit([an_order()]))
        jobs = client.submit([an_order(), *(an_order(seed=seed) for seed in range(2, 5))])
        half_done(client, jobs[0], 0.5)
        client.editor(busy=True, host="test", seconds=60)
        until(lambda: client.job(jobs[0]).state is JobState.parked, "the clips to be parked")
        (engine,) = house.children("footfall_daemon.engine")
        engine.kill()
        client.editor(busy=False, host="test")
        np.testing.assert_array_equal(heard(client, jobs), alone)
        assert [len(job.outputs) for job in client.wait(jobs)] == [1] * len(jobs)


def test_a_released_device_stays_free_after_a_restart(house: House) -> None:
    with house.client() as client:
        client.release()
    house.stop()
    house.start()
    with house.client() as client:
        jobs = client.submit([an_order()])
        until(lambda: client.job(jobs[0]).state is JobState.ready, "the clip to be prepared")
        assert (engines(house), client.status().workers[0].state) == (0, "released")
        client.reclaim()
        assert client.wait(jobs)[0].state is JobState.done


def test_the_command_line_frees_the_device_and_takes_it_back(house: House) -> None:
    with house.client() as client:
        jobs = client.submit([an_order()])
        half_done(client, jobs[0], 0.4)
        freed = house.run("gpu", "release", "--json")
        assert (freed.returncode, engines(house)) == (0, 0)
        assert json.loads(freed.stdout)["devices"][0]["freed"] > 0
        assert json.loads(house.run("gpu", "status", "--json").stdout)["released"] is True
        assert house.run("gpu", "reclaim").returncode == 0
        assert client.wait(jobs)[0].state is JobState.done
