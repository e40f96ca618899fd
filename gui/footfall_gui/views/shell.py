"""Window and tray together: what opens what, when the user is told, and how all of it ends."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from footfall_gui.models.commands import Commands
from footfall_gui.models.notices import Notices
from footfall_gui.models.overview import Overview
from footfall_gui.models.preferences import Preferences
from footfall_gui.views.quitting import OnQuit, Quitting
from footfall_gui.views.tray import Tray
from footfall_gui.views.window import QueueWindow

_STOP_PATIENCE_MS: Final = 5_000
_LOOK_EVERY_MS: Final = 1_000
_LOOKS: Final = 20
"""A session that begins may have its panel later than us."""


class Shell(QObject):
    ended = Signal()
    told = Signal(str, str)
    """What the user is told of jobs: a title, and what it is about."""

    def __init__(
        self,
        window: QueueWindow,
        tray: Tray,
        overview: Overview,
        commands: Commands,
        preferences: Preferences,
        quitting: Quitting,
        notices: Notices,
    ) -> None:
        """It lives as long as its window: what is told later reaches nobody."""
        super().__init__(window)
        self.window = window
        self.tray = tray
        self._overview = overview
        self._commands = commands
        self._preferences = preferences
        self._quitting = quitting
        self._looks_left = _LOOKS
        self._said = False
        notices.told.connect(self._tell)
        self.told.connect(self._announce)
        self._looking = QTimer(self, interval=_LOOK_EVERY_MS)
        self._looking.timeout.connect(self._look_for_panel)
        tray.window_wanted.connect(window.raise_to_front)
        tray.settings_wanted.connect(window.settings_wanted)
        tray.log_wanted.connect(window.log_wanted)
        tray.quit_wanted.connect(self.quit)
        window.quit_wanted.connect(self.quit)
        window.closing.connect(self._closing)
        window.looked_at.connect(overview.seen)
        overview.changed.connect(window.tell_looked_at)

    def open(self, *, hidden: bool) -> None:
        """With `hidden` only in the panel; where the desktop has none, the window is there, small."""
        if not hidden:
            self.window.raise_to_front()
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.tray.show()
        else:
            self._looking.start()

    def quit(self) -> None:
        """Unless the user stays, when asked about the daemon."""
        decision = self._quitting.decide(self._overview.active, self.window)
        if decision is not None:
            self._leave(decision)

    def end(self) -> None:
        """Nobody is there to be asked: the daemon goes on."""
        self._leave(OnQuit.goes_on)

    def _leave(self, decision: OnQuit) -> None:
        self.window.remember()
        self.window.hide()
        if decision is OnQuit.stops:
            QTimer.singleShot(_STOP_PATIENCE_MS, self, self.ended.emit)
            self._commands.stop_daemon(self.ended.emit)
        else:
            self.ended.emit()

    def _closing(self, event: QCloseEvent) -> None:
        """In a panel the app goes on; without one, the window was all there is."""
        if not self.tray.icon.isVisible():
            decision = self._quitting.decide(self._overview.active, self.window)
            event.setAccepted(decision is not None)
            if decision is not None:
                self._leave(decision)
        elif not self._said:
            self._said = True
            self.tray.tell("Footfall", self.tr("Footfall goes on here. Open its menu to quit."))

    def _look_for_panel(self) -> None:
        self._looks_left -= 1
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._looking.stop()
            self.tray.show()
        elif not self._looks_left:
            self._looking.stop()
            if not self.window.isVisible():
                self.window.showMinimized()

    def _tell(self, title: str, words: str) -> None:
        """Unless that is switched off; and whoever looks at the window knows."""
        if self._preferences.wishes.notifications and not self.window.isActiveWindow():
            self.told.emit(title, words)

    def _announce(self, title: str, words: str) -> None:
        """Where there is no panel, the window asks for attention."""
        if self.tray.icon.isVisible():
            self.tray.tell(title, words)
        else:
            QApplication.alert(self.window)
