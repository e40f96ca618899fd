"""Defaults of projects, each a folder and what clips below it are made with: settings `project.<name>.<what>`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QObject, Signal

from footfall_gui.models.settings import SettingsModel

PREFIX: Final = "project."
_FOLDER: Final = "folder"
_LONGEST: Final = 50


class ProjectsModel(QObject):
    changed = Signal()
    """`names`."""

    def __init__(self, settings: SettingsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names: list[str] = []
        self._settings = settings
        settings.listed.connect(self._fill)
        self._fill()

    def add(self, folder: PurePath) -> str:
        """Named after its folder; the name."""
        name = _free_name(folder.name.strip(". ") or "project", self.names)
        self._settings.change(f"{PREFIX}{name}.{_FOLDER}", str(folder))
        return name

    def remove(self, name: str) -> None:
        """The folder goes last: without one, a project can have nothing else."""
        keys = keys_of(name, self._settings.settings)
        for key in sorted(keys, key=lambda key: key.endswith(f".{_FOLDER}")):
            self._settings.change(key, None)

    def _fill(self) -> None:
        names = sorted({key.split(".")[1] for key in self._settings.settings if key.startswith(PREFIX)})
        if names != self.names:
            self.names = names
            self.changed.emit()


def keys_of(name: str, settings: Iterable[str]) -> list[str]:
    """Of all that is set for a project."""
    return [key for key in settings if key.startswith(f"{PREFIX}{name}.")]


def _free_name(wanted: str, taken: list[str]) -> str:
    """The daemon takes no dots in names, and not many characters."""
    plain = wanted.replace(".", "-")[:_LONGEST].strip()
    numbered = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)
