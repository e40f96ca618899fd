"""Daemons of other versions: what is said, and what still works."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge import protocol as p
from footfall_bridge import skew, wire
from footfall_bridge.cli.__main__ import main
from footfall_bridge.client import Client
from footfall_bridge.locate import ensure_daemon, read_connection, wait_until_ended
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from tests.bridge.fake_daemon import FakeDaemon
from tests.bridge.fake_jobs import job_of
from tests.bridge.test_locate import STUB, starts

OLDER, NEWER = "0.0.9", "99.0.0"


@pytest.fixture
def daemons(places: Places) -> Iterator[list[FakeDaemon]]:
    running: list[FakeDaemon] = []
    yield running
    for daemon in running:
        daemon.stop()


def stub(call: str) -> list[str]:
    """How a daemon of the tests is run that is not as usual."""
    return [*STUB[:-1], STUB[-1].replace("main()", call)]


def run(daemons: list[FakeDaemon], places: Places, version: str, *, knows_less: bool = False) -> FakeDaemon:
    daemons.append(FakeDaemon(places, version=version, knows_less=knows_less).start())
    return daemons[-1]


@pytest.mark.parametrize(
    ("version", "than", "older"),
    [("0.1.0", "0.2.0", True), ("0.9.0", "0.10.0", True), ("1.0.0", "0.9.9", False), ("0.1.0", "0.1.0", False)],
)
def test_versions_are_numbers_and_not_words(version: str, than: str, older: bool) -> None:
    assert skew.is_older(version, than) is older


def test_what_is_no_version_is_not_older() -> None:
    assert not skew.is_older("fake", than="0.1.0")
    assert not skew.is_older("0.1.0", than="unknown")


def test_an_older_daemon_does_what_it_knows(places: Places, daemons: list[FakeDaemon]) -> None:
    run(daemons, places, OLDER)
    with Client(places, start=False) as client:
        assert client.connect().version == OLDER
        assert client.generate("a.mov")


def test_what_an_older_daemon_does_not_know_is_said_with_what_to_do(
    places: Places, daemons: list[FakeDaemon]
) -> None:
    run(daemons, places, OLDER, knows_less=True)
    with Client(places, start=False) as client, pytest.raises(Refusal, match="`footfall stop`") as refused:
        client.engines()
    assert refused.value.code == "daemon-older"


def test_a_newer_daemon_that_is_not_understood_is_called_newer(places: Places, daemons: list[FakeDaemon]) -> None:
    run(daemons, places, NEWER, knows_less=True)
    with Client(places, start=False) as client, pytest.raises(Refusal) as refused:
        client.engines()
    assert refused.value.code == "daemon-newer"


def test_a_refusal_that_has_other_reasons_stays_as_it_is(places: Places, daemons: list[FakeDaemon]) -> None:
    run(daemons, places, OLDER)
    with Client(places, start=False) as client, pytest.raises(Refusal) as refused:
        client.job("nothing")
    assert refused.value.code == "unknown-job"


def test_an_older_daemon_with_nothing_to_do_is_replaced(places: Places) -> None:
    assert ensure_daemon(places, command=stub(f"main({OLDER!r})")).version == OLDER
    with Client(places, command=STUB) as client:
        assert client.connect().version == "fake"
        client.stop()
    assert starts(places) == 2
    assert wait_until_ended(places, 20.0)


def test_an_older_daemon_at_work_is_left_to_it(places: Places, daemons: list[FakeDaemon]) -> None:
    old = run(daemons, places, OLDER)
    with Client(places, start=False) as client:
        (job,) = client.generate("a.mov")
    old.change(job, state=p.JobState.running)
    assert ensure_daemon(places, command=["this", "cannot", "run"]) == old.connection


def test_a_newer_daemon_is_not_replaced(places: Places, daemons: list[FakeDaemon]) -> None:
    new = run(daemons, places, NEWER)
    assert ensure_daemon(places, command=["this", "cannot", "run"]) == new.connection


def test_stop_ends_one_that_speaks_another_protocol(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    with subprocess.Popen(stub(f"main(speaks={p.PROTOCOL + 1})"), env=places.environment) as other:
        while read_connection(places) is None:
            time.sleep(0.02)
        assert main(["stop"]) == 0
        assert other.wait() != 0
    assert "has stopped" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("speaks", "advice"), [(p.PROTOCOL - 1, "`footfall stop`"), (p.PROTOCOL + 1, "update this")]
)
def test_another_protocol_says_which_of_both_to_change(speaks: int, advice: str) -> None:
    assert advice in skew.other_protocol("0.3.0", speaks, "0.2.0", p.PROTOCOL).message


@pytest.mark.parametrize(("version", "word"), [(OLDER, "older"), (NEWER, "newer")])
def test_status_says_which_is_older(
    places: Places, daemons: list[FakeDaemon], capsys: pytest.CaptureFixture[str], version: str, word: str
) -> None:
    daemon = run(daemons, places, version)
    with Client(places, start=False) as client:
        (job,) = client.generate("a.mov")
    daemon.change(job, state=p.JobState.running)
    assert main(["status"]) == 0
    assert f"{word} than this program" in capsys.readouterr().out


def test_a_request_from_the_future_has_a_code_of_its_own() -> None:
    data = b"\x83\xa8protocol\x01\xa2id\xa1x\xa2op\xa5dance"
    with pytest.raises(wire.BadCall, match="'dance'") as refused:
        wire.Call.parse(data)
    assert (refused.value.code, refused.value.call_id) == ("unknown-request", "x")


def test_what_a_newer_daemon_says_beyond_what_we_know_is_passed_over(tmp_path: Path) -> None:
    order = p.Order.model_validate({"clip": {"media": str(tmp_path / "a.mov")}})
    job = job_of(order, 1, 0)
    assert p.JobInfo.model_validate({**job.model_dump(), "mood": "good"}) == job
