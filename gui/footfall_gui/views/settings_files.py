"""The page Files: where sound goes and what it is called, with an example of just that."""

from __future__ import annotations

from pathlib import PurePosixPath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.settings_form import Form, quiet
from footfall_gui.views.settings_page import Page, these

KEYS = ("output.folder", "output.fallback", "output.naming", "generate.handles")
EXAMPLES = {
    "default": "ride_foley_01-00-04-12_t1_feet_v1.wav",
    "ucs": "FOLYFeet_ride 01-00-04-12_Footfall_NONE_t1-v1.wav",
}


class FilesPage(Page):
    def __init__(self, title: str, settings: SettingsModel) -> None:
        super().__init__(title)
        self._settings = settings
        self.form = Form(settings, these(*KEYS))
        self.example = QLabel(wordWrap=True)
        self.example.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_section(self.tr("Where and how"))
        self.body.addWidget(self.form)
        self.add_section(self.tr("For example"))
        self.body.addWidget(quiet(self.tr("Steps in ride.mov from 01:00:04:12 on, first take, would be:")))
        self.body.addWidget(self.example)
        self.body.addStretch()
        settings.listed.connect(self._show_example)
        settings.changed.connect(self._show_example)
        self._show_example()

    def _show_example(self) -> None:
        known = self._settings.settings
        if "output.folder" not in known:
            self.example.clear()
            return
        naming = str(known["output.naming"].value) if "output.naming" in known else "default"
        name = EXAMPLES.get(naming, EXAMPLES["default"])
        self.example.setText(str(PurePosixPath(str(known["output.folder"].value)) / name))
