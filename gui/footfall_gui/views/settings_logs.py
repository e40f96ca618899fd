"""The page Log: the end of what the daemon wrote down, by level and words."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton

from footfall_gui.models.logbook import Logbook, chosen, text_of
from footfall_gui.views.settings_form import quiet
from footfall_gui.views.settings_page import Page


class LogPage(Page):
    def __init__(self, title: str, log: Logbook) -> None:
        super().__init__(title, scrolls=False)
        self._log = log
        self.words = QLineEdit(clearButtonEnabled=True)
        self.words.setPlaceholderText(self.tr("Find words"))
        self.words.setAccessibleName(self.tr("Find words in the log"))
        self.level = self._level_choice()
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("The daemon's log"))
        self._state = quiet("")
        self._lay()
        self.words.textChanged.connect(self._show)
        log.changed.connect(self._show)

    def opened(self) -> None:
        self._log.watch(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._log.watch(False)

    def _lay(self) -> None:
        folder = QPushButton(self.tr("&Open the folder"))
        folder.clicked.connect(self._open_folder)
        line = QHBoxLayout()
        line.addWidget(self.words, stretch=1)
        line.addWidget(self.level)
        line.addWidget(folder)
        self.body.addLayout(line)
        self.body.addWidget(self.text)
        self.body.addWidget(self._state)

    def _level_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(self.tr("Least level"))
        for level, words in (
            ("debug", self.tr("All")),
            ("warning", self.tr("Warnings and errors")),
            ("error", self.tr("Errors")),
        ):
            choice.addItem(words, level)
        choice.currentIndexChanged.connect(self._show)
        return choice

    def _show(self) -> None:
        """At the end as before, or where one had scrolled to."""
        records = chosen(self._log.records, self.level.currentData(), self.words.text())
        bar = self.text.verticalScrollBar()
        place, at_end = bar.value(), bar.value() == bar.maximum()
        self.text.setPlainText("\n".join(text_of(record) for record in records))
        bar.setValue(bar.maximum() if at_end else place)
        self._state.setText(self._words_of_state(len(records)))

    def _words_of_state(self, shown: int) -> str:
        if self._log.trouble:
            return self.tr("{file} cannot be read: {why}").format(file=self._log.file, why=self._log.trouble)
        if not self._log.records:
            return self.tr("The daemon has written no log yet. It goes to {file}").format(file=self._log.file)
        if not shown:
            return self.tr("Nothing in the end of the log is like that.")
        return str(self._log.file)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log.file.parent)))
