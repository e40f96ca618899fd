"""Finding and starting the daemon: once, however many ask, and with a reason where it does not come up."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from footfall_bridge import locate
from footfall_bridge.client import Client
from footfall_bridge.locate import daemon_command, daemon_lives, ensure_daemon, read_connection, wait_until_ended
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from tests.bridge.fake_daemon import FakeDaemon

ROOT = Path(__file__).parents[2]
STUB = [
    sys.executable,
    "-c",
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.bridge.fake_daemon import main; main()",
]


@pytest.fixture
def _stub(places: Places) -> Iterator[None]:
    """Ends what the test has started."""
    yield
    if daemon_lives(places):
        with Client(places, start=False) as client:
            client.stop()
    assert wait_until_ended(places, 20.0)


def starts(places: Places) -> int:
    return len((places.data / "starts").read_text().split())


@pytest.mark.usefixtures("_stub")
def test_clients_at_once_start_one_daemon(places: Places) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ensure_daemon(places, command=STUB), range(4)))
    assert len({connection.instance for connection in found}) == 1
    assert starts(places) == 1


@pytest.mark.usefixtures("_stub")
def test_a_stale_connection_file_is_replaced(places: Places) -> None:
    crashed = FakeDaemon(places).start()
    crashed.crash()
    assert read_connection(places) == crashed.connection
    assert ensure_daemon(places, command=STUB).instance != crashed.connection.instance


@pytest.mark.usefixtures("_stub")
def test_waiting_starts_a_crashed_daemon_again(places: Places, daemon: FakeDaemon) -> None:
    with Client(places, command=STUB) as client:
        (job,) = client.generate("a.mov")
        (last,) = client.wait([job], lambda _: daemon.crash())
    assert starts(places) == 1
    assert last.state == "queued"  # the stub does not know the job: what was lost never looks done


def test_a_running_daemon_is_left_alone(places: Places, daemon: FakeDaemon) -> None:
    assert ensure_daemon(places, command=["this", "cannot", "run"]) == daemon.connection


def test_a_daemon_that_ends_at_once_says_why(places: Places) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('there is no room on the disk')"]
    with pytest.raises(Refusal, match="no room on the disk") as caught:
        ensure_daemon(places, command=command)
    assert caught.value.code == "daemon-start"
    assert str(places.logs) in caught.value.message


def test_the_log_is_asked_where_the_process_said_nothing(places: Places) -> None:
    places.log_file.write_text('{"level": "info", "message": "first"}\n{"message": "the queue is damaged"}\n')
    with pytest.raises(Refusal, match="the queue is damaged"):
        ensure_daemon(places, command=[sys.executable, "-c", ""])


def test_a_daemon_that_never_answers_is_given_up(places: Places, daemon: FakeDaemon) -> None:
    places.connection_file.unlink()
    with pytest.raises(Refusal, match="does not answer") as caught:
        ensure_daemon(places, command=["never", "run"], patience=0.2)
    assert caught.value.code == "daemon-start"


def test_wrong_keys_are_told_apart_from_a_slow_start(
    places: Places, daemon: FakeDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locate, "KEYS_PATIENCE", 0.1)
    foreign = daemon.connection.model_copy(update={"server_key": daemon.connection.client_key})
    places.connection_file.write_text(foreign.model_dump_json())
    with pytest.raises(Refusal) as caught:
        ensure_daemon(places, command=["never", "run"])
    assert caught.value.code == "not-allowed"


def test_a_missing_daemon_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match="pip install") as caught:
        daemon_command()
    assert caught.value.code == "no-daemon"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', "\0" * 100])
def test_a_garbled_connection_file_is_none(places: Places, content: str) -> None:
    places.connection_file.write_text(content)
    assert read_connection(places) is None


def test_the_lock_tells_whether_a_daemon_lives(places: Places) -> None:
    assert not daemon_lives(places)
    daemon = FakeDaemon(places).start()
    assert daemon_lives(places)
    daemon.crash()
    assert not daemon_lives(places)
