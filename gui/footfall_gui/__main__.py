"""The tray app: builds models, then views, and closes them in order."""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_gui.models.asking import Asker
from footfall_gui.models.commands import Commands
from footfall_gui.models.connection import Connection
from footfall_gui.models.devices import DevicesModel
from footfall_gui.models.draft import Draft
from footfall_gui.models.forecasts import Forecasts
from footfall_gui.models.garbage import Garbage
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.overview import Overview
from footfall_gui.models.panels import Panels
from footfall_gui.models.preferences import Preferences, memory_of
from footfall_gui.models.thumbnails import Thumbnails
from footfall_gui.only_one import OnlyOne
from footfall_gui.signals import Signals
from footfall_gui.translations import RESOURCES, speak
from footfall_gui.views.appearance import appear
from footfall_gui.views.controls import Controls
from footfall_gui.views.devices import DevicesView
from footfall_gui.views.queue import QueueView
from footfall_gui.views.quitting import Quitting
from footfall_gui.views.settings import SettingsDialog
from footfall_gui.views.settings_editors import EditorsPage
from footfall_gui.views.settings_general import GeneralPage
from footfall_gui.views.settings_logs import LogPage
from footfall_gui.views.settings_page import Page
from footfall_gui.views.shell import Shell
from footfall_gui.views.tray import Tray
from footfall_gui.views.window import QueueWindow

_log = logging.getLogger("footfall.gui")
_LOG_BYTES: Final = 2**20


def main(arguments: Sequence[str] | None = None) -> int:
    wishes = _wishes(arguments)
    places = Places.of_user()
    places.make()
    _open_log(places)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("footfall-tray")
    app.setApplicationDisplayName("Footfall")
    app.setDesktopFileName("footfall")
    app.setWindowIcon(QIcon(str(RESOURCES / "footfall.svg")))
    app.setQuitOnLastWindowClosed(False)
    paths = [str(Path(path).absolute()) for path in wishes.paths]
    only_one = OnlyOne(places)
    if not only_one.is_first():
        return 0 if only_one.call(paths, seen=not wishes.hidden) else 1
    tray_app = TrayApp(app, places, only_one)
    tray_app.shell.ended.connect(lambda: app.exit(0))  # not `quit`, which asks the windows
    tray_app.open(paths, hidden=wishes.hidden)
    code = app.exec()
    tray_app.close()
    return code


class TrayApp(QObject):
    """All that lives as long as the app does."""

    def __init__(self, app: QApplication, places: Places, only_one: OnlyOne) -> None:
        super().__init__()
        self._app = app
        self._places = places
        self._only_one = only_one
        self._settings: SettingsDialog | None = None
        self.garbage = Garbage(self)
        self.preferences = Preferences(places, self)
        speak(app, self.preferences.wishes.language)
        self._show_appearance()
        self.preferences.changed.connect(self._show_appearance)
        memory = memory_of(places, self)

        def client() -> Client:
            return Client(places, start=False)

        self.connection = Connection(client, self)
        self.asker, self.pictures = Asker(client, self), Asker(client, self)
        jobs = JobsModel(self)
        self.connection.news.connect(jobs.hear)
        self.overview = Overview(self.asker, self.connection, jobs, self)
        commands = Commands(self.asker, self.overview, self)
        thumbnails = Thumbnails(self.pictures, self)
        self.connection.changed.connect(thumbnails.clear_failures)
        self.connection.news.connect(self.garbage.look)
        self.panels = Panels.of(self.asker, self.connection, places)
        quitting = Quitting(memory, self)
        self.queue = QueueView(self.overview, commands, thumbnails, Forecasts(self.asker, jobs, self))
        self.window = QueueWindow(
            self.queue,
            Controls(self.overview, commands),
            Draft(self.asker, self.panels.errands, memory, self),
            commands,
            quitting,
            memory,
        )
        self.window.settings_wanted.connect(self._open_settings)
        self.window.editors_wanted.connect(lambda: self._open_settings(EditorsPage))
        self.window.log_wanted.connect(lambda: self._open_settings(LogPage))
        self.window.add_panel(DevicesView(DevicesModel(self.asker, self.connection)), self.tr("&GPU"), "devices")
        self.window.restore()
        tray = Tray(self.overview, commands, self)
        self.shell = Shell(self.window, tray, self.overview, commands, self.preferences, quitting, self)
        self.signals = Signals(self)
        self.signals.end_wanted.connect(self.shell.end)
        only_one.called.connect(self._called)

    def open(self, paths: Sequence[str], *, hidden: bool) -> None:
        self.connection.open()
        self.shell.open(hidden=hidden and not paths)
        if paths:
            self.window.order(paths)

    def close(self) -> None:
        """The lock first: another start need not wait for our threads."""
        self._only_one.close()
        self.signals.close()
        self.shell.tray.close()
        self.panels.close()
        self.connection.close()
        self.asker.close()
        self.pictures.close()
        self.window.deleteLater()
        self.garbage.close()

    def _called(self, paths: list[str], seen: bool) -> None:
        if seen:
            self.window.raise_to_front()
        if paths:
            self.window.order(paths)

    def _show_appearance(self) -> None:
        appear(self._app, self.preferences.wishes.appearance)

    # what is opened only now and then

    def _open_settings(self, page: type[Page] | None = None) -> None:
        if self._settings is None:
            self._settings = SettingsDialog(self.panels, self.window)
        self._settings.show_page(page or GeneralPage)


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="footfall-tray", description="The queue at a glance.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="films and folders to make Foley for")
    parser.add_argument("--hidden", action="store_true", help="begin in the panel, without a window")
    return parser.parse_args(arguments)


def _open_log(places: Places) -> None:
    file = logging.handlers.RotatingFileHandler(
        places.logs / "tray.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(file)
    logging.getLogger().setLevel(logging.INFO)
    sys.excepthook = lambda kind, error, trace: _log.error("unforeseen", exc_info=(kind, error, trace))


if __name__ == "__main__":
    sys.exit(main())
