"""One app for each user and home."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from footfall_bridge.places import Places
from footfall_gui.only_one import OnlyOne


@pytest.fixture
def first(places: Places, qapp: object) -> Iterator[OnlyOne]:
    first = OnlyOne(places)
    assert first.is_first()
    yield first
    first.close()


def test_a_second_start_hands_over_its_files_and_goes(
    first: OnlyOne, places: Places, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not OnlyOne(places).is_first()
    command = [sys.executable, "-m", "footfall_gui", "--hidden", "ä b.mp4"]
    with qtbot.waitSignal(first.called, timeout=60_000) as called:
        second = subprocess.Popen(command, env=places.environment, cwd=tmp_path)
    qtbot.waitUntil(lambda: second.poll() == 0, timeout=60_000)
    assert called.args == [[str(tmp_path / "ä b.mp4")], False]


def test_another_home_has_an_app_of_its_own(first: OnlyOne, places: Places) -> None:
    other = Places.below(places.root / "other") if places.root else places
    other.make()
    neighbour = OnlyOne(other)
    assert neighbour.is_first()
    neighbour.close()


def test_whoever_comes_after_the_first_is_the_first(first: OnlyOne, places: Places) -> None:
    first.close()
    second = OnlyOne(places)
    assert second.is_first()
    second.close()


def test_noise_on_the_socket_wants_only_to_be_seen(first: OnlyOne, qtbot: QtBot) -> None:
    socket = QLocalSocket()
    with qtbot.waitSignal(first.called) as called:
        socket.connectToServer(first.name)
        socket.write(b"noise\n")
        socket.flush()
    assert called.args == [[], True]
    socket.abort()


def test_with_nobody_there_a_call_is_not_taken(
    places: Places, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footfall_gui.only_one._PATIENCE", 0.2)
    assert not OnlyOne(places).call([], seen=True)
