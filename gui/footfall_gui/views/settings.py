"""The settings dialog: pages by what is set. Changes are in force at once: there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QWidget,
)

from footfall_bridge.protocol import Setting
from footfall_gui.models.panels import Panels
from footfall_gui.models.presets import PREFIX as PRESETS
from footfall_gui.models.projects import PREFIX as PROJECTS
from footfall_gui.views import settings_files, settings_general
from footfall_gui.views.settings_checks import ChecksPage
from footfall_gui.views.settings_editors import EditorsPage
from footfall_gui.views.settings_engines import EnginesPage
from footfall_gui.views.settings_files import FilesPage
from footfall_gui.views.settings_form import Trouble, quiet
from footfall_gui.views.settings_general import GeneralPage
from footfall_gui.views.settings_logs import LogPage
from footfall_gui.views.settings_page import FormPage, Page, these
from footfall_gui.views.settings_sound import LEVELS, SoundPage

_OF_DEVICES = (
    *("memory.headroom", "memory.limit", "engine.keep_alive", "engine.device", "engine.precision"),
    *("cluster.address", "cluster.cpu_workers", "cluster.paths"),
)


class SettingsDialog(QDialog):
    def __init__(self, panels: Panels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = panels.settings
        self.setWindowTitle(self.tr("Settings of Footfall"))
        self.setSizeGripEnabled(True)
        self.trouble = Trouble()
        self._where = quiet("")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages"))
        self.list.setSpacing(2)
        self.stack = QStackedWidget()
        for page in self._pages(panels):
            self.list.addItem(page.title)
            self.stack.addWidget(page)
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self._lay()
        self._settings.listed.connect(self._show_state)
        self._show_state()

    def show_page(self, kind: type[Page]) -> None:
        """Open it at this page, such as `EditorsPage` for *Connect my editor*."""
        for row in range(self.stack.count()):
            if isinstance(self.stack.widget(row), kind):
                self.list.setCurrentRow(row)
        self.show()
        self.raise_()
        self.activateWindow()

    # visible or not

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settings.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settings.watch(False)

    # parts

    def _pages(self, panels: Panels) -> list[Page]:
        settings = panels.settings
        return [
            GeneralPage(self.tr("General"), settings, panels.editors),
            FilesPage(self.tr("Files"), settings),
            SoundPage(self.tr("Sound"), settings),
            FormPage(self.tr("GPU"), settings, these(*_OF_DEVICES)),
            EnginesPage(self.tr("Engines"), panels.engines),
            EditorsPage(self.tr("Editors"), panels.editors),
            LogPage(self.tr("Log"), panels.log),
            ChecksPage(self.tr("Diagnostics"), panels.diagnostics),
            FormPage(self.tr("Advanced"), settings, _others),
        ]

    def _lay(self) -> None:
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 40)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QGridLayout(self)
        layout.addWidget(self.list, 0, 0)
        layout.addWidget(self.stack, 0, 1)
        layout.addWidget(self.trouble, 1, 0, 1, 2)
        foot = QHBoxLayout()
        foot.addWidget(self._where, stretch=1)
        foot.addWidget(buttons)
        layout.addLayout(foot, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(0, 1)
        self.resize(860, 620)

    def _show_state(self) -> None:
        trouble = self._settings.trouble
        self.trouble.tell(trouble.message if trouble else "")
        self._where.setText(self._settings.file)


def _others(settings: dict[str, Setting]) -> Iterable[str]:
    """Those that no other page has."""
    shown = {*settings_general.KEYS, *settings_files.KEYS, *_OF_DEVICES}
    elsewhere = (LEVELS, PRESETS, PROJECTS)
    return [key for key in settings if key not in shown and not key.startswith(elsewhere)]
