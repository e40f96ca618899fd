"""Which jobs are shown: words that they hold, and how far they are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from footfall_bridge.protocol import JobState
from footfall_gui.models.roster import Roster
from footfall_gui.views.glyphs import Glyph, icon

_GROUPS: Final[list[tuple[JobState, ...] | None]] = [
    None,
    (JobState.queued, JobState.ready, JobState.parked),
    (JobState.preparing, JobState.running, JobState.writing),
    (JobState.done,),
    (JobState.failed, JobState.needs_media),
    (JobState.cancelled,),
]


class FilterBar(QWidget):
    wanted = Signal(str, object)
    """Words, and the states or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit(clearButtonEnabled=True)
        self.words.setPlaceholderText(self.tr("Filter by clip, prompt or engine"))
        self.words.setAccessibleName(self.tr("Filter"))
        self.words.addAction(icon(Glyph.search, self.palette()), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setToolTip(QKeySequence(QKeySequence.StandardKey.Find).toString())
        self.words.setMinimumWidth(220)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.words.textChanged.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self.words, 1)
        self.choices = QButtonGroup(self)
        self._names = self._all_names()
        for number, name in enumerate(self._names):
            button = QToolButton(autoRaise=True)
            button.setText(name)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self.choices.addButton(button, number)
            row.addWidget(button)
        self.choices.idToggled.connect(lambda _, checked: self._tell() if checked else None)

    def count(self, roster: Roster) -> None:
        """Show how many jobs each choice has."""
        for number, states in enumerate(_GROUPS):
            count = roster.count(*(states or JobState))
            self.choices.button(number).setText(f"{self._names[number]} {count}" if count else self._names[number])

    def show_all(self) -> None:
        self.words.clear()
        self.choices.button(0).setChecked(True)

    def _tell(self) -> None:
        self.wanted.emit(self.words.text(), _GROUPS[self.choices.checkedId()])

    def _all_names(self) -> list[str]:
        return [
            self.tr("All"),
            self.tr("Waiting"),
            self.tr("In hand"),
            self.tr("Done"),
            self.tr("Need you"),
            self.tr("Cancelled"),
        ]
