"""How other programs start ours: our command lines, and how each system wants them quoted."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from footfall_bridge.places import HOME_VARIABLE, Places

QUEUE: Final = ("generate", "--no-wait", "--notify")
"""What a file manager asks of `footfall`, before the files: it returns at once, and says so on the desktop."""
_RESERVED: Final = frozenset("\"'\\><~|&;$*?#()` \t\n")


def footfall_command(places: Places) -> tuple[str, ...]:
    """For these places: menus know nothing of the variable that a shell has set."""
    if sys.platform == "win32":
        # No window opens for this one.
        return (str(Path(sys.executable).with_name("pythonw.exe")), "-m", "footfall_bridge.cli")
    script = _script("footfall")
    return (*_at(places), *((script,) if script else (sys.executable, "-m", "footfall_bridge.cli")))


def tray_command(places: Places) -> tuple[str, ...] | None:
    """None where the tray app is not installed."""
    if importlib.util.find_spec("PySide6") is None or importlib.util.find_spec("footfall_gui") is None:
        return None
    script = _script("footfall-tray")
    return (*_at(places), script) if script else None


def exec_line(words: Sequence[str], *codes: str) -> str:
    """For `Exec=` of a desktop entry; `codes`: %F and the like, which must stand unquoted.

    Desktop Entry Specification 1.5, "The Exec key": quoted words first, then escapes of any string value.
    """
    return " ".join([*map(_exec_word, words), *codes])


def windows_line(words: Sequence[str], *codes: str) -> str:
    """For the registry; `codes`: "%1" and the like, with their quotes."""
    return " ".join([subprocess.list2cmdline(words), *codes])


def _exec_word(word: str) -> str:
    word = word.replace("%", "%%")
    if not _RESERVED.intersection(word):
        return word
    quoted = "".join(f"\\{char}" if char in '"`$\\' else char for char in word)
    return f'"{quoted}"'.replace("\\", "\\\\")


def _at(places: Places) -> tuple[str, ...]:
    # Windows has no such program: there the variable is set for the user.
    if places.root is None or sys.platform == "win32":
        return ()
    return ("/usr/bin/env", f"{HOME_VARIABLE}={places.root}")


def _script(name: str) -> str | None:
    own = Path(sysconfig.get_path("scripts")) / (f"{name}.exe" if sys.platform == "win32" else name)
    return str(own) if own.is_file() else shutil.which(name)
