"""The daemon as a process: one per user, small, started by whoever needs it, gone without a trace."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState, Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.hearing import the_wav
from tests.end_to_end.house import House, until


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "home")
    yield house
    house.run("stop")


def test_a_second_daemon_refuses_and_says_why(shared_house: House) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "footfall_daemon"],
        env=shared_house.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert "[already-running]" in second.stderr
    assert shared_house.answers()


def test_two_clients_at_once_start_one_daemon(empty_house: House) -> None:
    command = [sys.executable, "-m", "footfall_bridge.cli", "status", "--json"]
    clients = [
        subprocess.Popen(command, env=empty_house.environment, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    answers = [json.loads(client.communicate(timeout=60)[0]) for client in clients]
    assert len({answer["daemon"]["pid"] for answer in answers}) == 1


def test_keys_are_readable_by_the_user_alone(shared_house: House) -> None:
    if os.name == "nt":
        pytest.skip("Windows guards the profile folder by its access list")
    mode = shared_house.places.connection_file.stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(shared_house.places.runtime.stat().st_mode) == 0o700


def test_an_idle_daemon_is_small_and_loads_nothing_heavy(house: House) -> None:
    connection = json.loads(house.places.connection_file.read_text())
    daemon = psutil.Process(connection["pid"])
    assert daemon.memory_info().rss < 90 * 2**20
    assert house.children() == []
    if sys.platform == "linux":
        mapped = " ".join(region.path for region in daemon.memory_maps())
        assert not any(heavy in mapped for heavy in ("torch", "numpy", "/av/", "cv2"))


def test_stopping_leaves_no_process_behind(house: House, film: Path) -> None:
    with house.client() as client:
        client.wait(client.submit([Order(clip=Clip(media=str(film)))]))
        children = house.children()
        assert children
        client.stop()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    until(lambda: not house.places.connection_file.exists(), "the connection file to go")


def test_children_leave_within_two_seconds_of_a_killed_daemon(house: House, film: Path) -> None:
    with house.client() as client:
        client.wait(client.submit([Order(clip=Clip(media=str(film)))]))
    children = house.children()
    house.kill()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


def test_the_queue_outlives_the_daemon(house: House, film: Path) -> None:
    with house.client() as client:
        client.pause()
        (job,) = client.submit([Order(clip=Clip(media=str(film)))])
    house.kill()
    house.start()
    with house.client() as client:
        assert client.status().paused
        assert client.job(job).state is JobState.queued
        client.resume()
        assert the_wav(client.wait([job])[0]).exists()


def test_the_same_request_is_queued_once_also_across_a_restart(house: House, film: Path) -> None:
    orders = [Order(clip=Clip(media=str(film)), takes=3)]
    with house.client() as client:
        first = client.submit(orders, request_id="one and the same")
    house.kill()
    house.start()
    with house.client() as client:
        assert client.submit(orders, request_id="one and the same") == first
        assert len(list(client.jobs())) == 3


def test_media_on_an_offline_volume_is_waited_for(house: House, tmp_path: Path, film: Path) -> None:
    volume = tmp_path / "volume"
    volume.mkdir()
    film = film.rename(volume / "film.mp4")
    with house.client() as client:
        client.pause()
        (job,) = client.submit([Order(clip=Clip(media=str(film)))])
        volume.rename(tmp_path / "unplugged")
        client.resume()
        until(lambda: client.job(job).state is JobState.needs_media, "the job to miss its media")
        (tmp_path / "unplugged").rename(volume)
        assert the_wav(client.wait([job])[0]).exists()


def test_a_job_can_be_cancelled_and_retried(house: House, film: Path) -> None:
    with house.client() as client:
        client.pause()
        (job,) = client.submit([Order(clip=Clip(media=str(film)))])
        assert client.cancel([job]).changed == [job]
        assert client.job(job).state is JobState.cancelled
        assert client.cancel([job]).refused[0].error.code == "ended"
        assert client.retry([job]).changed == [job]
        client.resume()
        assert the_wav(client.wait([job])[0]).exists()
        assert client.retry([job]).refused[0].error.code == "not-failed"
        assert client.forget([job]).changed == [job]
        assert list(client.jobs()) == []
        assert len(list((film.parent / "Foley").glob("*.wav"))) == 1


def test_cancelling_at_any_stage_ends_the_job(house: House, film: Path) -> None:
    order = Order(clip=Clip(media=str(film)))
    with house.client() as client:
        jobs = client.submit([order.model_copy(update={"seed": seed, "fresh": True}) for seed in range(8)])
        until(lambda: client.job(jobs[0]).state is not JobState.queued, "the first job to begin")
        cancelled = set(client.cancel(jobs).changed)
        states = {job.id: job.state for job in client.wait(jobs)}
    assert states == {id_: JobState.cancelled if id_ in cancelled else JobState.done for id_ in jobs}
    assert cancelled
    done = len(jobs) - len(cancelled)
    until(lambda: len(list(film.parent.glob("Foley/*"))) == done, "files of cancelled jobs to go")
    assert list(film.parent.glob("Foley/.*")) == []
    assert "IllegalMove" not in house.places.log_file.read_text("utf-8")


def test_jobs_begin_in_the_order_they_were_moved_to(house: House, film: Path) -> None:
    order = Order(clip=Clip(media=str(film)))
    with house.client() as client:
        client.pause()
        jobs = client.submit([order.model_copy(update={"seed": seed}) for seed in range(4)])
        client.move([jobs[3]], to="first")
        client.move([jobs[0]], to="last")
        client.resume()
        client.wait(jobs)
    log = house.places.log_file.read_text("utf-8")
    begun = re.findall(r"job (\w+): preparing", log)
    assert begun == [jobs[3], jobs[1], jobs[2], jobs[0]]


def test_no_client_is_needed_to_find_the_log(shared_house: House) -> None:
    result = shared_house.run("logs", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines
    assert all({"time", "level", "name", "message"} <= line.keys() for line in lines)


def test_a_client_survives_a_restart_of_the_daemon(house: House, film: Path) -> None:
    with Client(places=house.places, start=False) as client:
        jobs = client.submit([Order(clip=Clip(media=str(film)), takes=5)])
        house.kill()
        house.start()
        assert {job.state for job in client.wait(jobs)} == {JobState.done}


def test_who_is_submitted_later_comes_after_those_moved_to_the_end(house: House, film: Path) -> None:
    order = Order(clip=Clip(media=str(film)))
    with house.client() as client:
        client.pause()
        first, second, third = client.submit([order] * 3)
        client.move([first], to="last")
        client.move([second], to="last")
        (late,) = client.submit([order])
        turns = {job.id: job.turn for job in client.jobs()}
    assert turns == {third: 1, first: 2, second: 3, late: 4}


@pytest.mark.parametrize(("key", "value"), [("generate.engine", "nope"), ("output.folder", "..")])
def test_settings_that_make_no_sense_are_refused(shared_house: House, key: str, value: str) -> None:
    result = shared_house.run("config", "set", key, value, "--json")
    assert result.returncode == 2
    assert "error" in json.loads(result.stdout)
