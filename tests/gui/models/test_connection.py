"""The daemon is followed through its ends and beginnings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.protocol import JobState, StateEvent
from footfall_gui.models.connection import Connection, State
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
