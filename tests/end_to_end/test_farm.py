"""A render farm's side of a job: what Open Job Description's own command starts, reads, maps and kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import soundfile

from footfall_bridge.locate import daemon_lives, read_connection, wait_until_ended
from footfall_bridge.protocol import JobState
from footfall_bridge.provenance import read_request
from tests.bridge.farm.test_template import ODD
from tests.bridge.hosts.timelines import NTSC_24
from tests.end_to_end.house import House, until
from tests.footage import Film
from tests.threeclips import PLACES, SOURCES, ThreeClips

_PROGRAMS = Path(sys.executable).parent
_SEEN = {(SOURCES[number][0], SOURCES[number][1], PLACES[number][1]) for number in range(len(PLACES))}
"""Media, first frame, frames: a range used twice is made once."""


@pytest.fixture
def cut(tmp_path: Path) -> ThreeClips:
    (tmp_path / "cut").mkdir()
    return ThreeClips.made(tmp_path / "cut", NTSC_24)


def exported(house: House, what: Path, *words: str) -> Path:
    """The template, beside what is named."""
    done = house.run("export", "openjd", str(what), "-o", str(what.parent / "job.yaml"), *words)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def farm(house: House, *words: str) -> subprocess.Popen[str]:
    environment = house.environment | {"TMPDIR": str(house.home.parent)}
    pipe = subprocess.PIPE
    command = [str(_PROGRAMS / "openjd"), *words]
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True)


def ran(house: House, job: Path, *words: str, code: int = 0) -> str:
    """What a session with all tasks says, if not told otherwise."""
    parameter = f"Footfall={_PROGRAMS / 'footfall'}"
    process = farm(house, "run", str(job), "-p", parameter, *words)
    said, _ = process.communicate(timeout=150)
    assert process.returncode == code, said
    return said


def made_of(wav: Path) -> tuple[str, int, int]:
    """Media, first frame, frames, as the WAV says itself."""
    clip = read_request(wav)["order"]["clip"]
    first, last = (Fraction(clip[key]["value"]) for key in ("source_in", "source_out"))
    return Path(clip["media"]).name, int(first), int(last - first)


def wavs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.wav"))


def test_each_task_makes_its_own_clip_once_and_the_timeline_takes_it(shared_house: House, cut: ThreeClips) -> None:
    before = read_connection(shared_house.places)
    file, folder = cut.file(".otio"), cut.folder / "Foley"
    wishes = ("--prompt", "rain {{it}}", "--handles", "0")
    job = exported(shared_house, file, *wishes)
    said = ran(shared_house, job)
    found = wavs(folder)
    assert {made_of(wav) for wav in found} == _SEEN
    for wav in found:
        assert soundfile.info(wav).frames == round(made_of(wav)[2] / NTSC_24 * 48_000)
        assert str(wav) in said
        assert read_request(wav)["order"]["prompt"] == "rain {{it}}"
    assert "openjd_progress: 100" in said
    assert "openjd_status: first film.mp4, take 1: done" in said
    assert read_connection(shared_house.places) == before, "a daemon that ran before is left alone"

    again = ran(shared_house, job)
    assert wavs(folder) == found
    assert all(str(wav) in again for wav in found)

    laid = json.loads(shared_house.run("timeline", str(file), *wishes, "--dest", str(folder), "--json").stdout)
    assert [clip["state"] for clip in laid["clips"]] == ["kept"] * len(PLACES)
    assert {clip["files"][0]["path"] for clip in laid["clips"]} == set(map(str, found))


@pytest.fixture
def second_node(tmp_path: Path) -> Iterator[House]:
    """Where nothing runs yet."""
    house = House(tmp_path / "node")
    yield house
    if daemon_lives(house.places):
        house.run("stop")


@pytest.mark.slow
def test_another_node_starts_a_daemon_and_makes_only_what_is_missing(
    shared_house: House, second_node: House, cut: ThreeClips
) -> None:
    job = exported(shared_house, cut.file(".otio"))
    ran(shared_house, job)
    gone, kept = wavs(cut.folder / "Foley")
    before = kept.stat().st_mtime_ns
    gone.unlink()
    said = ran(second_node, job)
    assert "openjd_env: FOOTFALL_FARM_DAEMON=" in said
    assert wavs(cut.folder / "Foley") == [gone, kept]
    assert kept.stat().st_mtime_ns == before
    assert wait_until_ended(second_node.places, 20), "the session ends the daemon that it has started"


def test_paths_are_mapped_by_the_farm(shared_house: House, cut: ThreeClips, tmp_path: Path) -> None:
    job = exported(shared_house, cut.file(".otio"))
    node = cut.folder.rename(tmp_path / "node of the farm")
    rule = {"source_path_format": "POSIX", "source_path": str(cut.folder), "destination_path": str(node)}
    rules = {"version": "pathmapping-1.0", "path_mapping_rules": [rule]}
    cut.folder.mkdir()
    moved = (node / job.name).rename(job)
    ran(shared_house, moved, "--path-mapping-rules", json.dumps(rules))
    assert {made_of(wav) for wav in wavs(node / "Foley")} == _SEEN
    assert not (cut.folder / "Foley").exists()


def test_orders_beside_the_template_are_found(shared_house: House, tmp_path: Path) -> None:
    first = Film(frames=5).make(tmp_path / "000.mp4")
    for number in range(1, 200):
        os.link(first, tmp_path / f"{number:03}.mp4")
    job = exported(shared_house, tmp_path, "--prompt", "steps " * 300, "--handles", "0")
    assert (job.parent / "job.orders.json").is_file()
    ran(shared_house, job, "--maximum-tasks", "1")
    assert [made.name for made in wavs(job.parent / "Foley")] == ["000_foley_00-00-00-00_t1_v1.wav"]


def test_a_node_without_the_media_fails_with_a_sentence(shared_house: House, cut: ThreeClips) -> None:
    job = exported(shared_house, cut.file(".otio"))
    gone = cut.media(0)
    gone.unlink()
    said = ran(shared_house, job, code=1)
    assert f"openjd_fail: this node has no file '{gone}': see the farm's path mapping [no-such-file]" in said
    assert not (cut.folder / "Foley").exists()


def test_media_that_cannot_be_decoded_fail_with_a_sentence(shared_house: House, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")
    template = json.loads(exported(shared_house, broken).read_text("utf-8"))
    sheet = tmp_path / "orders.json"
    sheet.write_text(template["steps"][0]["script"]["embeddedFiles"][0]["data"])
    words = ("run", str(sheet), "1", f"--media={broken}", f"--output={tmp_path / 'Foley'}")
    done = shared_house.run("farm", *words)
    assert done.returncode == 1
    assert "openjd_fail: broken.mp4: " in done.stdout
    assert not wavs(tmp_path / "Foley")


def test_a_node_without_the_engine_fails_before_any_task(shared_house: House) -> None:
    done = shared_house.run("farm", "enter", "hunyuan-xl")
    assert done.returncode == 2
    assert "openjd_fail: hunyuan-xl cannot run on this node: " in done.stdout
    assert "openjd_env" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends no process by a signal")
def test_a_cancelled_task_cancels_its_job_and_can_be_run_again(house: House, cut: ThreeClips) -> None:
    job = exported(house, cut.media(1))
    with house.client() as client:
        client.pause()
        process = farm(house, "run", str(job), "-p", f"Footfall={_PROGRAMS / 'footfall'}")
        until(lambda: bool(list(client.jobs())), "the job")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "openjd_status: cancelled" in said
        assert [one.state for one in client.jobs()] == [JobState.cancelled]
        client.resume()
        ran(house, job)
        assert [one.state for one in client.jobs()] == [JobState.done]
    assert len(wavs(cut.folder / "Foley")) == 1


def test_files_may_be_called_as_they_like(shared_house: House, tmp_path: Path) -> None:
    """All that this file system takes."""
    made = Film(frames=5).make(tmp_path / "film.mp4")
    names = [name.rpartition("/")[2].rpartition("\\")[2] for name in ODD]
    films = []
    for name in names:
        films.append(tmp_path / "odd" / name)
        films[-1].parent.mkdir(exist_ok=True)
        os.link(made, films[-1])
    job = exported(shared_house, tmp_path / "odd")
    checked, _ = (process := farm(shared_house, "check", str(job))).communicate(timeout=60)
    assert process.returncode == 0, checked
    assert sorted(media_in(job)) == sorted(map(str, films))


def media_in(job: Path) -> list[str]:
    template: Any = json.loads(job.read_text("utf-8"))
    found = (step["parameterSpace"]["taskParameterDefinitions"] for step in template["steps"])
    return [path for clip, media in found for path in media["range"]]
