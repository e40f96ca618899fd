"""The settings dialog, used with mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_daemon.placement.names import Name, UcsName
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.panels import Panels
from footfall_gui.views.settings import SettingsDialog
from footfall_gui.views.settings_editors import EditorsPage
from footfall_gui.views.settings_files import EXAMPLES, FilesPage
from footfall_gui.views.settings_form import Form, Row
from footfall_gui.views.settings_sound import SoundPage
from tests.end_to_end.house import House
from tests.gui.pretence import Pretence


@pytest.fixture
def dialog(pretence: Pretence, qtbot: QtBot) -> Iterator[SettingsDialog]:
    panels = Panels.of(pretence.asker, pretence.connection, pretence.daemon.places)
    dialog = opened(panels, qtbot)
    yield dialog
    panels.close()


@pytest.fixture
def real(house: House, asker: Asker, connection: Connection, qtbot: QtBot) -> Iterator[SettingsDialog]:
    panels = Panels.of(asker, connection, house.places)
    dialog = opened(panels, qtbot)
    yield dialog
    panels.close()


def opened(panels: Panels, qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(panels)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(panels.settings.settings), timeout=30_000)
    return dialog


def row_of(dialog: SettingsDialog, key: str) -> Row:
    """The row of a setting, with its page in front."""
    for index in range(dialog.stack.count()):
        page = dialog.stack.widget(index)
        for form in page.findChildren(Form) if page else []:
            if key in form.rows:
                dialog.list.setCurrentRow(index)
                return form.rows[key]
    raise AssertionError(f"no page has {key}")


def entered(row: Row, kind: type[QWidget]) -> QWidget:
    assert isinstance(row.input.inner, kind)
    return row.input.inner


def value_of(pretence: Pretence, key: str) -> object:
    return next(it.value for it in pretence.daemon.settings.listed() if it.key == key)


def test_every_setting_of_the_daemon_is_on_one_page(real: SettingsDialog, client: Client) -> None:
    shown = [key for form in real.findChildren(Form) for key in form.rows]
    listed = [it.key for it in client.settings().settings if not it.key.startswith(("presets.", "project."))]
    assert sorted(shown) == sorted(listed)


def test_a_number_is_in_force_when_it_is_entered(dialog: SettingsDialog, pretence: Pretence, qtbot: QtBot) -> None:
    box = entered(row_of(dialog, "memory.headroom"), QSpinBox)
    assert isinstance(box, QSpinBox)
    box.selectAll()
    QTest.keyClicks(box, "2048")
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value_of(pretence, "memory.headroom") == 2048)
    assert box.suffix() == " MiB"
    assert dialog.isVisible()


def test_a_switch_is_in_force_at_once(dialog: SettingsDialog, pretence: Pretence, qtbot: QtBot) -> None:
    box = entered(row_of(dialog, "tray.notifications"), QCheckBox)
    assert isinstance(box, QCheckBox)
    box.click()
    qtbot.waitUntil(lambda: value_of(pretence, "tray.notifications") is False)


def test_a_choice_is_made_with_keys(dialog: SettingsDialog, pretence: Pretence, qtbot: QtBot) -> None:
    box = entered(row_of(dialog, "generate.engine"), QComboBox)
    assert isinstance(box, QComboBox)
    assert [box.itemText(index) for index in range(box.count())] == ["sketch", "other"]
    QTest.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: value_of(pretence, "generate.engine") == "other")


def test_back_to_the_default(dialog: SettingsDialog, pretence: Pretence, qtbot: QtBot) -> None:
    row = row_of(dialog, "output.folder")
    line = entered(row, QLineEdit)
    assert isinstance(line, QLineEdit)
    assert not row.default.isEnabled()
    line.selectAll()
    QTest.keyClicks(line, "Sounds")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(row.default.isEnabled)
    row.default.click()
    qtbot.waitUntil(lambda: line.text() == "Foley")
    assert value_of(pretence, "output.folder") == "Foley"


def test_a_refused_value_is_told_beside_its_field_which_goes_back(real: SettingsDialog, qtbot: QtBot) -> None:
    row = row_of(real, "output.folder")
    line = entered(row, QLineEdit)
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "a/b")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(row.error.isVisible)
    assert "output.folder" in row.error.text
    assert line.text() == "Foley"


def test_what_a_shell_changed_shows_up(real: SettingsDialog, house: House, qtbot: QtBot) -> None:
    line = entered(row_of(real, "output.folder"), QLineEdit)
    assert isinstance(line, QLineEdit)
    house.run("config", "set", "output.folder", "Sounds")
    qtbot.waitUntil(lambda: line.text() == "Sounds", timeout=20_000)


def test_the_example_follows_the_folder(dialog: SettingsDialog, qtbot: QtBot) -> None:
    [page] = dialog.findChildren(FilesPage)
    assert page.example.text().startswith("Foley/ride")
    line = entered(row_of(dialog, "output.folder"), QLineEdit)
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "Sounds")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.example.text().startswith("Sounds/ride"))


def test_a_preset_is_added_with_keys_and_removed(dialog: SettingsDialog, qtbot: QtBot) -> None:
    [page] = dialog.findChildren(SoundPage)
    editor = page.presets
    dialog.show_page(SoundPage)
    assert not editor.add.isEnabled()
    QTest.keyClicks(editor.name, "rain")
    QTest.keyClicks(editor.prompt, "light rain")
    QTest.keyClick(editor.prompt, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.rows.rowCount() == 1)
    assert editor.name.text() == ""
    editor.table.selectRow(0)
    editor.remove.click()
    qtbot.waitUntil(lambda: editor.rows.rowCount() == 0)


def test_a_daemon_that_is_gone_is_said(dialog: SettingsDialog, pretence: Pretence, qtbot: QtBot) -> None:
    pretence.daemon.stop()
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=20_000)
    assert dialog.trouble.text


def test_it_opens_at_a_page(dialog: SettingsDialog) -> None:
    dialog.show_page(EditorsPage)
    assert isinstance(dialog.stack.currentWidget(), EditorsPage)
    current = dialog.list.currentItem()
    assert current is not None
    assert current.text() == "Editors"


def test_nothing_is_without_a_name(dialog: SettingsDialog) -> None:
    """For those who hear the dialog instead of seeing it."""
    for box in dialog.findChildren(QWidget):
        if box.focusPolicy() is Qt.FocusPolicy.StrongFocus and isinstance(box, (QLineEdit, QComboBox, QSpinBox)):
            parent = box.parentWidget()
            inner = isinstance(parent, (QSpinBox, QComboBox)) or box.objectName() == "qt_spinbox_lineedit"
            assert box.accessibleName() or inner, box


def test_examples_are_called_as_the_daemon_calls_files() -> None:
    for naming, kind in (("default", Name), ("ucs", UcsName)):
        assert EXAMPLES[naming] == kind.of("ride", "01:00:04:12", 1).version(1, "feet")
