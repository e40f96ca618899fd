"""What must be accepted before an engine's weights are fetched: its licence, and where that does not hold."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.supply import Engine, Terms
from footfall_gui.models.quantities import gib
from footfall_gui.views.choosing import choose_folder


class InstallDialog(QDialog):
    """Accepted only with the terms accepted, and with a folder where files shall come from one."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Install {engine}").format(engine=engine.title))
        self.agreed = QCheckBox(self.tr("I have read these terms and &accept them"))
        self.agreed.setChecked(engine.terms is None or engine.terms.accepted)
        self.download = QRadioButton(self._words_of_download(engine))
        self.local = QRadioButton(self.tr("&Use files in a folder of mine; they stay there"))
        self.line = QLineEdit(placeholderText=self.tr("Folder with the files"))
        self.line.setAccessibleName(self.tr("Folder with the files"))
        self._browse = QPushButton(self.tr("&Browse..."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.install = buttons.addButton(self.tr("&Install"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.download.setChecked(True)
        self._lay(engine.terms, buttons)
        self._connect()
        self._offer()

    @property
    def folder(self) -> Path | None:
        """None: the files are to be fetched."""
        return Path(self.line.text()) if self.local.isChecked() else None

    def _lay(self, terms: Terms | None, buttons: QDialogButtonBox) -> None:
        layout = QVBoxLayout(self)
        if terms is not None:
            layout.addWidget(self._terms(terms))
            layout.addWidget(self.agreed)
            self.agreed.setVisible(not terms.accepted)
        where = QHBoxLayout()
        where.setContentsMargins(24, 0, 0, 0)
        where.addWidget(self.line)
        where.addWidget(self._browse)
        layout.addSpacing(8)
        layout.addWidget(self.download)
        layout.addWidget(self.local)
        layout.addLayout(where)
        layout.addStretch()
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self._browse.clicked.connect(self._choose)
        self.agreed.toggled.connect(self._offer)
        self.local.toggled.connect(self._offer)
        self.line.textChanged.connect(self._offer)

    def _offer(self) -> None:
        local = self.local.isChecked()
        self.line.setEnabled(local)
        self._browse.setEnabled(local)
        self.install.setEnabled(self.agreed.isChecked() and (not local or bool(self.line.text().strip())))

    def _choose(self) -> None:
        choose_folder(self, self.tr("Folder with the files"), self.line.setText, self.line.text())

    def _words_of_download(self, engine: Engine) -> str:
        if engine.download_bytes:
            return self.tr("&Download them: about {size}").format(size=gib(engine.download_bytes))
        return self.tr("&Download what is missing")

    def _terms(self, terms: Terms) -> QLabel:
        points = "".join(f"<li>{escape(point)}</li>" for point in terms.points)
        read = self.tr("Read all of it: {where}").format(where=_link(terms.whole))
        ours = self.tr("In our words, not as legal advice:")
        title = self.tr("The weights are under the {licence} ({version}).")
        title = title.format(licence=escape(terms.licence), version=escape(terms.version))
        head = f"<p><b>{title}</b></p><p><b>{escape(terms.territory)}</b></p>"
        label = QLabel(f"{head}<p>{ours}</p><ul>{points}</ul><p>{read}</p>", wordWrap=True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setOpenExternalLinks(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.setMinimumWidth(520)
        return label


def _link(where: str) -> str:
    words = map(escape, where.split())
    return " ".join(f'<a href="{word}">{word}</a>' if "://" in word else word for word in words)
