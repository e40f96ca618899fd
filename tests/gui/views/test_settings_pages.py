"""Pages that look at more than settings: editors, the log, diagnostics, and the start at login."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from footfall_bridge.checks import Finding
from footfall_bridge.setup import Action, Change
from footfall_gui.models.diagnostics import Diagnostics
from footfall_gui.models.editors import AUTOSTART, EditorsModel
from footfall_gui.models.errands import Errands
from footfall_gui.models.logbook import Logbook
from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.settings_changes import ChangesDialog
from footfall_gui.views.settings_checks import ChecksPage
from footfall_gui.views.settings_editors import EditorsPage
from footfall_gui.views.settings_general import GeneralPage
from footfall_gui.views.settings_logs import LogPage
from tests.gui.pretence import Pretence


def test_what_is_written_is_listed_first_and_written_when_wanted(
    editors: EditorsModel, tmp_path: Path, qtbot: QtBot
) -> None:
    page = EditorsPage("Editors", editors)
    qtbot.addWidget(page)
    page.resize(700, 900)
    page.show()
    qtbot.waitUntil(lambda: AUTOSTART in page.cards and not editors.busy, timeout=20_000)
    card = page.cards[AUTOSTART]
    assert card.state.text() == "not installed"

    QTest.mouseClick(card.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.findChildren(ChangesDialog)), timeout=20_000)
    [dialog] = page.findChildren(ChangesDialog)
    first = dialog.list.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "is written"
    assert not list((tmp_path / "user").rglob("*.desktop"))

    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.state.text().startswith("installed, version"), timeout=20_000)
    assert Path(first_where(editors)).exists()
    assert card.remove.isVisible()
    assert not card.install.isVisible()


def first_where(editors: EditorsModel) -> str:
    return editors._open_setup().plan([AUTOSTART])[0].where


def test_what_was_changed_by_hand_is_touched_only_if_wanted(qtbot: QtBot) -> None:
    kept = Change(target="x", what="script", where="/x", action=Action.keep, why="it was changed")
    dialog = ChangesDialog("DaVinci Resolve", "Repair", [kept])
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.go.isEnabled()
    dialog.force.click()
    assert dialog.go.isEnabled()


def test_the_start_at_login_is_a_switch(
    pretence: Pretence, editors: EditorsModel, tmp_path: Path, qtbot: QtBot
) -> None:
    page = GeneralPage("General", SettingsModel(pretence.asker, pretence.connection), editors)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(page.login.isEnabled, timeout=20_000)
    assert not page.login.isChecked()
    page.login.click()
    qtbot.waitUntil(lambda: bool(list((tmp_path / "user").rglob("*.desktop"))), timeout=20_000)
    qtbot.waitUntil(lambda: page.login.isEnabled() and page.login.isChecked(), timeout=20_000)


def test_the_log_is_found_by_words_and_level(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "daemon.log"
    records = [("info", "opened ride.mov"), ("error", "lost ride.mov"), ("info", "opened walk.mov")]
    file.write_text(
        "".join(json.dumps({"time": "1", "level": a, "name": "x", "message": b}) + "\n" for a, b in records)
    )
    page = LogPage("Log", Logbook(file))
    qtbot.addWidget(page)
    page.show()
    assert len(page.text.toPlainText().splitlines()) == 3
    QTest.keyClicks(page.words, "ride")
    assert len(page.text.toPlainText().splitlines()) == 2
    page.level.setCurrentIndex(2)
    assert page.text.toPlainText() == "1 error   x: lost ride.mov"
    QTest.keyClicks(page.words, "nowhere")
    assert page.text.toPlainText() == ""


def test_a_fix_stands_beside_what_is_wrong_and_a_report_is_copied(
    pretence: Pretence, errands: Errands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    wrong = Finding(name="torch", ok=False, detail="missing", fix="pip install torch")
    monkeypatch.setattr("footfall_gui.models.diagnostics.examine", lambda places: iter([wrong]))
    settings = SettingsModel(pretence.asker, pretence.connection)
    model = Diagnostics(pretence.daemon.places, settings, Logbook(tmp_path / "none.log"), errands)
    page = ChecksPage("Diagnostics", model)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not model.looking and page.list.topLevelItemCount() == 1)
    item = page.list.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in range(4)] == ["missing", "torch", "missing", "pip install torch"]
    page.copy.click()
    assert "!!  torch: missing (pip install torch)" in QGuiApplication.clipboard().text()
