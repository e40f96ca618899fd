"""Each view laid out from right to left: mirrored, nothing cut off, and time still runs to the right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from footfall_gui.__main__ import TrayApp
from footfall_gui.models.devices import DevicesModel
from footfall_gui.models.panels import Panels
from footfall_gui.models.ranking import Column
from footfall_gui.only_one import OnlyOne
from footfall_gui.views.details.ruler import Ruler
from footfall_gui.views.devices import DevicesView
from footfall_gui.views.order_dialog import OrderDialog
from footfall_gui.views.settings import SettingsDialog
from tests.end_to_end.house import House
from tests.gui.pretence import Pretence

PICTURES = "FOOTFALL_PICTURES"
"""A folder, where somebody wants to look at them."""


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[QApplication]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield qapp
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_settings_are_mirrored(mirrored: QApplication, pretence: Pretence, qtbot: QtBot) -> None:
    panels = Panels.of(pretence.asker, pretence.connection, pretence.daemon.places)
    dialog = SettingsDialog(panels)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(panels.settings.settings), timeout=10_000)
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        look_at(dialog, f"settings-{row}")
        assert dialog.list.geometry().left() > dialog.stack.geometry().left()
        assert cut_off(dialog) == []
    panels.close()


def test_the_gpu_panel_is_mirrored_and_time_is_not(
    mirrored: QApplication, pretence: Pretence, qtbot: QtBot
) -> None:
    view = DevicesView(DevicesModel(pretence.asker, pretence.connection))
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    qtbot.waitUntil(lambda: bool(view.cards), timeout=10_000)
    look_at(view, "devices")
    [card] = view.cards
    assert card.legend.geometry().left() < card.chart.geometry().left()
    assert card.chart.moment_at(card.chart.width()) > card.chart.moment_at(0)
    assert cut_off(view) == []


def test_the_queue_and_what_is_chosen_are_mirrored_and_timecode_is_not(
    mirrored: QApplication, house: House, film: Path, qtbot: QtBot
) -> None:
    with house.client() as client:
        client.wait(client.generate(film))
    app = TrayApp(mirrored, house.places, OnlyOne(house.places))
    app.open([], hidden=False)
    table = app.queue.table
    qtbot.waitUntil(lambda: table.model().rowCount() == 1, timeout=30_000)
    where = table.visualRect(table.model().index(0, Column.clip)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    ruler = app.window.details.findChild(Ruler)
    qtbot.waitUntil(lambda: ruler is not None and ruler.isVisible(), timeout=30_000)
    look_at(app.window, "queue")
    header = table.horizontalHeader()
    assert header.sectionViewportPosition(Column.clip) > header.sectionViewportPosition(Column.state)
    assert app.window.details.axis.x(1.5) > app.window.details.axis.x(0.5)
    app.window.order([str(film)])
    qtbot.waitUntil(lambda: bool(app.window.findChildren(OrderDialog)))
    [dialog] = app.window.findChildren(OrderDialog)
    look_at(dialog, "order")
    assert cut_off(dialog) == []
    app.close()


def cut_off(window: QWidget) -> list[str]:
    """What is written on buttons and single lines that have less room than their words need."""
    seen = [it for it in window.findChildren(QLabel) if it.isVisible() and not it.wordWrap() and it.text()] + [
        it for it in window.findChildren(QPushButton) if it.isVisible()
    ]
    return [it.text() for it in seen if it.width() < it.sizeHint().width()]


def look_at(window: QWidget, name: str) -> None:
    QApplication.processEvents()
    picture = window.grab()
    assert picture.width() >= window.width()
    if folder := os.environ.get(PICTURES):
        picture.save(str(Path(folder) / f"rtl-{name}.png"))
