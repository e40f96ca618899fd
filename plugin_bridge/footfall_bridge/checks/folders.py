"""Our folders: that they can be written, by us alone, and that their disks have room."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from footfall_bridge.checks.finding import Finding, Mend
from footfall_bridge.places import Places

_LEAST_SPACE: Final = 2**30
_OWN: Final = 0o700
"""What the owner of a folder must be allowed."""


def folders(places: Places) -> Iterator[Finding]:
    """One for each; that of audio which cannot lie beside its media is only made when it is needed."""
    for name in ("config", "data", "cache", "logs", "runtime", "fallback"):
        yield _folder(name, getattr(places, name))
    yield space(places)


def space(places: Places) -> Finding:
    """Of the folder that has least."""
    free, folder = min((shutil.disk_usage(_existing(own)).free, own) for own in (places.data, places.cache))
    return Finding(
        name="disk space",
        ok=free >= _LEAST_SPACE,
        detail=f"{free / 2**30:.1f} GiB free for {folder}",
        fix=f"make room: {_LEAST_SPACE / 2**30:g} GiB is needed",
    )


def _folder(name: str, folder: Path) -> Finding:
    problem, mends = _problem(folder)
    return Finding(
        name=f"folder {name}",
        ok=not problem,
        detail=f"{folder}{': ' if problem else ''}{problem}",
        fix="make it writable, or set FOOTFALL_HOME to a folder that is",
        required=name != "fallback",
        mends=mends,
    )


def _problem(folder: Path) -> tuple[str, tuple[Mend, ...]]:
    """Why nothing can be written there, or where it would be made; empty if it can."""
    if folder.is_dir() and (mode := _mode_of_ours(folder)) is not None and mode & _OWN != _OWN:
        mend = Mend(what=f"allow yourself to write in {folder}", carry_out=partial(folder.chmod, mode | _OWN))
        return f"its owner may not use it (mode {mode:04o})", (mend,)
    existing = _existing(folder)
    if not existing.is_dir():
        return f"{existing} is no folder", ()
    try:
        with tempfile.TemporaryFile(dir=existing):
            return "", ()
    except OSError as error:
        return error.strerror or str(error), ()


def _mode_of_ours(folder: Path) -> int | None:
    """None where another user owns it, or the system keeps access lists instead of modes."""
    if sys.platform == "win32":
        return None
    stat = folder.stat()
    return stat.st_mode & 0o777 if stat.st_uid == os.geteuid() else None


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
