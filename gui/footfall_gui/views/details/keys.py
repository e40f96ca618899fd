"""Keys that play, move, zoom and switch versions, as editors have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from footfall_gui.models.listening import Listening
from footfall_gui.models.versions import Versions
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.versions_list import LETTERS

CLOSER: Final = 1.5
_SECOND: Final = 1.0
_DIGITS: Final = "123456789"
_PLAIN: Final = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
"""What changes nothing of a key: `+` is above `=` on some keyboards."""


class Keys:
    def __init__(self, axis: TimeAxis, listening: Listening, versions: Versions) -> None:
        self._axis = axis
        self._listening = listening
        self._versions = versions
        self._does: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: listening.toggle,
            Qt.Key.Key_J: lambda: self._jump(-_SECOND),
            Qt.Key.Key_K: listening.pause,
            Qt.Key.Key_L: listening.play,
            Qt.Key.Key_Left: lambda: self._jump(-self._frame),
            Qt.Key.Key_Right: lambda: self._jump(self._frame),
            Qt.Key.Key_Home: lambda: axis.seek(0.0),
            Qt.Key.Key_End: lambda: axis.seek(axis.whole[1]),
            Qt.Key.Key_Plus: lambda: axis.zoom(CLOSER),
            Qt.Key.Key_Equal: lambda: axis.zoom(CLOSER),
            Qt.Key.Key_Minus: lambda: axis.zoom(1 / CLOSER),
            Qt.Key.Key_0: axis.fit,
        }

    def take(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~_PLAIN:
            return False
        if (does := self._does.get(event.key())) is not None:
            does()
            return True
        return self._switch(event.text().upper())

    @property
    def _frame(self) -> float:
        return float(self._axis.time.frame) if self._axis.time is not None else 0.0

    def _jump(self, by: float) -> None:
        self._axis.seek(self._axis.playhead + by)

    def _switch(self, text: str) -> bool:
        """To the version of this letter or number."""
        place = max(LETTERS.find(text), _DIGITS.find(text)) if text else -1
        if not 0 <= place < len(self._versions.jobs):
            return False
        self._listening.hear(self._versions.jobs[place])
        return True
