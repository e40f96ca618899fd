"""The engines got from the window: a stand-in for what fetches, which waits until it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from footfall_bridge.protocol import Refusal
from footfall_bridge.provision.builds import Build, Choice
from footfall_bridge.provision.provision import Provision, Provisioned
from footfall_bridge.provision.wheels import Progress
from footfall_gui.models.connection import Connection, State
from footfall_gui.models.errands import Errands
from footfall_gui.models.provisioning import Provisioning

CHOICE = Choice(build=Build.cpu, folder=None, why="no graphics card", download_bytes=2**30, installed_bytes=2**31)
FETCHING = Progress(stage="fetching", what="torch", number=1, count=2, done=1, total=4)


class Line(QObject):
    """As a connection is whose daemon cannot be started."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = State.failed
        self.trouble: Refusal | None = Refusal("no-engines", "the engines are not installed yet")
        self.starts = 0

    def start_daemon(self) -> None:
        self.starts += 1


class StandIn:
    """Tells once how far it is, then waits to be interrupted or let through."""

    def __init__(self, trouble: Refusal | None = None) -> None:
        self.let_through = threading.Event()
        self.interrupted = threading.Event()
        self._trouble = trouble

    def plan(self) -> Choice:
        return CHOICE

    def interrupt(self) -> None:
        self.interrupted.set()
        self.let_through.set()

    def carry_out(self, choice: Choice, hear: Callable[[Progress], None]) -> Provisioned:
        hear(FETCHING)
        self.let_through.wait()
        if self.interrupted.is_set():
            raise Refusal("interrupted", "it was interrupted")
        if self._trouble is not None:
            raise self._trouble
        return Provisioned(choice, "cpu", "2.0", "/engines/bin/python")


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def made() -> list[StandIn]:
    """Those that were built, the last the newest."""
    return []


@pytest.fixture
def model(line: Line, made: list[StandIn], errands: Errands, qtbot: QtBot) -> Iterator[Provisioning]:
    """With a plan."""

    def build() -> Provision:
        made.append(StandIn())
        return cast("Provision", made[-1])

    model = Provisioning(cast("Connection", line), errands, build, Path("/engines"))
    line.changed.emit()
    qtbot.waitUntil(lambda: model.plan == CHOICE)
    yield model
    model.close()


def begin(model: Provisioning, qtbot: QtBot) -> None:
    model.start()
    qtbot.waitUntil(lambda: model.progress == FETCHING)


def test_what_would_be_fetched_is_known_before_anything_is(model: Provisioning, made: list[StandIn]) -> None:
    assert len(made) == 1
    assert not model.running


def test_when_all_is_here_the_daemon_is_started(
    model: Provisioning, made: list[StandIn], line: Line, qtbot: QtBot
) -> None:
    begin(model, qtbot)
    made[-1].let_through.set()
    qtbot.waitUntil(lambda: model.made is not None)
    assert not model.running
    assert line.starts == 1


def test_it_is_interrupted_and_goes_on_with_the_next_start(
    model: Provisioning, made: list[StandIn], line: Line, qtbot: QtBot
) -> None:
    begin(model, qtbot)
    model.cancel()
    assert model.ending
    qtbot.waitUntil(lambda: not model.running)
    assert model.trouble is not None
    assert (model.trouble.code, line.starts) == ("interrupted", 0)
    begin(model, qtbot)
    assert model.trouble is None
    assert len(made) == 3


def test_a_second_start_beside_the_first_is_none(model: Provisioning, made: list[StandIn], qtbot: QtBot) -> None:
    begin(model, qtbot)
    model.start()
    assert len(made) == 2


def test_trouble_is_kept_for_people(model: Provisioning, made: list[StandIn], line: Line, qtbot: QtBot) -> None:
    begin(model, qtbot)
    made[-1]._trouble = Refusal("disk-full", "make room")
    made[-1].let_through.set()
    qtbot.waitUntil(lambda: model.trouble is not None and model.trouble.code == "disk-full")
    assert (model.running, line.starts) == (False, 0)


@pytest.mark.parametrize("code", ["daemon-start", "protocol"])
def test_other_trouble_is_not_for_want_of_engines(line: Line, errands: Errands, code: str) -> None:
    def build() -> Provision:
        raise AssertionError("nobody asked")

    model = Provisioning(cast("Connection", line), errands, build, Path("/engines"))
    line.trouble = Refusal(code, "it ended at once")
    line.changed.emit()
    assert model.lack is None
