"""A media process that really crashes, as decoders do on damaged files: once is forgiven, twice costs one clip."""

from __future__ import annotations

import json
import os
import signal
from fractions import Fraction
from pathlib import Path

import psutil
import pytest

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState, Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.hearing import the_wav
from tests.end_to_end.house import House, until
from tests.footage import Film

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="only POSIX lets a test raise SIGSEGV in another process"
)


@pytest.fixture
def long_film(tmp_path: Path) -> Path:
    """Looking at its pictures takes seconds, time to crash; making its sound does not."""
    return Film(rate=Fraction(200), frames=4000).make(tmp_path / "long.mp4")


def submit(client: Client, media: Path) -> str:
    (job,) = client.submit([Order(clip=Clip(media=str(media)), prompt="a ball bounces")])
    return job


def crash(house: House, crashed: list[int]) -> None:
    """Wait for the one media process that did not crash yet, and crash it."""

    def alive() -> list[psutil.Process]:
        return [child for child in house.children("footfall_daemon.media") if child.pid not in crashed]

    until(lambda: len(alive()) == 1, "a media process")
    (child,) = alive()
    crashed.append(child.pid)
    os.kill(child.pid, signal.SIGSEGV)


def log(house: House) -> list[str]:
    return [json.loads(line)["message"] for line in house.places.log_file.read_text("utf-8").splitlines()]


def crashes_in(messages: list[str]) -> int:
    return sum(f"a media process ended with -{signal.SIGSEGV:d}" in message for message in messages)


def test_one_crash_is_forgiven(house: House, film: Path, long_film: Path) -> None:
    with house.client() as client:
        daemon = client.status().daemon.pid
        damaged = submit(client, long_film)
        until(lambda: client.job(damaged).progress > 0, "the picture to be looked at")
        assert client.job(damaged).state is JobState.preparing
        crash(house, [])
        other = submit(client, film)
        wavs = {the_wav(job) for job in client.wait([damaged, other])}
        assert len(wavs) == 2
        assert all(wav.exists() for wav in wavs)
        assert client.status().daemon.pid == daemon
    assert crashes_in(log(house)) == 1


def test_a_file_that_crashes_the_decoder_each_time_costs_its_own_job(
    house: House, film: Path, long_film: Path
) -> None:
    crashed: list[int] = []
    with house.client() as client:
        damaged = submit(client, long_film)
        crash(house, crashed)
        crash(house, crashed)
        (job,) = client.wait([damaged])
        assert job.error is not None
        assert (job.state, job.error.code) == (JobState.failed, "media-crash")
        assert the_wav(client.wait([submit(client, film)])[0]).exists()
        assert house.answers()
    assert crashes_in(log(house)) == 2
