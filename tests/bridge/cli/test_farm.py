"""`footfall farm`: the lines by which a farm is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.cli.farm import Telling
from footfall_bridge.farm.sheet import text_of
from footfall_bridge.places import Places
from footfall_bridge.protocol import PROTOCOL, JobState
from tests.bridge.cli.words import Capture, touched
from tests.bridge.cli.words import text_of as said
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.fake_jobs import job_of
from tests.bridge.farm.orders import order_of
from tests.bridge.hosts.sounding import file_of


def test_progress_is_of_all_takes_and_a_state_is_told_once(capsys: Capture) -> None:
    one, two = (job_of(order_of(), number, number) for number in (0, 1))
    tell = Telling()
    for job in (one, two):
        tell(job)
    tell(one.model_copy(update={"state": JobState.running, "progress": 0.5}))
    tell(two)
    tell(one.model_copy(update={"state": JobState.done}))
    assert capsys.readouterr().out.splitlines() == [
        "openjd_progress: 0",
        "openjd_status: ride.mov, take 1: queued",
        "openjd_status: ride.mov, take 2: queued",
        "openjd_progress: 25",
        "openjd_status: ride.mov, take 1: running",
        "openjd_progress: 50",
        "openjd_status: ride.mov, take 1: done",
    ]


@pytest.fixture
def task(film: Path, tmp_path: Path) -> list[str]:
    """The words of a task whose film is there."""
    sheet = tmp_path / "orders.json"
    sheet.write_text(text_of({1: order_of(str(film))}))
    return ["farm", "run", str(sheet), "1", f"--media={film}", f"--output={tmp_path / 'out'}"]


@pytest.fixture
def made(eager_daemon: FakeDaemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDaemon:
    """Where its jobs say that their files are, there is one."""
    monkeypatch.chdir(tmp_path)
    touched(tmp_path / "Foley" / "ride_foley_00-00-00-00_t1_v1.wav")
    return eager_daemon


def test_what_is_there_needs_no_daemon(task: list[str], film: Path, tmp_path: Path, capsys: Capture) -> None:
    made = tmp_path / "out" / "ride_foley_01-00-00-00_t1_v1.wav"
    made.parent.mkdir()
    made.write_bytes(file_of(order_of(str(film)), "mix"))
    assert said(capsys, *task).splitlines() == ["openjd_progress: 100", str(made)]


def test_a_task_tells_what_it_made(task: list[str], made: FakeDaemon, capsys: Capture) -> None:
    lines = said(capsys, *task).splitlines()
    assert lines[-1] == "Foley/ride_foley_00-00-00-00_t1_v1.wav"
    assert "openjd_progress: 100" in lines
    assert "openjd_status: ride.mp4, take 1: done" in lines


def test_a_queue_that_is_paused_is_told(task: list[str], made: FakeDaemon, capsys: Capture) -> None:
    made.paused = True
    assert said(capsys, *task).startswith("openjd_status: the queue of this node is paused\n")


def test_a_proxy_that_is_the_media_itself_is_none(
    task: list[str], film: Path, made: FakeDaemon, capsys: Capture
) -> None:
    said(capsys, *task, f"--proxy={film}")
    (order,) = made.orders.values()
    assert order.clip.proxy is None


def test_a_proxy_goes_along(task: list[str], film: Path, made: FakeDaemon, capsys: Capture) -> None:
    said(capsys, *task, f"--proxy={film.with_name('proxy.mp4')}")
    (order,) = made.orders.values()
    assert order.clip.proxy == str(film.with_name("proxy.mp4"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "gone.json", "1", "--media=/a.mov", "--output=/out"], "no-such-file"),
        (["enter", "sketch", "nobody"], "unknown-engine"),
    ],
)
def test_a_refusal_is_why_it_failed(daemon: FakeDaemon, capsys: Capture, words: list[str], code: str) -> None:
    (line,) = said(capsys, "farm", *words, code=2).splitlines()
    assert line.startswith("openjd_fail: ")
    assert line.endswith(f"[{code}]")


def test_a_session_that_started_nothing_stops_nothing(daemon: FakeDaemon, capsys: Capture) -> None:
    assert said(capsys, "farm", "enter", "sketch") == ""
    assert said(capsys, "farm", "leave") == ""
    assert daemon.requests["stop"] == 0


def test_a_daemon_that_cannot_be_asked_fails_no_session(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    daemon = FakeDaemon(places, speaks=PROTOCOL + 1).start()
    try:
        monkeypatch.setenv("FOOTFALL_FARM_DAEMON", daemon.connection.instance)
        assert said(capsys, "farm", "leave").endswith("[protocol]\n")
    finally:
        daemon.stop()


def test_the_help_does_not_list_it(capsys: Capture) -> None:
    assert " farm " not in said(capsys, "--help")
    assert "export" in said(capsys, "--help")
    assert "run" in said(capsys, "farm", "--help")
