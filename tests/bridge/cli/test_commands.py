"""The other commands: their JSON, their words, their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.live import Live

from footfall_bridge.cli.board import Screen
from footfall_bridge.cli.logs import new_lines
from footfall_bridge.cli.watching import event_json
from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.locate import daemon_lives, ensure_daemon
from footfall_bridge.places import Places
from footfall_bridge.protocol import DecisionEvent, JobState, Order, ProgressEvent, StateEvent
from footfall_bridge.timeline import Clip
from tests.bridge.cli.words import Capture, json_of, text_of
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.fake_jobs import job_of
from tests.bridge.test_locate import STUB


@pytest.fixture
def jobs(daemon: FakeDaemon, places: Places) -> list[str]:
    """One waits, one is done, one has failed."""
    with Client(places, start=False) as client:
        ids = client.generate("/film/a.mov", "/film/b.mov", "/film/broken.mov")
    daemon.change(ids[1], state=JobState.done)
    daemon.change(ids[2], state=JobState.failed)
    return ids


def ids_in(listed: Any) -> list[str]:
    return [job["id"] for job in listed["jobs"]]


def test_the_queue_is_what_has_not_ended(jobs: list[str], capsys: Capture) -> None:
    assert json_of(capsys, "queue")["more"] is False
    assert ids_in(json_of(capsys, "queue")) == jobs[:1]
    assert ids_in(json_of(capsys, "queue", "--all")) == jobs[::-1]
    assert ids_in(json_of(capsys, "queue", "--state", "failed", "--state", "done")) == jobs[1:]
    assert "a.mov" in text_of(capsys, "queue")


def test_the_queue_is_listed_by_whose_turn_it_is(daemon: FakeDaemon, places: Places, capsys: Capture) -> None:
    with Client(places, start=False) as client:
        third, first, second, unknown = client.generate(*(f"/film/{name}.mov" for name in "abcd"))
    for turn, job in enumerate((first, second, third), 1):
        daemon.change(job, turn=turn)
    assert ids_in(json_of(capsys, "queue")) == [first, second, third, unknown]
    listed = json_of(capsys, "queue", "--limit", "2")
    assert (ids_in(listed), listed["more"]) == ([first, second], True)
    assert ids_in(json_of(capsys, "queue", "--all")) == [unknown, second, first, third]


def test_a_limit_says_that_there_is_more(jobs: list[str], capsys: Capture) -> None:
    listed = json_of(capsys, "queue", "--all", "--limit", "2")
    assert (len(listed["jobs"]), listed["more"]) == (2, True)
    assert "There are more" in text_of(capsys, "queue", "--all", "--limit", "2")
    assert len(json_of(capsys, "queue", "--all", "--limit", "0")["jobs"]) == 3


def test_an_unknown_state_names_those_there_are(jobs: list[str], capsys: Capture) -> None:
    assert "needs-media" in json_of(capsys, "queue", "--state", "lost", code=2)["error"]["message"]
    assert json_of(capsys, "queue", "--state", "needs-media")["jobs"] == []


def test_show(jobs: list[str], capsys: Capture) -> None:
    assert json_of(capsys, "show", jobs[2])["job"]["state"] == "failed"
    assert "/film/a.mov" in text_of(capsys, "show", jobs[0])
    assert json_of(capsys, "show", "none", code=2)["error"]["code"] == "unknown-job"


def test_show_tells_how_the_engine_works(daemon: FakeDaemon, places: Places, capsys: Capture) -> None:
    with Client(places, start=False) as client:
        (job,) = client.generate("/film/a.mov", negative="music", guidance=4.5, steps=50)
    shown = [line.split() for line in text_of(capsys, "show", job).splitlines()]
    assert [line for line in shown if line[0] in ("negative", "guidance", "steps")] == [
        ["negative", "music"],
        ["guidance", "4.5"],
        ["steps", "50"],
    ]


def test_cancel_all_leaves_what_has_ended(jobs: list[str], daemon: FakeDaemon, capsys: Capture) -> None:
    assert json_of(capsys, "cancel", "--all") == {"changed": jobs[:1], "refused": []}
    assert [job.state for job in daemon.jobs.values()] == ["cancelled", "done", "failed"]


def test_retry_and_forget_choose_by_state(jobs: list[str], daemon: FakeDaemon, capsys: Capture) -> None:
    assert json_of(capsys, "forget", "--done")["changed"] == [jobs[1]]
    assert text_of(capsys, "retry", "--failed") == "1 job queued again\n"
    assert [job.state for job in daemon.jobs.values()] == ["queued", "queued"]


def test_what_was_forgotten_is_restored(jobs: list[str], daemon: FakeDaemon, capsys: Capture) -> None:
    json_of(capsys, "forget", *jobs[1:])
    assert json_of(capsys, "restore", jobs[1])["changed"] == [jobs[1]]
    assert text_of(capsys, "forget", "--undo", jobs[2]) == "1 job restored\n"
    assert set(daemon.jobs) == set(jobs)
    assert json_of(capsys, "restore", jobs[1], code=2)["refused"][0]["error"]["code"] == "unknown-job"


def test_undo_wants_to_know_of_what(jobs: list[str], capsys: Capture) -> None:
    assert json_of(capsys, "forget", "--undo", code=2)["error"]["code"] == "usage"
    assert json_of(capsys, "forget", "--undo", "--done", code=2)["error"]["code"] == "usage"


def test_settings_are_listed_with_their_units(jobs: list[str], capsys: Capture) -> None:
    assert "memory.headroom = 1024 MiB\n" in text_of(capsys, "config", "list")
    assert text_of(capsys, "config", "get", "memory.headroom") == "1024\n"


def test_a_changed_setting_is_listed_with_its_default(jobs: list[str], capsys: Capture) -> None:
    text_of(capsys, "config", "set", "memory.headroom", "2048")
    text_of(capsys, "config", "set", "presets.rain", "light rain")
    listed = text_of(capsys, "config", "list")
    assert "memory.headroom = 2048 MiB (default 1024)\n" in listed
    assert "presets.rain = light rain\n" in listed


def test_a_job_refused_is_an_exit_code(jobs: list[str], capsys: Capture) -> None:
    changed = json_of(capsys, "cancel", jobs[0], "none", code=2)
    assert changed["changed"] == jobs[:1]
    assert changed["refused"][0]["error"]["code"] == "unknown-job"


@pytest.mark.parametrize(
    "words",
    [
        "cancel",
        "cancel job00001 --all",
        "retry",
        "forget",
        "move job00001",
        "move job00001 --first --last",
        "move --first",
        "show",
        "config set generate.engine",
        "config set generate.engine sketch --default",
        "queue --limit -1",
        "nonsense",
    ],
)
def test_what_cannot_be_meant_is_refused(words: str, jobs: list[str], daemon: FakeDaemon, capsys: Capture) -> None:
    assert json_of(capsys, *words.split(), code=2)["error"]["code"] == "usage"
    assert daemon.jobs[jobs[0]].state == "queued"


@pytest.mark.parametrize("where", [["--first"], ["--last"], ["--before", "job00002"]])
def test_move(where: list[str], jobs: list[str], capsys: Capture) -> None:
    assert json_of(capsys, "move", jobs[0], *where)["changed"] == jobs[:1]


def test_pause_and_resume(daemon: FakeDaemon, capsys: Capture) -> None:
    assert json_of(capsys, "pause") == {"paused": True}
    assert "paused" in text_of(capsys, "status")
    assert json_of(capsys, "resume") == {"paused": False}


def test_status_has_the_documented_shape(jobs: list[str], capsys: Capture) -> None:
    status = json_of(capsys, "status")
    assert status["daemon"].keys() >= {"pid", "version", "protocol", "uptime_s"}
    assert status["queue"] == {"queued": 1, "done": 1, "failed": 1}
    (worker,) = status["workers"]
    assert worker.keys() >= {"device", "engine", "state", "running", "memory"}
    assert worker["memory"].keys() >= {"total", "free", "held", "budget"}


def test_config(daemon: FakeDaemon, capsys: Capture) -> None:
    assert text_of(capsys, "config", "get", "generate.engine") == "sketch\n"
    assert json_of(capsys, "config", "get", "nothing", code=2)["error"]["code"] == "unknown-setting"
    assert json_of(capsys, "config", "set", "generate.engine", "x")["value"] == "x"
    assert json_of(capsys, "config", "set", "generate.engine", "--default")["value"] == "sketch"
    assert "generate.engine = sketch" in text_of(capsys, "config", "list")
    assert json_of(capsys, "config", "list")["file"] == "settings.toml"


def test_stop_returns_when_the_daemon_has_ended(places: Places, capsys: Capture) -> None:
    ensure_daemon(places, command=STUB)
    assert json_of(capsys, "stop") == {"stopped": True}
    assert not daemon_lives(places)
    assert json_of(capsys, "stop") == {"stopped": False}


def test_a_daemon_that_cannot_start_is_exit_code_3(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(
        "footfall_bridge.locate.daemon_command", lambda places: [sys.executable, "-c", "import nothing"]
    )
    error = json_of(capsys, "status", code=3)["error"]
    assert error["code"] == "daemon-start"
    assert "No module named 'nothing'" in error["message"]


def test_the_daemon_in_the_foreground_passes_its_exit_code_on(places: Places, tmp_path: Path) -> None:
    package = tmp_path / "footfall_daemon"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("raise SystemExit(7)")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "-m", "footfall_bridge.cli", "daemon"], env=environment, check=False)
    assert run.returncode == 7


def test_logs_join_rotated_files(places: Places, capsys: Capture) -> None:
    record = {"time": "2026-01-01T10:00:00.000", "level": "error", "name": "footfall", "message": "it \x1b broke"}
    (places.logs / "daemon.log.10").write_text("oldest\n")
    (places.logs / "daemon.log.2").write_text("older\n")
    places.log_file.write_text(json.dumps(record | {"traceback": "in line 1"}) + "\nnot a record\n[]\n")
    assert text_of(capsys, "logs").splitlines() == [
        "oldest",
        "older",
        "2026-01-01T10:00:00.000 error   footfall: it \\x1b broke",
        "    in line 1",
        "not a record",
        "[]",
    ]
    assert text_of(capsys, "logs", "-n", "1") == "[]\n"
    assert text_of(capsys, "logs", "-n", "3", "--json").startswith('{"time"')


def test_no_log_yet_is_a_sentence(places: Places, capsys: Capture) -> None:
    assert json_of(capsys, "logs", code=2)["error"]["code"] == "no-log"


def test_following_a_log_goes_on_through_a_rotation(tmp_path: Path) -> None:
    log = tmp_path / "daemon.log"
    lines = new_lines(log)
    log.write_text("one\ntwo\nhal")
    assert list(islice(lines, 2)) == ["one", "two"]
    with log.open("a") as file:
        file.write("f\n")
    assert next(lines) == "half"
    log.rename(tmp_path / "daemon.log.1")
    log.write_text("new\n")
    assert next(lines) == "new"


def test_watched_events_say_what_they_are() -> None:
    job = job_of(Order(clip=Clip(media="a.mov")), 1)
    events: list[Event] = [
        Snapshot([job], 3, "run"),
        StateEvent(sequence=4, id=job.id, job=job),
        ProgressEvent(progress={job.id: 0.5}),
        DecisionEvent(text="parked"),
    ]
    kinds = [json.loads(json.dumps(event_json(event)))["event"] for event in events]
    assert kinds == ["snapshot", "state", "progress", "decision"]


def test_the_table_shows_what_runs_when_not_all_fit() -> None:
    console = Console(width=100, height=8, record=True)
    screen = Screen(Live(console=console), console, total=20)
    order = Order(clip=Clip(media="a.mov"))
    for number in range(1, 21):
        job = job_of(order.model_copy(update={"clip": Clip(media=f"/film/clip{number}.mov")}), number)
        running = {"state": JobState.running, "progress": 0.5, "eta_s": 65.0}
        screen.note(job.model_copy(update=running if number == 20 else {}))
    console.print(screen.drawn())
    text = console.export_text()
    assert "clip20.mov" in text
    assert "clip19.mov" not in text
    assert "0 of 20 done, 1:05 left" in text


def test_the_version_is_one_line(capsys: Capture) -> None:
    assert text_of(capsys, "--version").startswith("footfall 0.")


def test_help_waits_for_no_sockets() -> None:
    heavy = "zmq", "footfall_bridge.protocol", "footfall_bridge.client", "rich.live"
    script = (
        f"import sys, footfall_bridge.cli.__main__; sys.exit(str([m for m in {heavy} if m in sys.modules] or ''))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.stderr.strip() == ""
