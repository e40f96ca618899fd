"""The buttons above the queue: add clips, pause and resume, free the GPU and take it back, settings."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

from footfall_gui.models.commands import Commands
from footfall_gui.models.connection import State
from footfall_gui.models.overview import Overview
from footfall_gui.views.glyphs import Glyph, icon


class Controls(QToolBar):
    clips_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, overview: Overview, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview = overview
        self._commands = commands
        self.setObjectName("controls")
        self.setWindowTitle(self.tr("Controls"))
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add = self.addAction(self.tr("&Add clips …"))
        self.add.setShortcut(QKeySequence(QKeySequence.StandardKey.Open))
        self.add.triggered.connect(self.clips_wanted)
        self.addSeparator()
        self.pause = self.addAction("")
        self.pause.setShortcut(QKeySequence("Ctrl+P"))
        self.pause.triggered.connect(self._toggle_pause)
        self.lend = self.addAction("")
        self.lend.setShortcut(QKeySequence("Ctrl+G"))
        self.lend.triggered.connect(self._toggle_lending)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.settings = self.addAction(self.tr("&Settings …"))
        self.settings.setShortcut(QKeySequence("Ctrl+,"))  # the standard key is none on Windows and GNOME
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.settings.triggered.connect(self.settings_wanted)
        overview.changed.connect(self._refresh)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._refresh()
        super().changeEvent(event)

    def _toggle_pause(self) -> None:
        if self._overview.paused:
            self._commands.resume()
        else:
            self._commands.pause()

    def _toggle_lending(self) -> None:
        if self._overview.released:
            self._commands.reclaim()
        else:
            self._commands.release()

    def _refresh(self) -> None:
        connected = self._overview.connection.state is State.connected
        paused, released = self._overview.paused, self._overview.released
        self.pause.setText(self.tr("&Resume") if paused else self.tr("&Pause"))
        self.pause.setToolTip(self.tr("Let the queue go on") if paused else self.tr("Let nothing new begin"))
        self.lend.setText(self.tr("Take the &GPU back") if released else self.tr("Free the &GPU"))
        self.lend.setToolTip(
            self.tr("Clips go on where they were")
            if released
            else self.tr("Leave its memory to other programs until you take it back")
        )
        for action, glyph in (
            (self.add, Glyph.add),
            (self.pause, Glyph.resume if paused else Glyph.pause),
            (self.lend, Glyph.reclaim if released else Glyph.release),
            (self.settings, Glyph.settings),
        ):
            action.setIcon(icon(glyph, self.palette()))
            action.setIconText(_bare(action.text()))
        self.pause.setEnabled(connected)
        self.lend.setEnabled(connected)


def _bare(text: str) -> str:
    """Without its key, which Chinese has in parentheses, and dots: Qt leaves the parentheses."""
    return re.sub(r"\(&\w\)|&|\s*…", "", text)
