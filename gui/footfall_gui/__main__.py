"""The tray app: builds models, then views, and closes them in order."""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.provision.provision import Provision
from footfall_gui.models.asking import Asker
from footfall_gui.models.commands import Commands
from footfall_gui.models.connection import Connection
from footfall_gui.models.details import DetailsModel
from footfall_gui.models.devices import DevicesModel
from footfall_gui.models.draft import Draft
from footfall_gui.models.errands import Errands
from footfall_gui.models.forecasts import Forecasts
from footfall_gui.models.garbage import Garbage
from footfall_gui.models.jobs import JobsModel
from footfall_gui.models.notices import Notices
from footfall_gui.models.overview import Overview
from footfall_gui.models.preferences import Preferences, memory_of
from footfall_gui.models.provisioning import Provisioning
from footfall_gui.models.thumbnails import Thumbnails
from footfall_gui.only_one import OnlyOne
from footfall_gui.signals import Signals
from footfall_gui.translations import RESOURCES, speak
from footfall_gui.views.appearance import appear
from footfall_gui.views.controls import Controls
from footfall_gui.views.details.view import DetailsView
from footfall_gui.views.devices import DevicesView
from footfall_gui.views.queue import QueueView
from footfall_gui.views.quitting import Quitting
from footfall_gui.views.settings_door import SettingsDoor
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
        self.application = app
        self._places = places
        self._only_one = only_one
        self.garbage = Garbage(self)
        self.preferences = Preferences(places, self)
        self._spoken = speak(app, self.preferences.wishes.language)
        self._show_appearance()
        self.preferences.changed.connect(self._show_appearance)
        self.memory = memory_of(places, self)
        self._build_models()
        self._build_views(self.memory)
        self.signals = Signals(self)
        self.signals.end_wanted.connect(self.shell.end)
        only_one.called.connect(self._called)

    def _build_models(self) -> None:
        def client() -> Client:
            return Client(self._places, start=False)

        self.connection = Connection(client, self)
        self.asker, self.pictures = Asker(client, self), Asker(client, self)
        self.details = DetailsModel(self.asker, self.pictures, self.connection, self)
        self.jobs = JobsModel(self.details.auditions.owns, self)
        self.connection.news.connect(self.jobs.hear)
        self.connection.news.connect(self.garbage.look)
        self.overview = Overview(self.asker, self.connection, self.jobs, self.memory, self)
        self.commands = Commands(self.asker, self.overview, self)
        self.errands = Errands(self)
        self.provisioning = Provisioning(
            self.connection, self.errands, lambda: Provision(self._places, os.environ), self._places.engines, self
        )

    def _build_views(self, memory: QSettings) -> None:
        quitting = Quitting(memory, self)
        thumbnails = Thumbnails(self.pictures, self)
        self.connection.changed.connect(thumbnails.clear_failures)
        forecasts = Forecasts(self.asker, self.jobs, self)
        self.queue = QueueView(self.overview, self.commands, thumbnails, forecasts, self.provisioning)
        self.window = QueueWindow(
            self.queue,
            DetailsView(self.details),
            Controls(self.overview, self.commands),
            Draft(self.asker, self.errands, memory, self),
            self.commands,
            quitting,
            memory,
        )
        devices = DevicesView(DevicesModel(self.asker, self.connection, self))
        devices.message.connect(self.queue.say)
        self.window.add_panel(devices, self.tr("&GPU"), "devices")
        self.window.restore()
        self.settings = SettingsDoor(self.asker, self.connection, self._places, self.window)
        self.window.settings_wanted.connect(self.settings.open)
        self.window.engines_wanted.connect(self.settings.open_engines)
        self.window.editors_wanted.connect(self.settings.open_editors)
        self.window.log_wanted.connect(self.settings.open_log)
        self.notices = Notices(self.connection, self.details.auditions.owns, self)
        self.shell = Shell(
            self.window,
            Tray(self.overview, self.commands, self),
            self.overview,
            self.commands,
            self.preferences,
            quitting,
            self.notices,
        )

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
        self.window.details.close_files()
        self.settings.close()
        self.provisioning.close()
        self.errands.close()
        self.connection.close()
        self.asker.close()
        self.pictures.close()
        self.window.deleteLater()
        for translator in self._spoken:
            self.application.removeTranslator(translator)
        self.garbage.close()

    def _called(self, paths: list[str], seen: bool) -> None:
        if seen:
            self.window.raise_to_front()
        if paths:
            self.window.order(paths)

    def _show_appearance(self) -> None:
        appear(self.application, self.preferences.wishes.appearance)


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
