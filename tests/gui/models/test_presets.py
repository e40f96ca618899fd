"""Presets as rows: added, edited, renamed, removed; nothing is shown that the daemon did not take."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from footfall_gui.models.presets import PresetRows
from footfall_gui.models.settings import SettingsModel
from tests.gui.pretence import Pretence


@pytest.fixture
def settings(pretence: Pretence, qtbot: QtBot) -> SettingsModel:
    model = SettingsModel(pretence.asker, pretence.connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.settings), timeout=10_000)
    return model


@pytest.fixture
def rows(settings: SettingsModel) -> PresetRows:
    rows = PresetRows(settings, settings)
    QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal, rows)
    return rows


def shown(rows: PresetRows) -> list[tuple[object, object]]:
    return [(rows.index(row, 0).data(), rows.index(row, 1).data()) for row in range(rows.rowCount())]


def test_presets_are_added_edited_renamed_and_removed(rows: PresetRows, qtbot: QtBot) -> None:
    rows.add("rain", "light rain")
    qtbot.waitUntil(lambda: shown(rows) == [("rain", "light rain")])

    assert rows.setData(rows.index(0, 1), "heavy rain", Qt.ItemDataRole.EditRole)
    qtbot.waitUntil(lambda: shown(rows) == [("rain", "heavy rain")])

    assert rows.setData(rows.index(0, 0), "storm", Qt.ItemDataRole.EditRole)
    qtbot.waitUntil(lambda: shown(rows) == [("storm", "heavy rain")])

    rows.remove([0])
    qtbot.waitUntil(lambda: shown(rows) == [])


def test_a_name_that_is_taken_is_refused(rows: PresetRows, settings: SettingsModel, qtbot: QtBot) -> None:
    rows.add("rain", "light rain")
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    with qtbot.waitSignal(settings.refused) as refused:
        rows.add("rain", "hail")
    assert refused.args is not None
    assert refused.args[1].code == "preset-exists"
    assert shown(rows) == [("rain", "light rain")]
