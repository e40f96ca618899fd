"""Values in the user's part of the Windows registry. `where` is `HKEY_CURRENT_USER\\Software\\...\\Name`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
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

    def exists(self, key: str) -> bool: ...

    def is_empty(self, key: str) -> bool:
        """Whether it holds neither values nor keys."""

    def remove_key(self, key: str) -> None: ...


class Registry:
    """A shelf."""

    def __init__(self, hive: Hive) -> None:
        self._hive = hive

    def read(self, where: str) -> bytes | None:
        text = self._hive.read(*_split(where))
        return None if text is None else text.encode()

    def write(self, item: Item) -> list[str]:
        key, name = _split(item.where)
        made = [_USER + above for above in _up(key) if not self._hive.exists(above)]
        self._hive.write(key, name, item.content.decode())
        return made

    def remove(self, where: str, folders: Collection[str]) -> list[str]:
        key, name = _split(where)
        self._hive.remove(key, name)
        gone = []
        for above in _up(key):
            if _USER + above not in folders or not self._hive.is_empty(above):
                break
            self._hive.remove_key(above)
            gone.append(_USER + above)
        return gone


def _up(key: str) -> Iterator[str]:
    """The key, the one above it, and so on."""
    while key:
        yield key
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

        def exists(self, key: str) -> bool:
            try:
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, key).Close()
            except FileNotFoundError:
                return False
            return True

        def is_empty(self, key: str) -> bool:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                keys, values, _ = winreg.QueryInfoKey(opened)
            return not (keys or values)

        def remove_key(self, key: str) -> None:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
