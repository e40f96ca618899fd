"""Five hundred clips at once, whatever happens to those who make them: orders, and what must have come of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np

from footfall_bridge.client import Client
from footfall_bridge.feed import Snapshot
from footfall_bridge.protocol import JobInfo, JobState, Order, StateEvent, Status
from footfall_bridge.provenance import read_reference, reference_of
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, until
from tests.synthetic.options import Cost, Options

CLIPS = 500
SHORTEST = 12_000
"""Samples; each clip is a little longer than the one before."""
COMPARED = range(0, CLIPS, 50)
OPTIONS = Options(steps=10, step=Cost(per_token=1.6e-3))
"""Steps sleep, so that four workers find time for them on any machine, for a third of a second a clip."""


def made_amid(house: House, trouble: Callable[[Client], None]) -> list[Path]:
    """The files of all clips, in order. `trouble`: comes when all workers are at work.

    No clip failed, each was made once and has its length, and nothing else is left of them.
    """
    with house.client() as client, ThreadPoolExecutor(1) as pool:
        watching = Event()
        ends = pool.submit(_count_ends, house, watching)
        watching.wait()
        jobs = client.submit([_an_order(number) for number in range(CLIPS)])
        until(lambda: _are_at_work(client.status()), "all to be at work", patience=200, every=0.5)
        trouble(client)
        results = client.wait(jobs)
    assert {job.id: job.error for job in results if job.state is not JobState.done} == {}
    assert ends.result() == dict.fromkeys(((id_, JobState.done) for id_ in jobs), 1)
    until(lambda: not list((house.places.runtime / "spool").iterdir()), "the spool to be empty")
    wavs = [the_wav(job) for job in results]
    _check(wavs, jobs)
    return wavs


def check_as_alone(house: House, wavs: Sequence[Path]) -> None:
    """Some of them, which `house` makes again: the same samples."""
    with house.client() as client:
        alone = client.wait(client.submit([_an_order(number) for number in COMPARED]))
        for number, job in zip(COMPARED, alone, strict=True):
            np.testing.assert_array_equal(samples_of(the_wav(job)), samples_of(wavs[number]))


def _an_order(number: int) -> Order:
    duration = Time(value=SHORTEST + 24 * number, rate=(48_000, 1))
    return Order(clip=Clip(duration=duration), engine="synthetic", seed=number)


def _are_at_work(status: Status) -> bool:
    here = [worker for worker in status.workers if worker.state != "released"]
    return status.queue["done"] > CLIPS / 10 and all(worker.running for worker in here)


def _count_ends(house: House, watching: Event) -> Counter[tuple[str, str]]:
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


def _check(wavs: Sequence[Path], jobs: Sequence[str]) -> None:
    """Each once, of its length, and of its job."""
    assert set(wavs[0].parent.iterdir()) == set(wavs)
    assert len(set(wavs)) == CLIPS
    for job, wav in zip(jobs, wavs, strict=True):
        assert read_reference(wav) == reference_of(job)
    lengths = [samples_of(wav).shape[0] for wav in wavs]
    assert lengths == [SHORTEST + 24 * number for number in range(CLIPS)]
