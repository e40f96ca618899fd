"""The daemon is followed through its ends and beginnings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.locate import read_connection
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState, StateEvent
from footfall_gui.models.connection import Connection, State
from tests.bridge.fake_daemon import FakeDaemon
from tests.end_to_end.house import House


def _is(connection: Connection, state: State) -> Callable[[], bool]:
    return lambda: connection.state is state


def test_what_happens_to_a_job_is_heard(connection: Connection, client: Client, film: Path, qtbot: QtBot) -> None:
    heard: list[Event] = []
    connection.news.connect(heard.extend)
    qtbot.waitUntil(lambda: any(isinstance(event, Snapshot) for event in heard), timeout=20_000)

    [job] = client.generate(film)

    def done() -> bool:
        states = [event.job.state for event in heard if isinstance(event, StateEvent) and event.job]
        return JobState.done in states

    qtbot.waitUntil(done, timeout=60_000)
    assert {event.id for event in heard if isinstance(event, StateEvent)} == {job}


def test_a_daemon_that_was_stopped_is_told_and_found_again(
    connection: Connection, house: House, qtbot: QtBot
) -> None:
    qtbot.waitUntil(_is(connection, State.connected), timeout=20_000)
    first = connection.daemon

    house.stop()
    qtbot.waitUntil(_is(connection, State.stopped), timeout=30_000)
    assert connection.trouble is not None

    house.start()
    qtbot.waitUntil(_is(connection, State.connected), timeout=30_000)
    assert connection.daemon is not None
    assert connection.daemon != first


def test_a_daemon_that_crashed_is_waited_for_and_started_again(
    connection: Connection, house: House, qtbot: QtBot
) -> None:
    qtbot.waitUntil(_is(connection, State.connected), timeout=20_000)
    states: list[State] = []
    connection.changed.connect(lambda: states.append(connection.state))

    house.kill()

    qtbot.waitUntil(lambda: states[-1:] == [State.connected], timeout=60_000)
    assert states == [State.waiting, State.connected]
    assert connection.daemon is not None
    psutil.Process(connection.daemon.pid).terminate()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP is missing on Windows")
def test_a_daemon_that_hangs_is_said_to_and_heard_again(
    connection: Connection, house: House, qtbot: QtBot
) -> None:
    qtbot.waitUntil(_is(connection, State.connected), timeout=20_000)
    daemon = _process(house.places)

    daemon.suspend()
    try:
        qtbot.waitUntil(_is(connection, State.waiting), timeout=30_000)
        assert connection.trouble is not None
        assert connection.trouble.code == "no-answer"
    finally:
        daemon.resume()

    qtbot.waitUntil(_is(connection, State.connected), timeout=60_000)
    assert _process(house.places) == daemon


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP is missing on Windows")
def test_a_daemon_that_hangs_can_be_restarted(connection: Connection, house: House, qtbot: QtBot) -> None:
    qtbot.waitUntil(_is(connection, State.connected), timeout=20_000)
    hung = _process(house.places)
    hung.suspend()
    qtbot.waitUntil(_is(connection, State.waiting), timeout=30_000)

    connection.restart_daemon()

    qtbot.waitUntil(_is(connection, State.connected), timeout=60_000)
    assert connection.daemon is not None
    assert connection.daemon.pid != hung.pid
    psutil.Process(connection.daemon.pid).terminate()


def test_a_daemon_of_another_version_is_told_and_looked_for_again(
    tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    places = Places.below(tmp_path / "home")
    stranger = FakeDaemon(places, speaks=99).start()
    connection = Connection(lambda: Client(places, start=False))
    connection.open()
    qtbot.waitUntil(_is(connection, State.failed), timeout=30_000)
    assert connection.trouble is not None
    assert connection.trouble.code == "protocol"

    stranger.stop()
    ours = FakeDaemon(places).start()
    qtbot.waitUntil(_is(connection, State.connected), timeout=30_000)
    connection.close()
    ours.stop()


def _process(places: Places) -> psutil.Process:
    told = read_connection(places)
    assert told is not None
    return psutil.Process(told.pid)
