"""The transport: play, loop, where it is, and how much of the clip is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.glyphs import Glyph, icon

_CLOSER = 1.5


class Transport(QWidget):
    play_wanted = Signal()
    start_wanted = Signal()
    loop_wanted = Signal(bool)
    outside_wanted = Signal()
    """In the system's player."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._glyphs: dict[QToolButton, Glyph] = {}
        self.start = self._button(Glyph.start, self.tr("To the start (Home)"), self.start_wanted.emit)
        self.play = self._button(Glyph.resume, self.tr("Play (Space)"), self.play_wanted.emit)
        self.loop = self._button(Glyph.loop, self.tr("Play the part, or all, again and again (Ctrl+L)"))
        self.loop.setCheckable(True)
        self.loop.toggled.connect(self.loop_wanted)
        self.position = QLabel(self)
        self.note = QLabel(self)
        self.outside = QPushButton(self.tr("Open in the system's pla&yer"), self)
        self.outside.clicked.connect(lambda: self.outside_wanted.emit())
        self._farther = self._button(Glyph.farther, self.tr("See more of the clip (-)"), self._zoom_out)
        self._whole = self._button(Glyph.whole, self.tr("See all of the clip (0)"), axis.fit)
        self._closer = self._button(Glyph.closer, self.tr("See less, closer (+)"), self._zoom_in)
        self._lay_out()
        self._renew_glyphs()
        self.set_note("", outside=False)
        axis.playhead_moved.connect(lambda _, seconds: self._show_position(seconds))

    def set_playing(self, playing: bool) -> None:
        self._glyphs[self.play] = Glyph.pause if playing else Glyph.resume
        words = self.tr("Pause (Space)") if playing else self.tr("Play (Space)")
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)
        self._renew_glyphs()

    def set_playable(self, playable: bool) -> None:
        for button in (self.start, self.play, self.loop):
            button.setEnabled(playable)
        self._show_position(self._axis.playhead)

    def set_note(self, words: str, *, outside: bool) -> None:
        """What is missing here, and whether another player helps."""
        self.note.setText(words)
        self.note.setToolTip(words)
        self.outside.setVisible(outside)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._renew_glyphs()

    def _button(self, glyph: Glyph, words: str, do: Callable[[], object] | None = None) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        if do is not None:
            button.clicked.connect(lambda: do())
        self._glyphs[button] = glyph
        return button

    def _lay_out(self) -> None:
        self.position.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.position.setAccessibleName(self.tr("Timecode at the playhead"))
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time goes
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self.start, self.play, self.loop):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.position)
        row.addSpacing(12)
        row.addWidget(self.note, 1)
        row.addWidget(self.outside)
        for widget in (self._farther, self._whole, self._closer):
            row.addWidget(widget)

    def _renew_glyphs(self) -> None:
        for button, glyph in self._glyphs.items():
            button.setIcon(icon(glyph, self.palette()))

    def _show_position(self, seconds: float) -> None:
        time = self._axis.time
        self.position.setText(time.timecode(seconds) if time is not None else "")

    def _zoom_in(self) -> None:
        self._axis.zoom(_CLOSER)

    def _zoom_out(self) -> None:
        self._axis.zoom(1 / _CLOSER)
