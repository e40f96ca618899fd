"""Kdenlive's side of a clip job: what it starts, reads, waits for and kills, with a real daemon."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from footfall_bridge.protocol import JobState
from footfall_bridge.provenance import read_request
from tests.end_to_end.hearing import samples_of
from tests.end_to_end.house import House, until


def started(house: House, source: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "footfall_bridge.cli", "clip-job", "--source", str(source), "--out", str(out)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=house.environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_the_result_is_a_copy_of_a_file_that_stays(shared_house: House, film: Path) -> None:
    out = film.with_suffix(".wav")
    done = shared_house.run("clip-job", "--source", str(film), "--out", str(out), "--prompt", "knocks on wood")
    assert done.returncode == 0, done.stderr
    percentages = [int(found) for found in re.findall(r"^percentage:(\d+)$", done.stderr, re.MULTILINE)]
    assert percentages == sorted(percentages)
    assert percentages[-1] == 100
    (kept,) = (film.parent / "Foley").glob("film_foley_*_t1_v1.wav")
    assert out.read_bytes() == kept.read_bytes()
    assert samples_of(out).shape[0] == 96_000
    assert read_request(out)["order"]["prompt"] == "knocks on wood"


def test_it_writes_over_nothing(shared_house: House, film: Path) -> None:
    out = film.with_suffix(".wav")
    out.write_bytes(b"mine")
    done = shared_house.run("clip-job", "--source", str(film), "--out", str(out))
    assert done.returncode == 2
    assert "is not overwritten" in done.stderr
    assert out.read_bytes() == b"mine"
    assert not (film.parent / "Foley").exists()


def test_a_job_that_failed_leaves_no_result(shared_house: House, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")
    done = shared_house.run("clip-job", "--source", str(broken), "--out", str(tmp_path / "out.wav"))
    assert done.returncode == 1
    assert "broken.mp4" in done.stderr
    assert not (tmp_path / "out.wav").exists()


@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_when_it_is_killed_its_job_is_cancelled(house: House, film: Path, way: str) -> None:
    out = film.with_suffix(".wav")
    with house.client() as client:
        client.pause()
        process = started(house, film, out)
        until(lambda: bool(list(client.jobs())), "the job")
        getattr(process, way)()
        process.communicate(timeout=60)
        until(lambda: [job.state for job in client.jobs()] == [JobState.cancelled], "the job to be cancelled")
    assert not out.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends no process by a signal")
def test_when_the_system_ends_who_attends_the_job_it_failed(house: House, film: Path) -> None:
    with house.client() as client:
        client.pause()
        process = started(house, film, film.with_suffix(".wav"))
        until(lambda: bool(list(client.jobs())), "the job")
        (attendant,) = psutil.Process(process.pid).children()
        attendant.kill()
        _, words = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in words


def test_the_help_does_not_list_it(shared_house: House) -> None:
    assert "clip-job" not in shared_house.run("--help").stdout
    assert "percentage:N" in shared_house.run("clip-job", "--help").stdout
