"""Bars across the window: what is wrong with the daemon and what helps, what was done and how it is undone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from footfall_bridge.protocol import Refusal
from footfall_gui.models.commands import Deed
from footfall_gui.models.connection import Connection, State
from footfall_gui.models.provisioning import lack_of_engines
from footfall_gui.models.words import connection_words
from footfall_gui.views.glyphs import Glyph, icon

_SHOWN_MS: Final = 20_000
_GRACE_MS: Final = 700
"""A daemon that is found at once is not worth a word."""


class Bar(QFrame):
    """A sign, a sentence, and buttons that help."""

    def __init__(self, glyph: Glyph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = glyph
        self._sign = QLabel()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.words = QLabel(wordWrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 6, 8, 6)
        self.row.addWidget(self._sign)
        self.row.addWidget(self.words, 1)
        self._paint_sign()
        self.hide()

    def button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        self.row.addWidget(button)
        return button

    def say(self, words: str) -> None:
        self.words.setText(words)
        self.setAccessibleName(words)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._paint_sign()
        super().changeEvent(event)

    def _paint_sign(self) -> None:
        picture = icon(self._glyph, self.palette(), QPalette.ColorRole.ToolTipText)
        self._sign.setPixmap(picture.pixmap(QSize(20, 20), self.devicePixelRatioF()))


class ConnectionBar(Bar):
    """Only there while the daemon is not."""

    log_wanted = Signal()

    def __init__(self, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(Glyph.failed, parent)
        self._connection = connection
        self.start = self.button(self.tr("&Start"))
        self.restart = self.button(self.tr("&Restart"))
        self.log = self.button(self.tr("Show &log"))
        self._grace = QTimer(self, interval=_GRACE_MS, singleShot=True)
        self._grace.timeout.connect(self._show)
        self.start.clicked.connect(connection.start_daemon)
        self.restart.clicked.connect(connection.restart_daemon)
        self.log.clicked.connect(self.log_wanted)
        connection.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        state = self._connection.state
        if state is State.connected or lack_of_engines(self._connection) is not None:  # which has a bar of its own
            self._grace.stop()
            self.hide()
        elif state in (State.connecting, State.waiting) and not self.isVisible():
            self._grace.start()
        else:
            self._show()

    def _show(self) -> None:
        state, trouble = self._connection.state, self._connection.trouble
        self.start.setVisible(state is State.stopped)
        self.restart.setVisible(state in (State.waiting, State.failed))
        self.log.setVisible(state in (State.waiting, State.failed))
        self.say(connection_words(state, trouble))


class DeedBar(Bar):
    """What was done a moment ago. *Undo* where there is a way back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Glyph.done, parent)
        self._deed: Deed | None = None
        self.undo = self.button(self.tr("&Undo"))
        self.undo.clicked.connect(self._undo)
        self._dismiss = _dismissal(self)
        self._fading = QTimer(self, interval=_SHOWN_MS, singleShot=True)
        self._fading.timeout.connect(self.hide)

    def tell(self, deed: Deed) -> None:
        self._deed = deed
        self.undo.setVisible(deed.undo is not None)
        self.say(deed.words)
        self._fading.start()

    def _undo(self) -> None:
        self.hide()
        if self._deed is not None and self._deed.undo is not None:
            self._deed.undo()


class RefusalBar(Bar):
    """What could not be done, until it is dismissed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Glyph.failed, parent)
        self._dismiss = _dismissal(self)

    def tell(self, refusal: Refusal) -> None:
        self.say(sentence(refusal.message))


def sentence(text: str) -> str:
    """With a capital and a full stop: refusals come without."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _dismissal(bar: Bar) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setIcon(icon(Glyph.cancel, bar.palette(), QPalette.ColorRole.ToolTipText))
    button.setToolTip(QCoreApplication.translate("Bar", "Dismiss"))
    button.setAccessibleName(QCoreApplication.translate("Bar", "Dismiss"))
    button.clicked.connect(bar.hide)
    bar.row.addWidget(button)
    return button
