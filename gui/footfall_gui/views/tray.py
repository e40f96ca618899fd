"""The icon in the desktop's panel, its menu, and its notices."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from footfall_bridge.protocol import JobInfo
from footfall_gui import desktop
from footfall_gui.models.commands import Commands
from footfall_gui.models.connection import State
from footfall_gui.models.overview import Mood, Overview
from footfall_gui.models.words import clip_name, connection_words, time_left
from footfall_gui.views.appearance import is_dark
from footfall_gui.views.tray_icon import STEPS, tray_icon


class Tray(QObject):
    """The menu is made anew from what is known whenever it opens."""

    window_wanted = Signal()
    settings_wanted = Signal()
    log_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, overview: Overview, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._overview = overview
        self._commands = commands
        self._shown: tuple[Mood, int, bool] | None = None
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.fill)
        self.fill()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.window_wanted)
        overview.changed.connect(self._draw)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._draw)
        self._draw()

    def show(self) -> None:
        self.icon.show()

    def close(self) -> None:
        self.icon.hide()
        self.menu.deleteLater()

    def tell(self, title: str, words: str) -> None:
        if self.icon.isVisible():
            self.icon.showMessage(title, words, self.icon.icon())

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.window_wanted.emit()

    # the icon

    def _draw(self) -> None:
        """Only what looks different is drawn, however often something is told."""
        mood, progress = self._overview.mood, self._overview.progress
        dark = is_dark(QGuiApplication.palette())
        looks = (mood, round(progress * STEPS) if mood is Mood.working else 0, dark)
        if looks != self._shown:
            self._shown = looks
            self.icon.setIcon(tray_icon(mood, progress, dark=dark, mask=sys.platform == "darwin"))
        self.icon.setToolTip(self.tip())

    def tip(self) -> str:
        overview = self._overview
        if words := connection_words(overview.connection.state, overview.connection.trouble):
            return words
        if overview.paused:
            return self.tr("Footfall is paused")
        if overview.released:
            return self.tr("Footfall leaves the GPU to other programs")
        if overview.active:
            return self.tr("Footfall: %n job(s) left", "", overview.active)
        return self.tr("Footfall has nothing to do")

    # the menu

    def fill(self) -> None:
        self.menu.clear()
        self._add_state()
        self.menu.addSeparator()
        if self._overview.connection.state is State.connected:
            self._add_controls()
            self._add_results()
        else:
            self._add_remedies()
        self.menu.addSeparator()
        self._add(self.tr("&Open the queue"), self.window_wanted.emit)
        self._add(self.tr("&Settings …"), self.settings_wanted.emit)
        self.menu.addSeparator()
        self._add(self.tr("&Quit"), self.quit_wanted.emit)

    def _add_state(self) -> None:
        job = self._overview.in_hand
        words = self.tip()
        if job is not None and self._overview.connection.state is State.connected:
            words = self._about(job)
        self._add(words, None)
        if self._overview.active > 1 and job is not None:
            self._add(self.tr("%n job(s) left", "", self._overview.active), None)

    def _about(self, job: JobInfo) -> str:
        share = round(100 * job.progress)
        if job.eta_s is None:
            return self.tr("{clip}: {share} %").format(clip=_short(clip_name(job)), share=share)
        words = self.tr("{clip}: {share} %, {left} left")
        return words.format(clip=_short(clip_name(job)), share=share, left=time_left(job.eta_s))

    def _add_controls(self) -> None:
        commands = self._commands
        if self._overview.paused:
            self._add(self.tr("&Resume"), commands.resume)
        else:
            self._add(self.tr("&Pause"), commands.pause)
        if self._overview.released:
            self._add(self.tr("&Take the GPU back"), commands.reclaim)
        else:
            self._add(self.tr("&Free the GPU now"), commands.release)

    def _add_results(self) -> None:
        latest = self._overview.latest()
        if latest:
            self.menu.addSection(self.tr("Last results"))
        for job in latest:
            words = self.tr("{clip}, take {take}").format(clip=_short(clip_name(job)), take=job.take)
            files = [Path(output.path) for output in job.outputs]
            self._add(words, partial(desktop.reveal, files[0]) if files else None)

    def _add_remedies(self) -> None:
        connection = self._overview.connection
        if connection.state is State.stopped:
            self._add(self.tr("Start the &daemon"), connection.start_daemon)
        if connection.state in (State.waiting, State.failed):
            self._add(self.tr("&Restart the daemon"), connection.restart_daemon)
            self._add(self.tr("Show the &log"), self.log_wanted.emit)

    def _add(self, words: str, do: Callable[[], object] | None) -> None:
        """Without anything to do it is only there to be read."""
        action = self.menu.addAction(words)
        if do is None:
            action.setEnabled(False)
        else:
            action.triggered.connect(lambda: do())


def _short(name: str) -> str:
    """A menu is no wider than a hand; `&` would underline the next letter."""
    shown = name if len(name) <= 40 else f"{name[:24]}…{name[-14:]}"
    return shown.replace("&", "&&")
