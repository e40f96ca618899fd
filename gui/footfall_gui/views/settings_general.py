"""The page General: what most people want to set, and the start at login."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup import Outcome
from footfall_gui.models.editors import AUTOSTART, EditorsModel, is_on
from footfall_gui.models.settings import SettingsModel
from footfall_gui.views.settings_form import Form, Trouble
from footfall_gui.views.settings_page import Page, these

KEYS = ("generate.engine", "tray.appearance", "tray.language", "tray.notifications")


class GeneralPage(Page):
    def __init__(self, title: str, settings: SettingsModel, editors: EditorsModel) -> None:
        super().__init__(title)
        self._editors = editors
        self.form = Form(settings, these(*KEYS))
        self.login = QCheckBox(self.tr("&Start Footfall at login"))
        self.login.clicked.connect(self._want_start)
        self._trouble = Trouble()
        self.body.addWidget(self.form)
        self.body.addWidget(self.login)
        self.body.addWidget(self._trouble)
        self.body.addStretch()
        editors.changed.connect(self._show_start)
        editors.refused.connect(self._refuse)
        editors.carried_out.connect(self._tell)
        self._show_start()

    def opened(self) -> None:
        self._editors.look()

    def _want_start(self, on: bool) -> None:
        self._trouble.clear()
        self.login.setEnabled(False)
        self._editors.start_at_login(on)

    def _show_start(self) -> None:
        target = self._editors.target(AUTOSTART)
        self.login.setEnabled(target is not None and not self._editors.busy)
        self.login.setChecked(is_on(target))

    def _refuse(self, name: str, refusal: Refusal) -> None:
        if name == AUTOSTART:
            self._show_start()
            self._trouble.tell(refusal.message)

    def _tell(self, name: str, outcomes: list[Outcome]) -> None:
        errors = [outcome.error.message for outcome in outcomes if outcome.error]
        if name == AUTOSTART and errors:
            self._trouble.tell(errors[0])
