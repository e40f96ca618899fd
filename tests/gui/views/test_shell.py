"""How the app ends: with the daemon or without it, as asked and as remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from footfall_bridge.orders import order
from footfall_bridge.protocol import JobState, StateEvent
from footfall_gui.__main__ import TrayApp
from footfall_gui.models.overview import Mood
from footfall_gui.views.quitting import OnQuit, Quitting
from tests.bridge.fake_daemon import FakeDaemon
from tests.gui.jobs import a_job


def _answer(words: str, *, always: bool = False) -> None:
    """The question, as soon as it is there."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, press)
            return
        if always:
            QTest.mouseClick(box.checkBox(), Qt.MouseButton.LeftButton)
        button = next(button for button in box.buttons() if words in button.text().replace("&", ""))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(20, press)


def _habit(app: TrayApp) -> OnQuit:
    return Quitting(app.memory).habit


def test_the_daemon_goes_on(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    _answer("Let it go on")
    with qtbot.waitSignal(app.shell.ended):
        app.window.quit_wanted.emit()
    assert daemon.requests["stop"] == 0
    assert _habit(app) is OnQuit.ask


def test_the_daemon_is_stopped_and_that_is_remembered(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    _answer("Stop it, too", always=True)
    with qtbot.waitSignal(app.shell.ended):
        app.window.quit_wanted.emit()
    assert daemon.requests["stop"] == 1
    assert _habit(app) is OnQuit.stops


def test_who_cancels_stays(app: TrayApp, qtbot: QtBot) -> None:
    _answer("Cancel")
    with qtbot.assertNotEmitted(app.shell.ended):
        app.window.close()
    assert app.window.isVisible()


def test_without_a_panel_closing_the_window_is_the_end(app: TrayApp, qtbot: QtBot) -> None:
    Quitting(app.memory).habit = OnQuit.goes_on
    with qtbot.waitSignal(app.shell.ended):
        app.window.close()
    assert not app.window.isVisible()


def test_a_signal_ends_it_without_a_question(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    with qtbot.waitSignal(app.shell.ended):
        app.shell.end()
    assert daemon.requests["stop"] == 0


def test_connect_my_editor_opens_the_editors(app: TrayApp, qtbot: QtBot) -> None:
    QTest.mouseClick(app.queue.first_minutes.connect_editor, Qt.MouseButton.LeftButton)
    dialog = app.settings.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.list.currentItem().text() == "Editors"
    dialog.close()


def _done(app: TrayApp) -> None:
    job = a_job(1, state=JobState.done)
    app.connection.news.emit([StateEvent(sequence=1, id=job.id, job=job)])


def test_what_is_done_is_told_to_who_does_not_look(app: TrayApp, qtbot: QtBot) -> None:
    app.window.hide()
    with qtbot.waitSignal(app.shell.told, timeout=10_000) as told:
        _done(app)
    assert told.args == ["1 clip done", "clip001.mp4"]


def test_nothing_is_told_where_that_is_switched_off(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    app.window.hide()
    with qtbot.waitSignal(app.preferences.changed):
        daemon.places.settings_file.write_text("[tray]\nnotifications = false\n", "utf-8")
    with qtbot.assertNotEmitted(app.shell.told), qtbot.waitSignal(app.notices.told, timeout=10_000):
        _done(app)


def test_nothing_is_told_to_who_looks(app: TrayApp, qtbot: QtBot) -> None:
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    with qtbot.assertNotEmitted(app.shell.told), qtbot.waitSignal(app.notices.told, timeout=10_000):
        _done(app)


def test_what_fails_before_somebody_s_eyes_needs_no_attention_later(
    app: TrayApp, daemon: FakeDaemon, qtbot: QtBot
) -> None:
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    app.commands.submit([order("/films/a.mp4")])
    qtbot.waitUntil(lambda: app.overview.active == 1)
    daemon.change("job00001", state=JobState.failed)
    qtbot.waitUntil(lambda: app.jobs.roster.count(JobState.failed) == 1 and app.overview.mood is Mood.idle)
