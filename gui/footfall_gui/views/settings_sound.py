"""The page Sound: how loud each layer is, prompts to choose from, and defaults of projects."""

from __future__ import annotations

from collections.abc import Iterable

from footfall_bridge.protocol import Setting
from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.settings_form import Form, quiet
from footfall_gui.views.settings_page import Page
from footfall_gui.views.settings_presets import PresetEditor
from footfall_gui.views.settings_projects import ProjectEditor

LEVELS = "levels."


class SoundPage(Page):
    def __init__(self, title: str, settings: SettingsModel) -> None:
        super().__init__(title)
        self.levels = Form(settings, _levels)
        self.presets = PresetEditor(settings)
        self.projects = ProjectEditor(settings)
        self.add_section(self.tr("Levels of layers"))
        self.body.addWidget(self.levels)
        self.add_section(self.tr("Prompt presets"))
        self.body.addWidget(self.presets)
        self.add_section(self.tr("Projects"))
        about = self.tr("What clips below a folder are made with, unless a job says otherwise.")
        self.body.addWidget(quiet(about))
        self.body.addWidget(self.projects)
        self.body.addStretch()


def _levels(settings: dict[str, Setting]) -> Iterable[str]:
    return [key for key in settings if key.startswith(LEVELS)]
