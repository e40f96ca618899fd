"""Errands are run beside Qt's thread, and answered in it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.protocol import Refusal
from footfall_gui.models.errands import Errands


def test_what_is_said_and_answered_comes_in_order_in_qts_thread(errands: Errands, qtbot: QtBot) -> None:
    heard: list[object] = []
    threads: set[int] = set()

    def work(say: Callable[[object], None]) -> str:
        threads.add(threading.get_ident())
        say(1)
        say(2)
        return "done"

    def hear(said: object) -> None:
        assert threading.get_ident() not in threads
        heard.append(said)

    errands.run(work, hear, heard.append, hear)
    qtbot.waitUntil(lambda: heard == [1, 2, "done"])


def test_a_refusal_is_told(errands: Errands, qtbot: QtBot) -> None:
    told: list[Refusal] = []

    def work(say: Callable[[object], None]) -> None:
        raise Refusal("no-luck", "try again")

    errands.run(work, lambda _: None, told.append)
    qtbot.waitUntil(lambda: [it.code for it in told] == ["no-luck"])


def test_a_mistake_is_told_and_logged(errands: Errands, caplog: pytest.LogCaptureFixture, qtbot: QtBot) -> None:
    told: list[Refusal] = []
    errands.run(lambda _: 1 // 0, lambda _: None, told.append)
    qtbot.waitUntil(lambda: [it.code for it in told] == ["internal"])
    assert "ZeroDivisionError" in caplog.text


def test_nothing_is_told_after_the_end(qapp: object, qtbot: QtBot) -> None:
    errands, go, ended = Errands(), threading.Event(), threading.Event()
    heard: list[object] = []

    def work(say: Callable[[object], None]) -> None:
        go.wait(10)
        say("late")
        ended.set()

    errands.run(work, heard.append, heard.append, heard.append)
    errands.close()
    go.set()
    assert ended.wait(10)
    qtbot.wait(50)
    assert heard == []
