"""All takes and versions of the clip: choose one to hear it at the same moment, while it plays."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel, QListView, QVBoxLayout, QWidget

from footfall_bridge.protocol import JobInfo
from footfall_gui.views.details.words import version_name

_JOB = Qt.ItemDataRole.UserRole
LETTERS = "ABCDEFGH"
"""Keys of the first; the letters after these play and mark."""


def letter_of(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else ""


class VersionsList(QWidget):
    heard = Signal(JobInfo)
    """Play this one."""
    opened = Signal(str)
    """Look at that job."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Files(self)
        self.list = _List(self)
        self.list.setModel(self._model)
        self.list.setDragEnabled(True)
        self.list.setUniformItemSizes(True)
        self.list.setAlternatingRowColors(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Takes and versions"))
        self.hint = QLabel(self)
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        self.list.selectionModel().currentChanged.connect(self._hear)
        self.list.activated.connect(self._open)

    def show_versions(self, versions: list[JobInfo], heard: str | None) -> None:
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self._model.clear()
        for place, job in enumerate(versions):
            self._model.appendRow(_item(place, job))
        selection.blockSignals(False)
        self.mark(heard)
        self.hint.setText(
            self.tr("A, B ... or 1, 2 ... switch while it plays. Enter shows that job. Drag one into an editor.")
            if len(versions) > 1
            else self.tr("There is one version. Make another take to compare it with.")
        )

    def mark(self, job: str | None) -> None:
        """Without hearing it anew."""
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        for row in range(self._model.rowCount()):
            found: JobInfo = self._model.item(row).data(_JOB)
            if found.id == job:
                self.list.setCurrentIndex(self._model.index(row, 0))
        selection.blockSignals(False)
        self.list.viewport().update()

    def _hear(self, index: QModelIndex) -> None:
        if index.isValid():
            self.heard.emit(index.data(_JOB))

    def _open(self, index: QModelIndex) -> None:
        job: JobInfo = index.data(_JOB)
        self.opened.emit(job.id)


class _List(QListView):
    """Letters are for switching, not for searching."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (event.text() and event.text().isalnum()) or event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(240, 120)


class _Files(QStandardItemModel):
    """Dragged as the files that they are."""

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: list[QModelIndex | QPersistentModelIndex]) -> QMimeData:  # type: ignore[override]
        mime = QMimeData()
        jobs: list[JobInfo] = [index.data(_JOB) for index in indexes]
        mime.setUrls([QUrl.fromLocalFile(output.path) for job in jobs for output in job.outputs])
        return mime


def _item(place: int, job: JobInfo) -> QStandardItem:
    prompt = job.prompt or job.engine
    item = QStandardItem("  ".join(word for word in (letter_of(place), version_name(job), prompt) if word))
    item.setData(job, _JOB)
    item.setToolTip("\n".join([prompt, *(PurePath(output.path).name for output in job.outputs)]))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    return item
