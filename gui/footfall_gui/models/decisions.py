"""What the daemon decided and why, as rows: the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from footfall_bridge.protocol import Decision
from footfall_gui.models.quantities import clock

_Index = QModelIndex | QPersistentModelIndex


class DecisionRows(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Decision] = []

    def show(self, decisions: Sequence[Decision]) -> None:
        """`decisions`: by time. Rows that are there already stay, and stay selected."""
        newest = self._rows[0].at if self._rows else float("-inf")
        fresh = [decision for decision in reversed(decisions) if decision.at > newest]
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows[:0] = fresh
            self.endInsertRows()
        if len(self._rows) > len(decisions):
            self.beginRemoveRows(QModelIndex(), len(decisions), len(self._rows) - 1)
            del self._rows[len(decisions) :]
            self.endRemoveRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or not index.isValid():
            return None
        decision = self._rows[index.row()]
        return f"{clock(decision.at)}  {decision.text}"
