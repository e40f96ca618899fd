"""The whole app in this process, over a real or a fake daemon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from footfall_bridge.places import Places
from footfall_gui.__main__ import TrayApp
from footfall_gui.models.connection import State
from footfall_gui.only_one import OnlyOne


@contextmanager
def the_app(places: Places, qtbot: QtBot) -> Iterator[TrayApp]:
    """Open, in front, and connected."""
    app = TrayApp(cast("QApplication", QApplication.instance()), places, OnlyOne(places))
    app.open([], hidden=False)
    qtbot.waitExposed(app.window)
    qtbot.waitUntil(lambda: app.connection.state is State.connected, timeout=30_000)
    yield app
    app.close()


def drop_files(target: QWidget, *paths: str) -> None:
    """As a file manager drops them, which gives them as words, too."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    data.setText("\n".join(paths))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(50, 50), copy, data, left, none))
