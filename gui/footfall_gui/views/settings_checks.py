"""The page Diagnostics: what is well and what is not, how to mend it, and a report to send to others."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem

from footfall_bridge.checks import Finding
from footfall_gui.models.diagnostics import Diagnostics
from footfall_gui.views.settings_form import Trouble
from footfall_gui.views.settings_page import Page


class ChecksPage(Page):
    def __init__(self, title: str, model: Diagnostics) -> None:
        super().__init__(title, scrolls=False)
        self._model = model
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([self.tr("State"), self.tr("What"), self.tr("Found"), self.tr("What to do")])
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setWordWrap(True)
        self.again = QPushButton(self.tr("Look &again"))
        self.again.clicked.connect(model.look)
        self.copy = QPushButton(self.tr("&Copy report"))
        self.copy.clicked.connect(self._copy)
        self._state = QLabel(wordWrap=True)
        self._trouble = Trouble()
        self._lay()
        model.changed.connect(self._show)

    def opened(self) -> None:
        if not self._model.findings:
            self._model.look()

    def _lay(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._state, stretch=1)
        line.addWidget(self.again)
        line.addWidget(self.copy)
        self.body.addWidget(self.list)
        self.body.addWidget(self._trouble)
        self.body.addLayout(line)

    def _show(self) -> None:
        findings = self._model.findings
        self.list.clear()
        self.list.addTopLevelItems([self._item(finding) for finding in findings])
        for column in range(2):
            self.list.resizeColumnToContents(column)
        self.list.setColumnWidth(2, self.list.viewport().width() // 2)
        self.again.setEnabled(not self._model.looking)
        self.copy.setEnabled(not self._model.looking)
        self._state.setText(self._words_of_state(findings))
        self._trouble.tell(self._model.trouble.message if self._model.trouble else "")

    def _item(self, finding: Finding) -> QTreeWidgetItem:
        fix = "" if finding.ok else finding.fix
        item = QTreeWidgetItem([self._state_of(finding), finding.name, finding.detail, fix])
        for column in range(4):
            item.setToolTip(column, item.text(column))
        return item

    def _state_of(self, finding: Finding) -> str:
        if finding.ok:
            return self.tr("well")
        return self.tr("missing") if finding.required else self.tr("could be better")

    def _words_of_state(self, findings: list[Finding]) -> str:
        if self._model.looking:
            return self.tr("Looking over this installation...")
        wrong = [finding for finding in findings if not finding.ok and finding.required]
        if wrong:
            return self.tr("%n thing(s) must be mended", "", len(wrong))
        return self.tr("All that is needed is here.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._model.report())
        self._state.setText(self.tr("The report is in the clipboard, without names and keys."))
