"""The table of jobs: chosen with mouse or keys, dragged to another turn or out into an editor."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QHideEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from footfall_bridge.protocol import JobInfo
from footfall_gui.models.jobs import JOB_IDS, JobsModel
from footfall_gui.models.ranking import Column
from footfall_gui.models.thumbnails import Thumbnails
from footfall_gui.views.delegates import PICTURE, ROW_HEIGHT, ClipDelegate, ProgressDelegate, StateDelegate

_SETTLED_MS: Final = 80
_WIDTHS: Final = {
    Column.turn: 62,
    Column.clip: 220,
    Column.range: 184,
    Column.prompt: 190,
    Column.engine: 80,
    Column.take: 50,
    Column.state: 130,
    Column.progress: 90,
    Column.left: 56,
    Column.created: 120,
}


class JobsTable(QTableView):
    in_view = Signal(list)
    """Jobs that can be seen now, once scrolling has settled; none while hidden."""
    chosen = Signal(list)
    """Jobs that are selected, from the top."""

    def __init__(self, model: JobsModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = model
        self._awaited: list[str] = []
        """To be chosen; the daemon has not told of them yet."""
        self._kept: tuple[list[str], str | None] = ([], None)
        self._settling = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settling.timeout.connect(self._tell_in_view)
        self.setModel(model)
        self.setAccessibleName(self.tr("Jobs"))
        self._set_up_rows()
        self._set_up_columns()
        self._set_up_dragging()
        for column, delegate in (
            (Column.clip, ClipDelegate(thumbnails, self)),
            (Column.state, StateDelegate(self)),
            (Column.progress, ProgressDelegate(self)),
        ):
            self.setItemDelegateForColumn(column, delegate)
        model.told.connect(self._choose_awaited)
        thumbnails.came.connect(self._repaint)
        model.modelAboutToBeReset.connect(self._keep_selection)
        model.modelReset.connect(self._restore_selection)
        for change in (
            model.modelReset,
            model.rowsInserted,
            model.rowsRemoved,
            model.rowsMoved,
            model.layoutChanged,
        ):
            change.connect(self._settling.start)
        self.verticalScrollBar().valueChanged.connect(self._settling.start)

    # what is chosen

    def chosen_jobs(self) -> list[JobInfo]:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._jobs.job_at(row) for row in rows]

    def choose(self, jobs: list[str]) -> None:
        """Select these, as soon as they are shown, and bring the first into view."""
        self._awaited = list(jobs)
        self._choose_awaited()

    def _choose_awaited(self) -> None:
        jobs = self._awaited
        if not jobs or any(job not in self._jobs.roster.jobs for job in jobs):
            return
        self._awaited = []
        rows = [row for row in map(self._jobs.row_of, jobs) if row is not None]
        self._select(rows)
        if rows:
            self.setCurrentIndex(self._jobs.index(min(rows), Column.clip))
            self._select(rows)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen.emit(self.chosen_jobs())

    def _select(self, rows: list[int]) -> None:
        selection = QItemSelection()
        for row in rows:
            selection.select(self._jobs.index(row, 0), self._jobs.index(row, len(Column) - 1))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _keep_selection(self) -> None:
        current = self.currentIndex()
        self._kept = (
            [job.id for job in self.chosen_jobs()],
            self._jobs.job_at(current.row()).id if current.isValid() else None,
        )

    def _restore_selection(self) -> None:
        """Rows were filled anew: the same jobs are chosen, wherever they are now."""
        chosen, current = self._kept
        row = None if current is None else self._jobs.row_of(current)
        if row is not None:
            index = self._jobs.index(row, Column.clip)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._select([row for row in map(self._jobs.row_of, chosen) if row is not None])
        self.chosen.emit(self.chosen_jobs())

    # what is in view

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settling.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settling.stop()
        self.in_view.emit([])

    def _tell_in_view(self) -> None:
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if not self.isVisible() or top < 0:
            self.in_view.emit([])
            return
        last = self._jobs.rowCount() - 1 if bottom < 0 else bottom
        self.in_view.emit([self._jobs.job_at(row) for row in range(top, last + 1)])

    def _repaint(self, job: str) -> None:
        """Also other takes of the clip have the picture now: all that is in view is drawn again."""
        self.viewport().update()

    # dragging

    def startDrag(self, actions: Qt.DropAction) -> None:
        """As copies: whatever takes the files leaves them where the project has them."""
        indexes = self.selectedIndexes()
        data = self._jobs.mimeData(indexes) if indexes else None
        if data is not None:
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.setPixmap(self._dragged(len({index.row() for index in indexes})))
            drag.exec(Qt.DropAction.CopyAction, Qt.DropAction.CopyAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._is_ours(event.mimeData()):
            super().dragEnterEvent(event)
        else:
            event.ignore()  # the window takes files

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._is_ours(event.mimeData()):
            super().dragMoveEvent(event)
        else:
            event.ignore()

    def _is_ours(self, data: QMimeData) -> bool:
        return data.hasFormat(JOB_IDS) and self._jobs.in_turn

    def _dragged(self, rows: int) -> QPixmap:
        """The cells of the first row's clip, and how many there are."""
        index = min(self.selectionModel().selectedRows(Column.clip), key=QModelIndex.row)
        frame = self.visualRect(index) & self.viewport().rect()
        return self.viewport().grab(frame) if not frame.isEmpty() else QPixmap()

    # how it is set up

    def _set_up_rows(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setIconSize(PICTURE)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)

    def _set_up_columns(self) -> None:
        columns = self.horizontalHeader()
        columns.setSectionsMovable(True)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        columns.setSortIndicator(Column.turn, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _set_up_dragging(self) -> None:
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        self.setAutoScroll(True)

    def sizeHint(self) -> QSize:
        return QSize(1100, 8 * ROW_HEIGHT)
