"""The tray's icon and its menu, made anew from what is known."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QImage
from pytestqt.qtbot import QtBot

from footfall_bridge.orders import order
from footfall_bridge.protocol import JobState
from footfall_gui.__main__ import TrayApp
from footfall_gui.models.connection import State
from footfall_gui.models.overview import Mood
from footfall_gui.views.tray_icon import tray_icon
from tests.bridge.fake_daemon import FakeDaemon
from tests.gui.jobs import an_output


def _menu(app: TrayApp) -> dict[str, QAction]:
    app.shell.tray.fill()
    return {action.text().replace("&", ""): action for action in app.shell.tray.menu.actions()}


def _ink(mood: Mood, progress: float = 0.0, *, dark: bool = True) -> bytes:
    image = tray_icon(mood, progress, dark=dark).pixmap(QSize(16, 16), 1.0).toImage()
    return bytes(image.convertToFormat(QImage.Format.Format_ARGB32).constBits())


def test_each_mood_looks_different_at_sixteen_pixels(qapp: object) -> None:
    assert len({_ink(mood) for mood in Mood}) == len(Mood)


def test_the_ring_grows_with_progress(qapp: object) -> None:
    assert len({_ink(Mood.working, quarter / 4) for quarter in range(5)}) == 5


def test_it_is_drawn_for_light_and_for_dark_panels(qapp: object) -> None:
    assert _ink(Mood.idle, dark=True) != _ink(Mood.idle, dark=False)


def test_with_nothing_to_do_the_menu_offers_the_controls(app: TrayApp) -> None:
    menu = _menu(app)
    assert not menu["Footfall has nothing to do"].isEnabled()
    assert {"Pause", "Free the GPU now", "Open the queue", "Settings …", "Quit"} <= menu.keys()


def test_the_job_in_hand_and_the_last_results_are_there(
    app: TrayApp, daemon: FakeDaemon, tmp_path: Path, qtbot: QtBot
) -> None:
    app.commands.submit([order(f"/films/clip{number}.mp4") for number in range(7)])
    qtbot.waitUntil(lambda: app.jobs.rowCount() == 7)
    for number in range(1, 7):
        output = an_output(str(tmp_path / f"{number}.wav"))
        daemon.change(f"job{number:05}", state=JobState.done, updated=float(number), outputs=[output])
    daemon.change("job00007", state=JobState.running)
    daemon.progress(job00007=0.25)
    qtbot.waitUntil(lambda: "clip6.mp4: 25 %, 0:03 left" in _menu(app))
    results = [text for text in _menu(app) if text.endswith(", take 1")]
    assert results == [f"clip{number}.mp4, take 1" for number in (5, 4, 3, 2, 1)]


def test_the_menu_pauses_and_lends(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    _menu(app)["Pause"].trigger()
    qtbot.waitUntil(lambda: app.overview.paused)
    assert "Footfall is paused" in _menu(app)
    _menu(app)["Resume"].trigger()
    qtbot.waitUntil(lambda: not app.overview.paused)
    _menu(app)["Free the GPU now"].trigger()
    qtbot.waitUntil(lambda: "Take the GPU back" in _menu(app))


def test_a_daemon_that_is_gone_is_said_with_what_helps(app: TrayApp, daemon: FakeDaemon, qtbot: QtBot) -> None:
    daemon.stop()
    qtbot.waitUntil(lambda: app.connection.state is State.stopped, timeout=30_000)
    menu = _menu(app)
    assert "Start the daemon" in menu
    assert "Pause" not in menu
    assert "does not run" in app.shell.tray.tip()
