"""Auditions whose answers come early, late or not at all: the daemon's side is played by the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.protocol import (
    DaemonInfo,
    ErrorInfo,
    JobInfo,
    JobState,
    Order,
    Output,
    Refusal,
    StateEvent,
    Status,
)
from footfall_bridge.timeline import Clip, Time
from footfall_gui.models.asking import Asker, Refused
from footfall_gui.models.auditions import Auditions
from tests.gui.models.test_details_time import job

ORDER = Order(clip=Clip(duration=Time(value=1, rate=(1, 1))))
IDLE = Status(daemon=DaemonInfo(pid=1, version="1", protocol=1), queue={}, paused=False, workers=[])


class Held(Asker):
    """Questions wait until the test answers them, in their order."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.asked: list[Callable[[Any], None]] = []

    def ask(
        self,
        ask: Callable[[Client], Any],
        then: Callable[[Any], None] = lambda _: None,
        refused: Refused | None = None,
    ) -> None:
        self.asked.append(then)

    def answer(self, answer: object) -> None:
        self.asked.pop(0)(answer)


@pytest.fixture
def asker(qapp: object) -> Held:
    return Held()


@pytest.fixture
def auditions(asker: Held, tmp_path: Path) -> Auditions:
    auditions = Auditions(asker)
    asker.answer(tmp_path)
    return auditions


def ended(id_: str, folder: Path, state: JobState = JobState.done) -> StateEvent:
    output = Output(path=str(folder / f"{id_}.wav"), sample_rate=48_000, channels=2, samples=1, time_reference=0)
    made = job(id=id_, state=state, outputs=[output] if state is JobState.done else [])
    return StateEvent(sequence=1, id=id_, job=made)


def ready(auditions: Auditions) -> list[str]:
    heard: list[str] = []
    auditions.ready.connect(lambda made, about: heard.append(made.id))
    return heard


def wanted(auditions: Auditions, asker: Held, qtbot: QtBot) -> None:
    """And asked for."""
    asker.asked.clear()
    auditions.want(ORDER, 0.0)
    qtbot.waitUntil(lambda: bool(asker.asked))


def test_one_that_ends_before_its_id_is_known_is_heard(
    auditions: Auditions, asker: Held, qtbot: QtBot, tmp_path: Path
) -> None:
    heard = ready(auditions)
    wanted(auditions, asker, qtbot)
    auditions.hear([ended("a", tmp_path), ended("stranger", tmp_path.parent)])
    asker.answer(("a", IDLE))
    assert heard == ["a"]
    assert not auditions.under_way


def test_one_that_is_not_wanted_any_more_is_not_heard(
    auditions: Auditions, asker: Held, qtbot: QtBot, tmp_path: Path
) -> None:
    heard = ready(auditions)
    wanted(auditions, asker, qtbot)
    auditions.drop()
    asker.answer(("a", IDLE))
    auditions.hear([ended("a", tmp_path)])
    assert heard == []
    assert len(asker.asked) == 2, "it is cancelled, and what it had written by then is removed"


def test_the_newest_wins(auditions: Auditions, asker: Held, qtbot: QtBot, tmp_path: Path) -> None:
    heard = ready(auditions)
    wanted(auditions, asker, qtbot)
    first = asker.asked.pop()
    wanted(auditions, asker, qtbot)
    first(("a", IDLE))
    auditions.hear([ended("a", tmp_path)])
    asker.answer(("b", IDLE))
    auditions.hear([ended("b", tmp_path)])
    assert heard == ["b"]


def test_one_that_fails_says_why(auditions: Auditions, asker: Held, qtbot: QtBot, tmp_path: Path) -> None:
    wanted(auditions, asker, qtbot)
    asker.answer(("a", IDLE))
    event = ended("a", tmp_path, JobState.failed)
    assert event.job is not None
    error = ErrorInfo(code="unknown-material", message="no such material")
    failed = event.model_copy(update={"job": event.job.model_copy(update={"error": error})})
    with qtbot.waitSignal(auditions.failed) as signal:
        auditions.hear([failed])
    assert signal.args is not None
    assert isinstance(signal.args[0], Refusal)
    assert signal.args[0].code == "unknown-material"


def test_what_is_ours_is_known_by_its_folder_before_its_id(auditions: Auditions, tmp_path: Path) -> None:
    mine, other = ended("a", tmp_path).job, ended("b", tmp_path.parent).job
    assert isinstance(mine, JobInfo)
    assert isinstance(other, JobInfo)
    assert auditions.owns(mine)
    assert not auditions.owns(other)


def test_what_an_app_that_crashed_has_left_is_forgotten(auditions: Auditions, asker: Held, tmp_path: Path) -> None:
    auditions.hear([ended("a", tmp_path), ended("stranger", tmp_path.parent)])
    assert len(asker.asked) == 1
