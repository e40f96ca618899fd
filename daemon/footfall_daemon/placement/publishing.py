"""Giving a finished temporary file its final name: never over another file, never half of one.

In order: a hard link; an exclusive rename; a reserved name that is then replaced. Some file system
refuses each of them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

_HOPELESS: Final = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.ENAMETOOLONG,
}
"""What no other way of giving a name would mend. Everything else may be a file system without this one call."""
_AT_CURRENT_FOLDER: Final = -100
_NO_REPLACE: Final = 1  # linux/fs.h
_EXCLUSIVE: Final = 4  # sys/stdio.h of macOS


class System:
    """The calls that publishing needs; tests refuse them one by one. All raise `OSError`."""

    def link(self, source: Path, target: Path) -> None:
        target.hardlink_to(source)

    def rename_exclusive(self, source: Path, target: Path) -> None:
        """Raises `FileExistsError` where `target` exists, ENOSYS where the system cannot promise that."""
        if sys.platform == "win32":
            source.rename(target)  # refuses to overwrite there, and only there
        elif sys.platform == "darwin":
            _call("renamex_np", target, os.fsencode(source), os.fsencode(target), _EXCLUSIVE)
        else:
            here = _AT_CURRENT_FOLDER
            _call("renameat2", target, here, os.fsencode(source), here, os.fsencode(target), _NO_REPLACE)

    def reserve(self, target: Path) -> None:
        target.open("xb").close()

    def replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def same(self, one: Path, other: Path) -> bool:
        return one.samefile(other)

    def sync_folder(self, folder: Path) -> None:
        """Names are on the disk afterwards. Windows has no such call and needs none."""
        if sys.platform == "win32":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def publish(temporary: Path, final: Path, *, reserving: Callable[[], None], system: System | None = None) -> None:
    """`temporary` becomes `final`. Raises `FileExistsError` where that name is taken, `OSError` else.

    `reserving` is called, and may write it down, before `final` is created empty to hold the name: whoever finds
    that empty file after a crash then knows whose it is. When this raises, the temporary file is still there.
    """
    system = system or System()
    if not (_linked(temporary, final, system) or _renamed(temporary, final, system)):
        _replaced(temporary, final, reserving, system)
    with suppress(OSError):  # some file systems cannot; the name is given all the same
        system.sync_folder(final.parent)


def _linked(temporary: Path, final: Path, system: System) -> bool:
    try:
        system.link(temporary, final)
    except FileExistsError:
        # NFS may repeat a call whose answer was lost, and a crash may come before the line below.
        if not _is_same(temporary, final, system):
            raise
    except OSError as error:
        return _next_way(error)
    with suppress(OSError):  # published; recovery and the caller remove what is left
        system.remove(temporary)
    return True


def _renamed(temporary: Path, final: Path, system: System) -> bool:
    try:
        system.rename_exclusive(temporary, final)
    except FileExistsError:
        raise
    except OSError as error:
        return _next_way(error)
    return True


def _replaced(temporary: Path, final: Path, reserving: Callable[[], None], system: System) -> None:
    reserving()
    system.reserve(final)
    try:
        system.replace(temporary, final)
    except OSError:
        with suppress(OSError):
            system.remove(final)
        raise


def _next_way(error: OSError) -> bool:
    if error.errno in _HOPELESS:
        raise error
    return False


def _is_same(temporary: Path, final: Path, system: System) -> bool:
    try:
        return system.same(temporary, final)
    except OSError:
        return False


def _call(name: str, target: Path, *arguments: int | bytes) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        raise OSError(errno.ENOSYS, f"this system has no {name}")
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))
