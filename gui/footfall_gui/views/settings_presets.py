"""Prompts by name: a table to edit in place, and a line that adds one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.protocol import Refusal
from footfall_gui.models.presets import PREFIX, PresetRows
from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.settings_form import Trouble


class PresetEditor(QWidget):
    def __init__(self, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PresetRows(model, self)
        self.table = self._table()
        self.name, self.prompt = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(self.tr("Name"))
        self.prompt.setPlaceholderText(self.tr("Prompt, such as: boots on gravel, light rain"))
        self.name.setAccessibleName(self.tr("Name of the new preset"))
        self.prompt.setAccessibleName(self.tr("Prompt of the new preset"))
        self.add = QPushButton(self.tr("&Add preset"))
        self.remove = QPushButton(self.tr("&Remove preset"))
        self.trouble = Trouble()
        self._connect(model)
        self._lay()
        self._offer()

    def _connect(self, model: SettingsModel) -> None:
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        for line in (self.name, self.prompt):
            line.textChanged.connect(self._offer)
            line.returnPressed.connect(self._add)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.rows.modelReset.connect(self._offer)
        model.refused.connect(self._refuse)

    def _lay(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.name, stretch=1)
        line.addWidget(self.prompt, stretch=3)
        line.addWidget(self.add)
        line.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        layout.addLayout(line)
        layout.addWidget(self.trouble)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.rows)
        table.setAccessibleName(self.tr("Prompt presets"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setStretchLastSection(True)
        table.setColumnWidth(0, 160)
        table.setFixedHeight(150)
        return table

    def _offer(self) -> None:
        self.add.setEnabled(bool(self.name.text().strip() and self.prompt.text().strip()))
        self.remove.setEnabled(self.table.selectionModel().hasSelection())

    def _add(self) -> None:
        if self.add.isEnabled():
            self.trouble.clear()
            self.rows.add(self.name.text().strip(), self.prompt.text().strip())
            self.name.clear()
            self.prompt.clear()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        self.trouble.clear()
        self.rows.remove([index.row() for index in self.table.selectionModel().selectedRows()])

    def _refuse(self, key: str, refusal: Refusal) -> None:
        if key.startswith(PREFIX):
            self.trouble.tell(refusal.message)
