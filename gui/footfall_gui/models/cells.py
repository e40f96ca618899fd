"""What the table of jobs says in each cell, to the eye and to a screen reader."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt

from footfall_bridge.protocol import JobInfo
from footfall_gui.models.ranking import Column
from footfall_gui.models.roster import Roster
from footfall_gui.models.words import clip_name, range_text, state_word, time_left

_Role = Qt.ItemDataRole
CELL_ROLES: Final = (_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole, _Role.TextAlignmentRole)
"""A view asks for many more, for each cell it draws."""
_MIDDLE: Final = (Column.turn, Column.take, Column.left)
"""Short numbers, which on the right would touch the next column's words."""
_LEADING: Final = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class Cells(QObject):
    def __init__(self, parent: QObject, roster: Roster) -> None:
        super().__init__(parent)
        self._roster = roster

    def data(self, job: JobInfo, column: Column, role: int) -> Any:
        match role:
            case _Role.DisplayRole | _Role.AccessibleTextRole:
                return self.text(job, column)
            case _Role.ToolTipRole:
                return self.tip(job, column)
            case _Role.TextAlignmentRole:
                return _CENTRE if column in _MIDDLE else _LEADING
        return None

    def text(self, job: JobInfo, column: Column) -> str:
        match column:
            case Column.turn:
                return str(self._roster.turn_of(job.id) or "")
            case Column.clip:
                return clip_name(job)
            case Column.range:
                return range_text(job)
            case Column.prompt:
                return job.prompt
            case Column.engine:
                return job.engine
            case Column.take:
                return str(job.take)
            case Column.state:
                return state_word(job.state)
            case Column.progress:
                return f"{round(100 * job.progress)} %"
            case Column.left:
                return "" if job.state.ended else time_left(job.eta_s)
            case Column.created:
                moment = QDateTime.fromSecsSinceEpoch(int(job.created))
                return QLocale().toString(moment, QLocale.FormatType.ShortFormat)

    def tip(self, job: JobInfo, column: Column) -> str:
        """Why a job failed or what was noticed of it; else what a narrow column may cut off."""
        if column is Column.state:
            return "\n".join([job.error.message] if job.error else job.notices)
        if column is Column.clip:
            return job.media or clip_name(job)
        return self.text(job, column)

    def header(self, column: Column, role: int) -> Any:
        if role == _Role.DisplayRole:
            return self._title(column)
        if role == _Role.TextAlignmentRole:
            return _CENTRE if column in _MIDDLE else _LEADING
        return None

    def _title(self, column: Column) -> str:
        return {
            Column.turn: self.tr("Turn"),
            Column.clip: self.tr("Clip"),
            Column.range: self.tr("In – out"),
            Column.prompt: self.tr("Prompt"),
            Column.engine: self.tr("Engine"),
            Column.take: self.tr("Take"),
            Column.state: self.tr("State"),
            Column.progress: self.tr("Progress"),
            Column.left: self.tr("Left"),
            Column.created: self.tr("Created"),
        }[column]
