"""Questions are asked beside Qt's thread, and answered in it."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.protocol import Refusal, Status
from footfall_gui.models.asking import Asker


def test_an_answer_comes_in_qts_thread(asker: Asker, qtbot: QtBot) -> None:
    heard: list[tuple[Status, int]] = []
    asked: list[int] = []

    def ask(client: Client) -> Status:
        asked.append(threading.get_ident())
        return client.status()

    asker.ask(ask, lambda status: heard.append((status, threading.get_ident())))

    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0][0].paused is False
    assert heard[0][1] == threading.get_ident() != asked[0]


def test_a_refusal_nobody_wants_is_shown_to_the_user(asker: Asker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(asker.refused) as signal:
        asker.ask(lambda client: client.job("nothing"))
    assert signal.args is not None
    assert isinstance(signal.args[0], Refusal)
    assert signal.args[0].code == "unknown-job"


def test_nothing_is_answered_after_the_end(asker: Asker, qtbot: QtBot) -> None:
    heard: list[object] = []
    began, go = threading.Event(), threading.Event()

    def ask(client: Client) -> None:
        began.set()
        go.wait(10)

    asker.ask(ask, heard.append)
    assert began.wait(10)
    threading.Timer(0.05, go.set).start()
    asker.close()
    qtbot.wait(50)
    assert heard == []
