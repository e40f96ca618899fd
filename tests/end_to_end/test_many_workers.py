"""Five hundred clips over four workers on one machine, one of which is killed for good: each is made once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import numpy as np
import psutil
import pytest

from footfall_bridge.feed import Snapshot
from footfall_bridge.protocol import JobInfo, JobState, Order, StateEvent, Status
from footfall_bridge.provenance import read_reference, reference_of
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, until
from tests.synthetic.install import environment
from tests.synthetic.options import Cost, Options

WORKERS = 4
CLIPS = 500
SHORTEST = 12_000
"""Samples; each clip is a little longer than the one before."""
COMPARED = range(0, CLIPS, 50)
OPTIONS = Options(steps=10, step=Cost(per_token=1.6e-3))
"""Steps sleep, so that four workers find time for them on any machine, for a third of a second a clip."""


def an_order(number: int) -> Order:
    duration = Time(value=SHORTEST + 24 * number, rate=(48_000, 1))
    return Order(clip=Clip(duration=duration), engine="synthetic", seed=number)


def engines(house: House) -> set[int]:
    return {child.pid for child in house.children("footfall_daemon.engine")}


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


def are_at_work(status: Status) -> bool:
    return status.queue["done"] > CLIPS / 10 and all(worker.running for worker in status.workers)


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


def count_ends(house: House, watching: Event) -> Counter[tuple[str, str]]:
    """How often each job was said to have ended, and how."""
    ends: Counter[tuple[str, str]] = Counter()
    with house.client() as client:
        for event in client.watch():
            match event:
                case Snapshot(jobs=jobs):  # also after a gap, as where events come faster than we take them
                    watching.set()
                    for job in jobs:
                        if job.state.ended:
                            ends.setdefault((job.id, job.state), 1)
                case StateEvent(job=JobInfo() as job) if job.state.ended:
                    ends[job.id, job.state] += 1
            if len(ends) == CLIPS:
                return ends
    raise AssertionError("the daemon went away")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_worker_that_does_not_come_back_loses_nothing(tmp_path: Path) -> None:
    with a_house_of(WORKERS, tmp_path / "four") as house, house.client() as client, ThreadPoolExecutor(1) as pool:
        watching = Event()
        ends = pool.submit(count_ends, house, watching)
        watching.wait()
        jobs = client.submit([an_order(number) for number in range(CLIPS)])
        until(lambda: are_at_work(client.status()), "all to be at work", patience=200, every=0.5)
        kill_one(house, over=lambda: client.status().queue["done"] == CLIPS)
        results = client.wait(jobs)
        assert {job.id: job.error for job in results if job.state is not JobState.done} == {}
        assert ends.result() == dict.fromkeys(((id_, JobState.done) for id_ in jobs), 1)
        wavs = [the_wav(job) for job in results]
    assert set(wavs[0].parent.iterdir()) == set(wavs)
    assert len(set(wavs)) == CLIPS
    for job, wav in zip(results, wavs, strict=True):
        assert read_reference(wav) == reference_of(job.id)
    lengths = [samples_of(wav).shape[0] for wav in wavs]
    assert lengths == [SHORTEST + 24 * number for number in range(CLIPS)]
    with a_house_of(1, tmp_path / "one") as house, house.client() as client:
        alone = client.wait(client.submit([an_order(number) for number in COMPARED]))
        for number, job in zip(COMPARED, alone, strict=True):
            np.testing.assert_array_equal(samples_of(the_wav(job)), samples_of(wavs[number]))
