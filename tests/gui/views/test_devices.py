"""The GPU panel, used with mouse and keys."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from footfall_gui.models.devices import DevicesModel
from footfall_gui.views.devices import DevicesView
from tests.bridge.fake_devices import a_worker
from tests.gui.pretence import Pretence


@pytest.fixture
def view(pretence: Pretence, qtbot: QtBot) -> DevicesView:
    view = DevicesView(DevicesModel(pretence.asker, pretence.connection))
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    qtbot.waitUntil(lambda: bool(view.cards), timeout=10_000)
    return view


def button(view: DevicesView, words: str) -> QPushButton:
    return next(it for it in view.findChildren(QPushButton) if words in it.text() and it.isVisible())


def test_a_device_is_freed_and_taken_back_with_a_click(view: DevicesView, qtbot: QtBot) -> None:
    QTest.mouseClick(button(view, "Free the GPU now"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("Take it back" in it.text() and it.isEnabled() for it in visible(view)))
    QTest.mouseClick(button(view, "Take it back"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("Free the GPU" in it.text() for it in visible(view)))


def visible(view: DevicesView) -> list[QPushButton]:
    return [it for it in view.findChildren(QPushButton) if it.isVisible()]


def test_many_devices_are_folded_to_what_matters_most(pretence: Pretence, qtbot: QtBot) -> None:
    why = {"state": "idle", "running": [], "node": "render", "note": "nothing to do"}
    workers = [a_worker(f"cuda:{number}").model_copy(update=why) for number in range(16)]
    pretence.daemon.devices.workers = workers
    view = DevicesView(DevicesModel(pretence.asker, pretence.connection))
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: len(view.cards) == 16, timeout=10_000)
    last = view.cards[15]
    assert last.folded
    assert not last.chart.isVisible()
    words = " ".join(label.text() for label in last.findChildren(QLabel) if label.isVisibleTo(last))
    assert "<b>cuda:15, render</b> Idle; sketch is loaded: nothing to do" in words
    assert "12.5 s of sound per second" in words
    assert "1.0 GiB held, 4.0 GiB of 8.0 GiB free" in words
    unfold = last.findChildren(QToolButton)[0]
    unfold.setFocus()
    QTest.keyClick(unfold, Qt.Key.Key_Space)
    assert last.chart.isVisibleTo(last)
    assert view.cards[14].folded


def test_values_are_told_under_the_mouse(view: DevicesView, qtbot: QtBot) -> None:
    chart, legend = view.cards[0].chart, view.cards[0].legend
    assert legend.words().startswith("Now: ")
    assert "Used by others: 3.0 GiB" in legend.words()
    QTest.mouseMove(chart, QPoint(chart.width() // 2, chart.height() // 2))
    qtbot.waitUntil(lambda: legend.words().startswith("At "))
    assert "Used by others: 1.0 GiB" in legend.words()


def test_values_are_told_by_keys(view: DevicesView, qtbot: QtBot) -> None:
    chart, legend = view.cards[0].chart, view.cards[0].legend
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert "Used by others: 3.0 GiB" in legend.words()
    assert legend.words().startswith("At ")
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert "Used by others: 1.0 GiB" in legend.words()
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert legend.words().startswith("Now: ")


def test_decisions_are_copied_the_newest_first(view: DevicesView, pretence: Pretence, qtbot: QtBot) -> None:
    rows = view.decisions.list
    qtbot.waitUntil(lambda: rows.model().rowCount() >= 1)
    with qtbot.waitActive(view):
        view.activateWindow()
    rows.setFocus()
    rows.selectAll()
    QTest.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "parked 1 clip: another program took 3.0 GiB" in QGuiApplication.clipboard().text()


def test_another_span_shows_another_past(view: DevicesView) -> None:
    [choice] = view.findChildren(QComboBox)
    before = picture(view)
    choice.setCurrentIndex(0)
    assert picture(view) != before


def test_a_second_device_gets_a_card_of_its_own(view: DevicesView, pretence: Pretence, qtbot: QtBot) -> None:
    pretence.daemon.do(lambda: pretence.daemon.devices.workers.append(a_worker("cuda:1")))
    qtbot.waitUntil(lambda: len(view.cards) == 2)
    pretence.daemon.do(pretence.daemon.devices.workers.clear)
    qtbot.waitUntil(lambda: not view.cards)


def test_how_it_is_with_the_cluster_is_said(view: DevicesView, pretence: Pretence, qtbot: QtBot) -> None:
    assert not view.cluster.isVisible()
    pretence.daemon.do(partial(setattr, pretence.daemon.devices, "cluster", "nobody answers at render:6379"))
    qtbot.waitUntil(view.cluster.isVisible)
    assert view.cluster.text() == "Cluster: nobody answers at render:6379"


def test_a_daemon_that_is_gone_is_said(view: DevicesView, pretence: Pretence, qtbot: QtBot) -> None:
    pretence.daemon.stop()
    qtbot.waitUntil(lambda: "Nothing is known of the devices now" in words(view), timeout=20_000)


def words(view: DevicesView) -> str:
    return view.trouble.text() if view.trouble.isVisible() else ""


def picture(view: DevicesView) -> QImage:
    return view.cards[0].chart.grab().toImage()


def test_what_runs_and_waits_is_told(view: DevicesView) -> None:
    told = [label.text() for label in view.cards[0].findChildren(QLabel)]
    assert "2 clip(s) running, 1 parked; 12.5 s of sound per second, 25 % of the weights streamed" in "\n".join(
        told
    )
