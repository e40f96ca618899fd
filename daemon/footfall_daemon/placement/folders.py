"""The folder that a job's files go to: asked for, beside the media, or the fallback."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal
from footfall_daemon.placement.cards import is_card

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
"""A full disk can be written again later: space is a question of its own."""

Opener = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Choice:
    folder: Path
    """Exists and can be written."""
    notices: tuple[str, ...] = ()


def open_folder(folder: Path) -> None:
    """Create `folder` where it is missing, and prove that files can be made in it. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".footfall-"):
            return
    except OSError as error:
        if error.errno not in _FULL:
            raise


def choose_folder(
    *, media: Path | None, dest: Path | None, name: str, fallback: Path, open_folder: Opener = open_folder
) -> Choice:
    """`dest`, else `name` beside `media`, else `fallback`; raises `Refusal` where none of them will do.

    Raises dest-relative, dest-camera-card, dest-unwritable.
    """
    if dest is not None:
        return Choice(_sure(dest, open_folder))
    if media is None:
        return Choice(_sure(fallback, open_folder))
    home = media.absolute().parent
    reason = _why_not_beside(home, name, open_folder)
    if reason is None:
        return Choice(home / name)
    folder = _sure(fallback, open_folder)
    return Choice(folder, (f"{reason}: the audio is in {folder}",))


def enough_space(folder: Path, needed: int) -> bool:
    """Whether the disk of `folder`, which need not exist yet, has `needed` bytes left. Unknown is enough."""
    for place in (folder, *folder.absolute().parents):
        try:
            return shutil.disk_usage(place).free >= needed
        except FileNotFoundError:
            continue
        except OSError:
            break
    return True


def _why_not_beside(home: Path, name: str, open_folder: Opener) -> str | None:
    if is_card(home / name):  # which may be a link into one
        return f"{home} belongs to a camera card or a sealed copy of one"
    if not home.is_dir():  # do not create the path of a volume that is offline
        return f"{home} is not there"
    try:
        open_folder(home / name)
    except OSError as error:
        return f"{home} cannot be written ({_words(error)})"
    return None


def _sure(folder: Path, open_folder: Opener) -> Path:
    if not folder.is_absolute():
        raise Refusal("dest-relative", f"{str(folder)!r} is not a full path: give the folder from the root")
    try:
        if is_card(folder):
            raise Refusal("dest-camera-card", f"{folder} belongs to a camera card: choose a folder outside it")
        open_folder(folder)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        words = f"{str(folder)!r} cannot be written ({_words(error)}): choose another folder"
        raise Refusal("dest-unwritable", words) from None
    return folder


def _words(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
