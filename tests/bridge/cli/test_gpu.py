"""`footfall gpu`: who has the devices, and that `release` returns when they are free, not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.cli import release
from footfall_bridge.cli.__main__ import main
from footfall_bridge.locate import daemon_lives
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState, WorkerInfo
from tests.bridge.cli.words import Capture, json_of, text_of
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.fake_devices import GIB, a_worker


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_LOOK_EVERY", 0.0)


@pytest.fixture
def cards(daemon: FakeDaemon) -> FakeDaemon:
    """A daemon with two workers."""
    daemon.devices.workers = [a_worker("cuda:0", "first"), a_worker("cuda:1", "second")]
    return daemon


def test_status_has_the_documented_shape(daemon: FakeDaemon, capsys: Capture) -> None:
    shown = json_of(capsys, "gpu", "status")
    assert shown.keys() == {"released", "editor_busy", "workers", "decisions"}
    (worker,) = shown["workers"]
    assert set(worker) == set(WorkerInfo.model_fields)
    assert worker.keys() >= {"name", "device", "node", "engine", "state", "running", "parked", "rate", "knee"}
    assert worker["memory"].keys() == {"total", "free", "held", "budget", "headroom", "sources"}
    assert worker["memory"]["sources"][1] == {"source": "NVML", "total": 0, "free": 0, "note": "no driver"}


def test_status_tells_people_whose_memory_it_is(daemon: FakeDaemon, capsys: Capture) -> None:
    daemon.devices.workers = [a_worker("cuda:0").model_copy(update={"node": "render"})]
    lines = text_of(capsys, "gpu", "status").splitlines()
    assert lines[0] == "cuda:0 on render: running, sketch, 1 parked"
    assert [line.split() for line in lines[1:9]] == [
        ["memory", "engine", "NVML"],
        ["total", "8.0", "GiB", "8.0", "GiB", "0", "MiB"],
        ["free", "4.0", "GiB", "4.0", "GiB", "0", "MiB"],
        ["used", "by", "others", "3.0", "GiB"],
        ["held", "by", "us", "1.0", "GiB"],
        ["headroom", "1.0", "GiB"],
        ["budget", "4.0", "GiB"],
        ["no", "driver"],
    ]
    assert lines[9].startswith("2 running; 12.5 s of sound per second; no faster beyond 40 s")
    assert lines[9].endswith("25% of the weights streamed")
    assert lines[-1] == "parked 1 clip: another program took 3.0 GiB"


def test_of_many_workers_each_has_a_line_that_says_why_it_is_idle(daemon: FakeDaemon, capsys: Capture) -> None:
    idle = WorkerInfo(
        device="cuda:0",
        node="render",
        engine=None,
        state="idle",
        running=[],
        memory=a_worker("cuda:0").memory,
        note="nothing to do",
    )
    daemon.devices.workers = [
        idle.model_copy(update={"name": f"cuda:{number}", "device": f"cuda:{number}"}) for number in range(16)
    ]
    lines = text_of(capsys, "gpu", "status").splitlines()
    assert lines[0].split() == ["Worker", "Runs", "Held", "Free", "Speed", "State"]
    rows = [" ".join(line.split()) for line in lines[1:17]]
    assert rows[15] == "cuda:15 on render 0 1.0 GiB 4.0 GiB idle: nothing to do"
    assert "footfall gpu status --device NAME" in lines[17]
    assert "NVML" in text_of(capsys, "gpu", "status", "--device", "cuda:15")


def test_one_device_is_shown_where_one_is_named(cards: FakeDaemon, capsys: Capture) -> None:
    assert [worker["name"] for worker in json_of(capsys, "gpu", "status", "--device", "cuda:1")["workers"]] == [
        "second"
    ]
    assert json_of(capsys, "gpu", "status", "--device", "first")["workers"][0]["device"] == "cuda:0"
    error = json_of(capsys, "gpu", "status", "--device", "cuda:7", code=2)["error"]
    assert (error["code"], "first, second" in error["message"]) == ("no-such-device", True)


def test_release_returns_when_the_device_is_free(daemon: FakeDaemon, capsys: Capture) -> None:
    daemon.devices.slowness = 3
    assert json_of(capsys, "gpu", "release") == {
        "devices": [{"name": "cpu", "device": "cpu", "freed": GIB, "free": 5 * GIB, "total": 8 * GIB}]
    }
    assert daemon.devices.released


def test_release_says_what_it_waits_for_and_what_was_freed(cards: FakeDaemon, capsys: Capture) -> None:
    cards.devices.slowness = 5
    assert main(["gpu", "release", "--device", "cuda:1"]) == 0
    out, err = capsys.readouterr()
    assert out == "second: 1.0 GiB freed, 5.0 GiB of 8.0 GiB are free now\n"
    assert err == "second: leaving, waiting for it to come free\n"
    assert [worker.state for worker in cards.devices.workers] == ["running", "released"]


def test_release_that_takes_too_long_says_who_holds_the_device(
    daemon: FakeDaemon, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "_PATIENCE", 0.0)
    daemon.devices.slowness = -1
    error = json_of(capsys, "gpu", "release", code=2)["error"]
    assert error["code"] == "still-held"
    assert "cpu (leaving, 1.0 GiB held)" in error["message"]


@pytest.mark.parametrize("command", ["release", "reclaim"])
def test_an_unknown_device_is_refused(command: str, cards: FakeDaemon, capsys: Capture) -> None:
    assert json_of(capsys, "gpu", command, "--device", "cuda:7", code=2)["error"]["code"] == "no-such-device"


def test_reclaim_takes_released_devices_back(cards: FakeDaemon, capsys: Capture) -> None:
    json_of(capsys, "gpu", "release")
    assert json_of(capsys, "gpu", "reclaim", "--device", "first") == {
        "devices": [{"name": "first", "device": "cuda:0", "state": "idle"}]
    }
    assert text_of(capsys, "gpu", "reclaim") == "first: idle\nsecond: idle\n"


def test_an_editor_has_the_devices_for_a_while(daemon: FakeDaemon, capsys: Capture) -> None:
    assert json_of(capsys, "gpu", "busy", "--for", "60", "--host", "Resolve") == {
        "busy": True,
        "host": "Resolve",
        "seconds": 60.0,
        "daemon": True,
    }
    assert "Resolve has asked for the devices" in text_of(capsys, "gpu", "status")
    assert text_of(capsys, "gpu", "idle", "--host", "Resolve") == "The devices are used again.\n"
    assert [(word.busy, word.seconds) for word in daemon.devices.words] == [(True, 60.0), (False, 0.0)]


def test_an_editor_starts_no_daemon(places: Places, capsys: Capture) -> None:
    assert json_of(capsys, "gpu", "busy")["daemon"] is False
    assert "No daemon runs" in text_of(capsys, "gpu", "idle")
    assert not daemon_lives(places)


@pytest.mark.parametrize(
    "words", ["gpu", "gpu busy --for 601", "gpu busy --for -1", "gpu release cuda:0", "gpu x"]
)
def test_what_cannot_be_meant_is_refused(words: str, daemon: FakeDaemon, capsys: Capture) -> None:
    assert main(words.split()) == 2
    assert not daemon.devices.asked
    assert not daemon.devices.words


def test_the_daemon_s_status_tells_of_lent_devices(daemon: FakeDaemon, capsys: Capture) -> None:
    row = next(line for line in text_of(capsys, "status").splitlines() if line.startswith("cpu"))
    assert " ".join(row.split()) == "cpu 2 1.0 GiB 4.0 GiB 12.5 s/s running, sketch, 1 parked"
    main(["gpu", "busy", "--host", "Resolve"])
    main(["gpu", "release"])
    capsys.readouterr()
    text = text_of(capsys, "status")
    assert "All devices are left to other programs" in text
    assert "Resolve has asked for the devices" in text
    assert json_of(capsys, "status")["released"] is True


def test_the_queue_shows_how_far_a_parked_clip_is(daemon: FakeDaemon, film: Path, capsys: Capture) -> None:
    text_of(capsys, "generate", str(film), "--no-wait")
    daemon.change("job00001", state=JobState.parked, progress=0.4)
    assert "parked 40%" in text_of(capsys, "queue", "--state", "parked")
