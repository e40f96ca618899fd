"""Python's cycles are collected in Qt's thread alone: elsewhere a widget that nobody holds would be torn down."""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, Slot

_MANY: Final = 5_000
"""Objects made since the last look."""
_OLD: Final = 40
"""Looks at young objects between two at all of them, which takes longer."""


class Garbage(QObject):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.disable()
        gc.freeze()  # what was imported stays

    @Slot()
    def look(self) -> None:
        """Now and then, where nothing is under way."""
        if gc.get_count()[0] > _MANY:
            self._looks += 1
            gc.collect(1 if self._looks % _OLD else 2)

    def close(self) -> None:
        gc.unfreeze()
        gc.enable()
