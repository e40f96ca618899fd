"""What setup would write or remove, listed before it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.setup import Action, Change
from footfall_gui.models.editors import touches


class ChangesDialog(QDialog):
    """`force` is asked for where something was changed by hand, or is not ours."""

    def __init__(self, title: str, verb: str, changes: Sequence[Change], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([self.tr("What happens"), self.tr("What"), self.tr("Where"), self.tr("Why")])
        self.list.setAccessibleName(self.tr("What would be changed"))
        self.force = QCheckBox(self.tr("&Also what was changed by hand, or is not Footfall's"))
        self.force.setVisible(any(change.action is Action.keep for change in changes))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setEnabled(bool(touches(changes)))
        self.force.toggled.connect(lambda on: self.go.setEnabled(on or bool(touches(changes))))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(self.tr("Nothing was changed yet. This is what would be:"), wordWrap=True))
        for widget in (self.list, self.force, buttons):
            layout.addWidget(widget)
        self._fill(changes)
        self.resize(720, 320)

    def _fill(self, changes: Sequence[Change]) -> None:
        for change in changes:
            item = QTreeWidgetItem([self._words_of(change.action), change.what, change.where, change.why])
            item.setToolTip(2, change.where)
            self.list.addTopLevelItem(item)
        for column in range(3):
            self.list.resizeColumnToContents(column)
        self.list.setColumnWidth(2, min(360, self.list.columnWidth(2)))

    def _words_of(self, action: Action) -> str:
        return {
            Action.write: self.tr("is written"),
            Action.replace: self.tr("is replaced"),
            Action.remove: self.tr("is removed"),
            Action.nothing: self.tr("stays as it is"),
            Action.keep: self.tr("is not touched"),
        }[action]
