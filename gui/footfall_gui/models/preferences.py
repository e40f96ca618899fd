"""What the tray app itself is told by the settings file, before a daemon answers and whenever the file changes."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QSettings, Signal, Slot

from footfall_bridge.places import Places

_log = logging.getLogger("footfall.gui")
_LANGUAGES: Final = ("auto", "en", "zh_CN")


class Appearance(StrEnum):
    auto = "auto"
    light = "light"
    dark = "dark"


@dataclass(frozen=True, slots=True)
class Wishes:
    """The section `[tray]`. What is wrong there is as if it were not set: the daemon says what is wrong."""

    language: str = "auto"
    appearance: Appearance = Appearance.auto
    notifications: bool = True

    @classmethod
    def of(cls, section: dict[str, Any]) -> Wishes:
        language, appearance = section.get("language"), section.get("appearance")
        return cls(
            language=language if language in _LANGUAGES else "auto",
            appearance=Appearance(appearance) if appearance in list(Appearance) else Appearance.auto,
            notifications=section.get("notifications") is not False,
        )


class Preferences(QObject):
    changed = Signal()

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = places.settings_file
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        self._watcher.fileChanged.connect(self._look)
        self._follow()
        self.wishes = self._read()

    @Slot()
    def _look(self) -> None:
        self._follow()
        wishes = self._read()
        if wishes != self.wishes:
            self.wishes = wishes
            self.changed.emit()

    def _follow(self) -> None:
        """A file that is written anew is another file: its folder tells of it."""
        paths = [str(path) for path in (self._file.parent, self._file) if path.exists()]
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if new := [path for path in paths if path not in watched]:
            self._watcher.addPaths(new)

    def _read(self) -> Wishes:
        try:
            section = tomllib.loads(self._file.read_text("utf-8")).get("tray")
        except FileNotFoundError:
            return Wishes()
        except (OSError, ValueError) as error:
            _log.warning("the settings file cannot be read: %s", error)
            return Wishes()
        return Wishes.of(section if isinstance(section, dict) else {})


def memory_of(places: Places, parent: QObject | None = None) -> QSettings:
    """What the windows remember by themselves: sizes, columns, the last order. Not for the user to set."""
    return QSettings(str(places.config / "tray.ini"), QSettings.Format.IniFormat, parent)
