"""What the daemon decided and why: a list to read and to copy from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QStackedLayout, QVBoxLayout, QWidget

from footfall_bridge.protocol import Decision
from footfall_gui.models.decisions import DecisionRows


class DecisionList(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = DecisionRows(self)
        self.list = QListView()
        self.list.setModel(self._rows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setWordWrap(True)
        self.list.setUniformItemSizes(False)
        heading = QLabel(self.tr("&What the daemon decided, and why"))
        heading.setBuddy(self.list)
        self.list.setAccessibleName(heading.text().replace("&", ""))
        nothing = QLabel(self.tr("Nothing had to be decided yet."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout()
        self._pages.addWidget(nothing)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading)
        layout.addLayout(self._pages)
        self._add_copying()

    def _add_copying(self) -> None:
        copy = QAction(self.tr("&Copy"), self.list, shortcut=QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._copy)
        self.list.addAction(copy)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_decisions(self, decisions: Sequence[Decision]) -> None:
        self._rows.show(decisions)
        self._pages.setCurrentIndex(1 if decisions else 0)

    def _copy(self) -> None:
        chosen = sorted(self.list.selectedIndexes(), key=lambda index: index.row())
        QGuiApplication.clipboard().setText("\n".join(str(index.data()) for index in chosen))
