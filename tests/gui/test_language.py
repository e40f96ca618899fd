"""Chinese is spoken where it is wanted; and every key of a menu is its own, in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot

from footfall_gui.__main__ import TrayApp
from footfall_gui.models.connection import State
from footfall_gui.only_one import OnlyOne
from footfall_gui.translations import speak
from tests.gui.pretence import a_pretence


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(QLocale.c())


def test_chinese_is_spoken_where_it_is_set(spoken: QApplication, qtbot: QtBot) -> None:
    speak(spoken, "zh_CN")
    assert QCoreApplication.translate("SettingsDialog", "Engines") == "引擎"
    assert QCoreApplication.translate("Work", "%n clip(s) running", "", 3) == "3 个片段正在生成"
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(box)
    assert "关闭" in box.button(QDialogButtonBox.StandardButton.Close).text()


def test_english_counts_as_english_does(spoken: QApplication) -> None:
    speak(spoken, "en")
    assert QCoreApplication.translate("Work", "%n clip(s) running", "", 1) == "1 clip running"
    assert QCoreApplication.translate("Work", "%n clip(s) running", "", 2) == "2 clips running"


@pytest.mark.parametrize("state", [State.connected, State.stopped, State.failed])
def test_no_key_stands_twice_in_a_menu(spoken: QApplication, tmp_path: Path, qtbot: QtBot, state: State) -> None:
    with a_pretence(tmp_path / "home") as pretence:
        app = TrayApp(spoken, pretence.daemon.places, OnlyOne(pretence.daemon.places))
        app.connection.state = state
        app.shell.tray.fill()
        menus = [app.shell.tray.menu, *app.window.findChildren(QMenu)]
        twice = {menu.title(): keys for menu in menus if (keys := keys_that_stand_twice(menu))}
        app.close()
    assert twice == {}


def keys_that_stand_twice(menu: QMenu) -> list[str]:
    texts = [action.text().replace("&&", "") for action in menu.actions() if action.isVisible()]
    keys = Counter(text[text.index("&") + 1].upper() for text in texts if "&" in text)
    return [key for key, count in keys.items() if count > 1]
