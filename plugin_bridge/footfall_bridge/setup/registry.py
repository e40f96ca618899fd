"""Values in the user's part of the Windows registry. `where` is `HKEY_CURRENT_USER\\Software\\...\\Name`."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Final, Protocol

from footfall_bridge.setup.changes import Item

DEFAULT: Final = "(Default)"
"""The name under which the registry's own editor shows a key's nameless value."""
_USER: Final = "HKEY_CURRENT_USER\\"


class Hive(Protocol):
    """What we need of a registry. Keys are below `HKEY_CURRENT_USER`, with backslashes."""

    def read(self, key: str, name: str) -> str | None: ...

    def write(self, key: str, name: str, text: str) -> None:
        """Makes the keys above it, too."""

    def remove(self, key: str, name: str) -> None: ...

    def remove_if_empty(self, key: str) -> bool:
        """Whether there is no such key now: those that hold values or keys stay."""


class Registry:
    """A shelf."""

    def __init__(self, hive: Hive) -> None:
        self._hive = hive

    def read(self, where: str) -> bytes | None:
        text = self._hive.read(*_split(where))
        return None if text is None else text.encode()

    def write(self, item: Item) -> list[str]:
        self._hive.write(*_split(item.where), item.content.decode())
        return []

    def remove(self, where: str, folders: Collection[str]) -> None:
        """Also the keys that hold nothing afterwards, up to those that Windows has itself."""
        key, name = _split(where)
        self._hive.remove(key, name)
        while key.count("\\") > 3 and self._hive.remove_if_empty(key):
            key = key.rpartition("\\")[0]


def _split(where: str) -> tuple[str, str]:
    key, _, name = where.removeprefix(_USER).rpartition("\\")
    return key, "" if name == DEFAULT else name


if sys.platform == "win32":
    import winreg

    class UserHive:
        """The real one."""

        def read(self, key: str, name: str) -> str | None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    return str(winreg.QueryValueEx(opened, name)[0])
            except FileNotFoundError:
                return None

        def write(self, key: str, name: str, text: str) -> None:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

        def remove(self, key: str, name: str) -> None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                    winreg.DeleteValue(opened, name)
            except FileNotFoundError:
                return

        def remove_if_empty(self, key: str) -> bool:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    keys, values, _ = winreg.QueryInfoKey(opened)
                if keys or values:
                    return False
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
            except FileNotFoundError:
                pass
            return True
