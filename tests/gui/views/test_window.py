"""The queue window, used with mouse and keys over a fake daemon."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.orders import order
from footfall_bridge.protocol import JobInfo, JobState
from footfall_gui.__main__ import TrayApp
from footfall_gui.models.preferences import Appearance
from footfall_gui.views.appearance import appear, is_dark
from tests.bridge.fake_daemon import FakeDaemon
from tests.gui.views.stage import drop_files, the_app


@pytest.fixture
def queued(app: TrayApp, qtbot: QtBot) -> TrayApp:
    """Four clips in the queue."""
    app.commands.submit([order(f"/films/{name}.mp4", prompt=f"steps{name}") for name in "abcd"])
    qtbot.waitUntil(lambda: app.jobs.rowCount() == 4)
    app.queue.table.setFocus()
    return app


def _key(app: TrayApp, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(app.queue.table, key, modifier)


def _states(app: TrayApp) -> list[JobState]:
    return [job.state for job in sorted(app.jobs.roster.jobs.values(), key=lambda job: job.number)]


def _click(app: TrayApp, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    table = app.queue.table
    point = table.visualRect(app.jobs.index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, point)


def test_the_first_minutes_say_what_to_do(app: TrayApp) -> None:
    assert app.queue.first_minutes.isVisible()
    assert not app.queue.table.isVisible()
    assert app.queue.first_minutes.add.isVisible()


def test_delete_cancels_and_undo_queues_again(queued: TrayApp, qtbot: QtBot) -> None:
    _click(queued, 1)
    _click(queued, 2, Qt.KeyboardModifier.ControlModifier)
    _key(queued, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: _states(queued).count(JobState.cancelled) == 2)
    qtbot.waitUntil(queued.queue.deed_bar.undo.isVisible)
    QTest.mouseClick(queued.queue.deed_bar.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _states(queued) == [JobState.queued] * 4)


def test_jobs_that_ended_are_forgotten_and_come_back(queued: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    daemon.change("job00001", state=JobState.done)
    qtbot.waitUntil(lambda: queued.jobs.row_of("job00001") == 3)
    _click(queued, 3)
    _key(queued, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: queued.jobs.rowCount() == 3)
    qtbot.waitUntil(queued.queue.deed_bar.undo.isVisible)
    QTest.mouseClick(queued.queue.deed_bar.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: queued.jobs.rowCount() == 4)


def test_typing_filters_and_a_selection_survives(queued: TrayApp, qtbot: QtBot) -> None:
    _click(queued, 2)
    QTest.keyClick(queued.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(queued.queue.filter.words, "stepsC")
    assert queued.jobs.rowCount() == 1
    queued.queue.filter.words.clear()
    assert [job.id for job in queued.queue.table.chosen_jobs()] == ["job00003"]


def test_a_choice_of_state_shows_only_those(queued: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    daemon.change("job00002", state=JobState.failed)
    qtbot.waitUntil(lambda: JobState.failed in _states(queued))
    QTest.mouseClick(queued.queue.filter.choices.button(4), Qt.MouseButton.LeftButton)
    assert [job.id for job in queued.jobs.jobs_shown()] == ["job00002"]
    QTest.mouseClick(queued.queue.filter.choices.button(5), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queued.queue.nothing.isVisible)


def test_keys_move_jobs(queued: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    _click(queued, 2)
    QTest.keyClick(queued.queue.table, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: daemon.requests["move"] == 1)


def test_pause_and_lending_are_a_click(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    controls = app.window.controls
    _press(app, controls.pause.text())
    qtbot.waitUntil(lambda: daemon.paused)
    qtbot.waitUntil(lambda: controls.pause.text() == "&Resume")
    _press(app, controls.pause.text())
    qtbot.waitUntil(lambda: not daemon.paused)
    _press(app, controls.lend.text())
    qtbot.waitUntil(lambda: daemon.devices.released)


def _press(app: TrayApp, words: str) -> None:
    controls = app.window.controls
    action = next(action for action in controls.actions() if action.text() == words)
    QTest.mouseClick(controls.widgetForAction(action), Qt.MouseButton.LeftButton)


def test_files_dropped_on_the_table_are_ordered(
    queued: TrayApp, daemon: FakeDaemon, film: Path, qtbot: QtBot
) -> None:
    drop_files(queued.queue.table.viewport(), str(film))
    dialog = queued.window.order_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.start.isEnabled)
    dialog.prompt.setText("a ball on wood")
    dialog.takes.setValue(2)
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: queued.jobs.rowCount() == 6)
    assert [order.prompt for order in list(daemon.orders.values())[-2:]] == ["a ball on wood"] * 2
    qtbot.waitUntil(lambda: len(queued.queue.table.chosen_jobs()) == 2)


def test_files_dropped_on_a_field_are_no_text(queued: TrayApp, film: Path) -> None:
    _click(queued, 1)
    for field in (queued.queue.filter.words, queued.window.details.page.wording.prompt.viewport()):
        drop_files(field, str(film))
        assert queued.window.order_dialog is not None
        queued.window.order_dialog.reject()
    assert not queued.queue.filter.words.text()


def test_files_that_come_while_it_is_asked_are_ordered_with_the_others(
    app: TrayApp, film: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """As another start hands them over, once for each file where a file manager does it so."""
    app.window.order([str(film)])
    dialog = app.window.order_dialog
    assert dialog is not None
    dialog.prompt.setText("a ball on wood")
    app.window.order([str(shutil.copy(film, tmp_path / "other.mp4")), str(film)])
    qtbot.waitUntil(lambda: dialog.start.text() == "&Make Foley for 2 clips")
    assert app.window.order_dialog is dialog
    assert dialog.prompt.text() == "a ball on wood"


def test_the_engine_is_left_to_the_project_where_there_are_projects(
    app: TrayApp, daemon: FakeDaemon, film: Path, qtbot: QtBot
) -> None:
    with Client(daemon.places, start=False) as client:
        client.change_setting("project.ride.folder", str(film.parent))
        client.change_setting("project.ride.engine", "sketch")
    app.window.order([str(film)])
    dialog = app.window.order_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.start.isEnabled() and dialog.engine.count() == 2)
    assert dialog.engine.currentText() == "The project's, else Sketch"
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [order.engine for order in daemon.orders.values()] == [""])


def test_nothing_is_ordered_before_the_button_is_pressed(
    app: TrayApp, daemon: FakeDaemon, film: Path, qtbot: QtBot
) -> None:
    app.window.order([str(film.parent)])
    dialog = app.window.order_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.start.isEnabled)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not daemon.orders
    assert app.window.order_dialog is None


def test_a_daemon_that_was_stopped_is_said_to_be_and_found_again(
    app: TrayApp, daemon: FakeDaemon, qtbot: QtBot
) -> None:
    bar = app.queue.connection_bar
    assert not bar.isVisible()
    daemon.stop()
    qtbot.waitUntil(lambda: bar.isVisible() and bar.start.isVisible(), timeout=30_000)
    again = FakeDaemon(daemon.places).start()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=30_000)
    again.stop()


def test_columns_and_splitter_are_remembered(daemon: FakeDaemon, qtbot: QtBot) -> None:
    with the_app(daemon.places, qtbot) as app:
        app.queue.table.setColumnWidth(1, 333)
        app.window.remember()
    with the_app(daemon.places, qtbot) as app:
        assert app.queue.table.columnWidth(1) == 333


@pytest.mark.parametrize("appearance", [Appearance.dark, Appearance.light])
def test_the_window_is_drawn_in_the_palette(
    queued: TrayApp, appearance: Appearance, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    application = queued.application
    request.addfinalizer(lambda: appear(application, Appearance.auto))
    appear(application, appearance)
    assert is_dark(application.palette()) is (appearance is Appearance.dark)
    qtbot.waitUntil(lambda: (_shade(queued) < 80) is (appearance is Appearance.dark))


def _shade(app: TrayApp) -> int:
    """Of the table below its rows."""
    image = app.queue.table.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return image.pixelColor(image.width() - 3, image.height() - 3).lightness()


def test_nothing_is_asked_for_while_the_window_is_hidden(queued: TrayApp, qtbot: QtBot) -> None:
    told: list[list[JobInfo]] = []
    qtbot.waitUntil(queued.queue.table.isVisible)
    queued.queue.table.in_view.connect(told.append)
    queued.window.hide()
    assert told[-1] == []
    queued.window.show()
    qtbot.waitUntil(lambda: len(told[-1]) == 4)
