"""Prompts by name, as rows that can be edited; each is a setting `presets.<name>`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from footfall_bridge.protocol import Refusal
from footfall_gui.models.settings import SettingsModel

PREFIX: Final = "presets."
_Index = QModelIndex | QPersistentModelIndex
_SHOWN: Final = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)


class PresetRows(QAbstractTableModel):
    """Name and prompt. What the daemon does not take is not shown."""

    def __init__(self, settings: SettingsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._rows: list[tuple[str, str]] = []
        settings.listed.connect(self._fill)
        settings.changed.connect(self._update)
        self._fill()

    def add(self, name: str, prompt: str) -> None:
        if self._is_free(name):
            self._settings.change(PREFIX + name, prompt)

    def remove(self, rows: Sequence[int]) -> None:
        for row in rows:
            self._settings.change(PREFIX + self._rows[row][0], None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Name"), self.tr("Prompt"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in _SHOWN or not index.isValid():
            return None
        return self._rows[index.row()][index.column()]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Shown once the daemon has taken it."""
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not text or not index.isValid():
            return False
        name, prompt = self._rows[index.row()]
        if text == (name, prompt)[index.column()]:
            return False
        if index.column() == 1:
            self._settings.change(PREFIX + name, text)
        elif self._is_free(text):
            self._settings.rename(PREFIX + name, PREFIX + text)
        return True

    def _is_free(self, name: str) -> bool:
        """Whether there is no such preset yet; else it is told."""
        if name not in dict(self._rows):
            return True
        words = self.tr("There is a preset {name} already: choose another name, or edit it.").format(name=name)
        self._settings.refused.emit(PREFIX + name, Refusal("preset-exists", words))
        return False

    def _fill(self) -> None:
        rows = sorted((name, str(setting.value)) for name, setting in self._settings.under(PREFIX).items())
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _update(self, key: str) -> None:
        if key.startswith(PREFIX):
            self._fill()
