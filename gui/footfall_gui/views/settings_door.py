"""The way to the settings dialog, which is imported and built when it is first wanted: most days it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from footfall_bridge.places import Places
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection

if TYPE_CHECKING:
    from footfall_gui.models.panels import Panels
    from footfall_gui.views.settings import SettingsDialog


class SettingsDoor(QObject):
    def __init__(self, asker: Asker, connection: Connection, places: Places, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: SettingsDialog | None = None
        self._panels: Panels | None = None
        self._asker = asker
        self._connection = connection
        self._places = places
        self._window = window

    def open(self) -> None:
        from footfall_gui.views.settings_general import GeneralPage

        self._opened().show_page(GeneralPage)

    def open_engines(self) -> None:
        from footfall_gui.views.settings_engines import EnginesPage

        self._opened().show_page(EnginesPage)

    def open_editors(self) -> None:
        from footfall_gui.views.settings_editors import EditorsPage

        self._opened().show_page(EditorsPage)

    def open_log(self) -> None:
        from footfall_gui.views.settings_logs import LogPage

        self._opened().show_page(LogPage)

    def close(self) -> None:
        if self._panels is not None:
            self._panels.close()

    def _opened(self) -> SettingsDialog:
        from footfall_gui.models.panels import Panels
        from footfall_gui.views.settings import SettingsDialog

        if self.dialog is None:
            self._panels = Panels.of(self._asker, self._connection, self._places)
            self.dialog = SettingsDialog(self._panels, self._window)
        return self.dialog
