"""What clips below a project's folder are made with, where a job does not say."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from footfall_gui.models.projects import ProjectsModel, keys_of
from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.choosing import choose_folder
from footfall_gui.views.settings_form import Form, quiet


class ProjectEditor(QWidget):
    def __init__(self, settings: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ProjectsModel(settings, self)
        self._wanted = ""
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Project"))
        self.add = QPushButton(self.tr("Add a &folder..."))
        self.remove = QPushButton(self.tr("Re&move the project"))
        self.form = Form(settings, lambda known: keys_of(self.choice.currentText(), known))
        self._nothing = quiet(self.tr("No project has defaults of its own: add the folder of one."))
        self.choice.currentIndexChanged.connect(self._show_project)
        self.add.clicked.connect(self._choose)
        self.remove.clicked.connect(lambda: self._model.remove(self.choice.currentText()))
        self._model.changed.connect(self._fill)
        self._lay()
        self._fill()

    def add_folder(self, folder: Path) -> None:
        self._wanted = self._model.add(folder)

    def _lay(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.choice, stretch=1)
        line.addWidget(self.add)
        line.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._nothing)
        layout.addWidget(self.form)

    def _choose(self) -> None:
        choose_folder(self, self.tr("Folder of the project"), lambda folder: self.add_folder(Path(folder)))

    def _fill(self) -> None:
        chosen = self._wanted if self._wanted in self._model.names else self.choice.currentText()
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems(self._model.names)
        self.choice.setCurrentIndex(max(0, self.choice.findText(chosen)))
        self.choice.blockSignals(False)
        self._show_project()

    def _show_project(self) -> None:
        there = self.choice.count() > 0
        for widget in (self.choice, self.remove, self.form):
            widget.setVisible(there)
        self._nothing.setVisible(not there)
        self.form.fill()
