"""What is left of Footfall in a user's folders when it goes: which are ours alone, and how they are taken away.

The program itself is its package's to remove. Audio is never touched.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from footfall_bridge.places import Places

_NAME: Final = "footfall"
"""Of the folders that a system gives us."""


def engines(places: Places) -> list[Path]:
    """What was installed beside us, of no use without us."""
    return [places.engines]


def all_of_ours(places: Places) -> list[Path]:
    """The folders of settings, queue, weights, memory and logs; none that audio lies in."""
    folders = (places.runtime, places.logs, places.cache, places.data, places.config)
    audio = [places.fallback, *_chosen_for_audio(places)]
    return [folder for folder in folders if not any(path.is_relative_to(folder) for path in audio)]


def take_away(folders: list[Path]) -> list[Path]:
    """Those that were there; what is left empty around them goes too. Raises `OSError`."""
    there = [folder for folder in folders if folder.is_dir()]
    for folder in there:
        if folder.is_dir():  # else it went with the one it lay in
            shutil.rmtree(folder)
        around = folder.parent
        if around.name == _NAME and around.is_dir() and not any(around.iterdir()):
            around.rmdir()
    return there


def tray_lives(places: Places) -> bool:
    """Whether the tray app runs: it would start the daemon again, and write its settings when it ends."""
    lock = places.runtime / "tray.lock"
    if not lock.exists():
        return False
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True


def _chosen_for_audio(places: Places) -> list[Path]:
    """The fallback folder of the settings file, where one is set."""
    try:
        settings = tomllib.loads(places.settings_file.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    output = settings.get("output")
    fallback = output.get("fallback") if isinstance(output, dict) else None
    return [Path(fallback)] if isinstance(fallback, str) and fallback else []
