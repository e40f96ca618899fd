"""The jobs as a table that stays sorted and filtered while the daemon tells of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QDataStream,
    QIODevice,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    Signal,
)

from footfall_bridge.feed import Event, Snapshot
from footfall_bridge.protocol import JobInfo, JobState, ProgressEvent, StateEvent
from footfall_gui.models.cells import CELL_ROLES, Cells
from footfall_gui.models.ranking import KEYS, WAITING, Column, Move, Ranking, moves_before
from footfall_gui.models.roster import Roster

JOB_IDS: Final = "application/x-footfall-jobs"
"""Ids of jobs that are dragged within the table, as a QStringList."""
JobRole: Final = Qt.ItemDataRole.UserRole
_ROLES: Final = frozenset((JobRole, *CELL_ROLES))
_COLUMNS: Final = tuple(Column)
_MOST_AT_ONCE: Final = 40
"""Rows that come, go or move one by one; the table is filled anew where more do at once."""

_Index = QModelIndex | QPersistentModelIndex


class JobsModel(QAbstractTableModel):
    """All jobs of the daemon, of which those are rows that the filter lets through."""

    moved = Signal(list)
    """Of `Move`: the user dragged jobs elsewhere."""
    told = Signal()
    """Something came from the daemon; `roster` has it."""

    def __init__(self, hides: Callable[[JobInfo], bool] = lambda _: False, parent: QObject | None = None) -> None:
        """`hides` is asked of each job: one that is none of the user's is neither shown nor counted."""
        super().__init__(parent)
        self._hides = hides
        self.roster = Roster()
        self._rows = Ranking()
        self._column = Column.turn
        self._words: list[str] = []
        self._states: frozenset[JobState] | None = None
        self._cells = Cells(self, self.roster)

    # what the daemon tells

    def hear(self, news: Sequence[Event]) -> None:
        changed: dict[str, None] = {}
        gone: dict[str, None] = {}
        for event in news:
            match event:
                case Snapshot():
                    with self._filling():
                        self.roster.fill(job for job in event.jobs if not self._hides(job))
                    changed, gone = {}, {}
                case StateEvent(job=JobInfo() as job) if not self._hides(job):
                    self.roster.put(job)
                    changed[job.id] = None
                    gone.pop(job.id, None)
                case StateEvent():
                    gone[event.id] = None
                case ProgressEvent():
                    changed |= dict.fromkeys(self.roster.advance(event.progress, event.eta_s))
        self._drop(gone)
        self._show([job for job in changed if job not in gone])
        self.told.emit()

    def foresee(self, jobs: Iterable[JobInfo]) -> None:
        """Times to go, which events do not tell of jobs that wait."""
        self._show(self.roster.foresee(jobs))

    # what the user wants to see

    def set_filter(self, text: str, states: Collection[JobState] | None) -> None:
        """Only jobs with all words of `text` in clip, prompt or engine, and in one of `states` (None: any)."""
        words, chosen = text.casefold().split(), None if states is None else frozenset(states)
        if (words, chosen) != (self._words, self._states):
            with self._filling():
                self._words, self._states = words, chosen

    @property
    def in_turn(self) -> bool:
        """Rows stand as jobs will be made: only then can they be dragged elsewhere."""
        return self._column is Column.turn and not self._rows.descending

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = [(index, self._rows[index.row()]) for index in self.persistentIndexList()]
        self._column = Column(column)
        self._rows.descending = order is Qt.SortOrder.DescendingOrder
        self._rank()
        for index, job in before:
            row = self._rows.row_of(job)
            self.changePersistentIndex(index, QModelIndex() if row is None else self.index(row, index.column()))
        self.layoutChanged.emit()

    # rows

    def job_at(self, row: int) -> JobInfo:
        return self.roster.jobs[self._rows[row]]

    def row_of(self, job: str) -> int | None:
        return self._rows.row_of(job)

    def jobs_shown(self) -> Iterator[JobInfo]:
        return (self.job_at(row) for row in range(len(self._rows)))

    # for Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        job = self.job_at(index.row())
        return job if role == JobRole else self._cells.data(job, _COLUMNS[index.column()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            return self._cells.header(Column(section), role)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # between rows, and below them
        return super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren | Qt.ItemFlag.ItemIsDragEnabled

    # dragging: within the table to another turn, out of it into an editor

    def mimeTypes(self) -> list[str]:
        return [JOB_IDS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        jobs = [self.job_at(row) for row in sorted({index.row() for index in indexes})]
        data = QMimeData()
        ids = QByteArray()
        QDataStream(ids, QIODevice.OpenModeFlag.WriteOnly).writeQStringList([job.id for job in jobs])
        data.setData(JOB_IDS, ids)
        files = [output.path for job in jobs if job.state is JobState.done for output in job.outputs]
        if files:
            data.setUrls([QUrl.fromLocalFile(file) for file in files])
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        return self.in_turn and bool(self._moves(data, row, parent))

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        if self.in_turn and (moves := self._moves(data, row, parent)):
            self.moved.emit(moves)
        return False  # the daemon tells when they have moved: the view removes nothing

    def _moves(self, data: QMimeData, row: int, parent: _Index) -> list[Move]:
        row = parent.row() if parent.isValid() else row
        rows = range(row if row >= 0 else len(self._rows), len(self._rows))
        behind = (self.job_at(row) for row in rows)
        before = next((job.id for job in behind if job.state in WAITING), None)
        chosen = [job for job in ids_in(data) if job in self.roster.jobs]
        return moves_before(self.roster.active(), chosen, before)

    # keeping rows in step with the roster

    @contextmanager
    def _filling(self) -> Iterator[None]:
        """All rows anew, after what is changed meanwhile."""
        self.beginResetModel()
        yield
        self._rank()
        self.endResetModel()

    def _rank(self) -> None:
        key = KEYS[self._column]
        self._rows.fill({job.id: key(job) for job in self.roster.jobs.values() if self._passes(job)})

    def _passes(self, job: JobInfo) -> bool:
        if self._states is not None and job.state not in self._states:
            return False
        return not self._words or all(word in self.roster.words_of(job) for word in self._words)

    def _show(self, changed: Collection[str]) -> None:
        key = KEYS[self._column]
        displaced = []
        for id_ in changed:
            job = self.roster.jobs.get(id_)
            shown, wanted = id_ in self._rows, job is not None and self._passes(job)
            if shown and job is not None and wanted and key(job) == self._rows.key_of(id_):
                self._touch(id_)
            elif shown or wanted:
                displaced.append(id_)
        if len(displaced) > _MOST_AT_ONCE:
            with self._filling():
                pass
        else:
            for id_ in displaced:
                self._place(id_)

    def _drop(self, gone: Collection[str]) -> None:
        """Rows go before the roster forgets: nobody asks for a job that is not there any more."""
        if len(gone) > _MOST_AT_ONCE:
            with self._filling():
                self.roster.remove(gone)
            return
        for job in gone:
            self._take_out(job)
            self.roster.remove([job])

    def _touch(self, job: str) -> None:
        row = self._rows.row_of(job)
        assert row is not None
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def _place(self, id_: str) -> None:
        job = self.roster.jobs.get(id_)
        if job is None or not self._passes(job):
            self._take_out(id_)
        elif id_ in self._rows:
            self._shift(job)
        else:
            self._put_in(job)

    def _take_out(self, job: str) -> None:
        row = self._rows.row_of(job)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            self._rows.remove(job)
            self.endRemoveRows()

    def _put_in(self, job: JobInfo) -> None:
        key = KEYS[self._column](job)
        row = self._rows.row_for(job.id, key)
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.insert(job.id, key)
        self.endInsertRows()

    def _shift(self, job: JobInfo) -> None:
        """To another row: `target` counts the rows as they are before, as Qt does."""
        key = KEYS[self._column](job)
        row, target = self._rows.row_of(job.id), self._rows.row_for(job.id, key)
        assert row is not None
        moves = target not in (row, row + 1)
        if moves:
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target)
        self._rows.remove(job.id)
        self._rows.insert(job.id, key)
        if moves:
            self.endMoveRows()
        self._touch(job.id)


def ids_in(data: QMimeData) -> list[str]:
    """The jobs that are dragged; none where something else is."""
    return list(QDataStream(data.data(JOB_IDS)).readQStringList()) if data.hasFormat(JOB_IDS) else []
