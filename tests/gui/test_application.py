"""The tray app as a user has it: a film is dropped, its sound is made, the daemon goes on without the window."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.locate import daemon_lives, read_connection
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState
from footfall_gui.__main__ import TrayApp
from footfall_gui.models.overview import Mood
from tests.end_to_end.house import House, until
from tests.gui.details_stage import footage
from tests.gui.views.stage import drop_files, the_app

_PATIENCE_MS = 120_000


@pytest.fixture
def app(house: House, qtbot: QtBot) -> Iterator[TrayApp]:
    with the_app(house.places, qtbot) as app:
        yield app


def test_from_a_film_that_is_dropped_to_its_sound(
    app: TrayApp, house: House, tmp_path: Path, qtbot: QtBot
) -> None:
    clip = Path(shutil.copy(footage("scenes/walk0.mp4"), tmp_path))
    qtbot.waitUntil(app.queue.first_minutes.isVisible)
    drop_files(app.queue.first_minutes, str(clip))
    dialog = app.window.order_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.start.isEnabled() and dialog.engine.currentText().startswith("Sketch"))
    QTest.keyClicks(dialog.prompt, "boots on gravel")
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: app.jobs.roster.count(JobState.done) == 1, timeout=_PATIENCE_MS)
    [job] = app.jobs.roster.jobs.values()
    assert (job.prompt, job.media) == ("boots on gravel", str(clip))
    assert Path(job.outputs[0].path).parent == clip.parent / "Foley"
    qtbot.waitUntil(lambda: app.overview.mood is Mood.idle)

    qtbot.waitUntil(lambda: app.details.job is not None and app.details.job.state is JobState.done)
    qtbot.waitUntil(lambda: app.details.looks.strip is not None, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(app.details.looks.peaks(0)), timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: len(app.details.edits.contacts) == 7, timeout=_PATIENCE_MS)
    assert app.window.details.isVisible()

    app.shell.end()
    assert daemon_lives(house.places)


@pytest.fixture
def started(places: Places, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real process in a home where nothing was yet, given a film. It has to start the daemon."""
    places.settings_file.write_text("[gateway]\nstart = false\n", "utf-8")
    clip = shutil.copy(footage("scenes/ball0.mp4"), tmp_path)
    process = subprocess.Popen([sys.executable, "-m", "footfall_gui", str(clip)], env=places.environment)
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()
    if daemon_lives(places):
        with Client(places, start=False) as client:
            client.stop()


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="needs xdotool to press keys in another process")
def test_the_real_process_starts_a_daemon_orders_and_leaves_it_running(
    started: subprocess.Popen[bytes], places: Places
) -> None:
    dialog = _window("Make Foley")
    until(lambda: read_connection(places) is not None, "the daemon to be started")
    with Client(places, start=False) as client:
        until(lambda: _ordered(client, dialog), "the order to be given")
        until(lambda: [job.state for job in client.jobs()] == [JobState.done], "the sound to be made", 120.0)
        started.terminate()
        assert started.wait(20) == 0
        assert client.status().queue["done"] == 1
    assert "unforeseen" not in (places.logs / "tray.log").read_text("utf-8")


def _ordered(client: Client, dialog: str) -> bool:
    """Return is pressed until the button, which waits for the film to be found, has taken it."""
    if list(client.jobs()):
        return True
    for command in (["windowfocus", dialog], ["key", "--window", dialog, "Return"]):
        subprocess.run(["xdotool", *command], check=False, capture_output=True)
    time.sleep(0.2)
    return False


def _window(title: str) -> str:
    found: list[str] = []

    def look() -> bool:
        told = subprocess.run(["xdotool", "search", "--name", title], check=False, capture_output=True, text=True)
        found[:] = told.stdout.split()
        return bool(found)

    until(look, f"the window {title!r}")
    return found[-1]
