"""The settings in force, and their file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from footfall_bridge.projects import FOLDER, SECTION
from footfall_bridge.protocol import Refusal, Setting, SettingsList
from footfall_daemon import paper
from footfall_daemon.settings.forms import Value
from footfall_daemon.settings.keys import PRESETS, Key
from footfall_daemon.settings.model import Settings


class LiveSettings:
    """The settings in force, and the file they come from; the user's own comments in it are kept."""

    def __init__(self, path: Path) -> None:
        """Raises `Refusal("settings-file")` where the file cannot be used; a missing file means defaults."""
        self._path = path
        self._stamp = _stamp(path)
        self.now = self._read()

    def refresh(self) -> bool:
        """Take over what was written to the file by hand; whether it changed. Raises like construction."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self.now = self._read()
        return True

    def change(self, key: str, value: Value | None) -> Setting:
        """The setting as it is now, after it was checked and is on disk. None: back to the default."""
        wanted = Key.of(key)
        known = self.now.setting(key)
        document = self._document()
        if value is None:
            _remove(document, wanted)
        else:
            _put(document, wanted, _typed(known, value))
        settings = Settings.of(_flat(document))
        paper.write(self._path, tomlkit.dumps(document))
        self._stamp = _stamp(self._path)
        self.now = settings
        return settings.setting(key)

    def listed(self) -> SettingsList:
        return SettingsList(settings=self.now.listed(), file=str(self._path))

    def _read(self) -> Settings:
        try:
            return Settings.of(_flat(self._document()))
        except Refusal as refusal:
            raise Refusal("settings-file", f"{self._path}: {refusal.message}") from None

    def _document(self) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return tomlkit.document()
        except (ParseError, UnicodeDecodeError, OSError) as error:
            raise Refusal("settings-file", f"{self._path} cannot be read: {error}") from None


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _put(document: tomlkit.TOMLDocument, key: Key, value: Value) -> None:
    *tables, name = key.path
    place: Any = document
    for table in tables:
        place = place.setdefault(table, tomlkit.table())
        if not isinstance(place, dict):
            raise Refusal("setting", f"{table!r} in the file is no section: remove it there first")
    place[name] = value


def _remove(document: tomlkit.TOMLDocument, key: Key) -> None:
    """A project without its folder is none: it goes as a whole."""
    *tables, name = key.path[:-1] if key.section == SECTION and key.field == FOLDER else key.path
    place: Any = document
    for table in tables:
        place = place.get(table, {})
    if isinstance(place, dict):
        place.pop(name, None)


def _typed(known: Setting, value: Value) -> Value:
    """`value` as the setting's own type, where a shell gave it as text."""
    if not isinstance(value, str) or known.kind in ("text", "choice", "folder"):
        return value
    try:
        if known.kind == "switch":
            return {"true": True, "false": False}[value.lower()]
        return int(value) if known.kind == "whole" else float(value)
    except (ValueError, KeyError):
        kind = {"whole": "a whole number", "number": "a number", "switch": "true or false"}[known.kind]
        raise Refusal("setting", f"{known.key} is {kind}, not {value!r}") from None


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    """As `Settings` has it: by key, save what the user has named."""
    flat: dict[str, Any] = {}
    for section, table in document.items():
        if not isinstance(table, dict):
            raise Refusal("setting", f"{section!r} stands outside a section")
        if section in (PRESETS, SECTION):
            flat[section] = table
        else:
            flat.update({f"{section}.{name}": value for name, value in table.items()})
    return flat
