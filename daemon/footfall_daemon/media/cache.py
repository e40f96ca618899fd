"""Cues remembered by the media's identity and range, in one folder; the least recently used go first."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import msgpack
from pydantic import ValidationError

from footfall_daemon.cues import Cues
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.source import Source, reading
from footfall_daemon.refusals import is_full, refusal_of, words_of

_SUFFIX = ".cues"
_UNFINISHED = ".tmp"
_HOUR = 3600 * 10**9
"""Nanoseconds. What is older and unfinished was left by a crash; what is younger may have a job waiting for it."""
_ENDS = 64 * 2**10
"""Bytes read from the head and the tail of a file to recognise it."""


def identity(source: Source) -> str:
    """Changes when the media does: sizes, times of change, and what the files begin and end with.

    Raises `MediaError`: media-missing, media-unreadable.
    """
    digest = hashlib.sha256()
    for file in source.files:
        with reading(file):
            stat = file.stat()
        digest.update(f"{stat.st_size} {stat.st_mtime_ns} ".encode())
    for file in {source.files[0]: None, source.files[-1]: None}:
        with reading(file), file.open("rb") as stream:
            digest.update(stream.read(_ENDS))
            stream.seek(max(0, file.stat().st_size - _ENDS))
            digest.update(stream.read(_ENDS))
    return digest.hexdigest()


def key(*parts: str | int | Fraction) -> str:
    """A file name for these facts."""
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


def remove_unfinished(folder: Path) -> None:
    """What this process has begun to write."""
    for path in folder.glob(f"*.{os.getpid()}{_UNFINISHED}"):
        _remove(path)


class CueCache:
    """Cues by key. Any process may read and write the folder at any time."""

    def __init__(self, folder: Path, limit: int) -> None:
        """`limit`: in bytes."""
        self._folder = folder
        self._limit = limit

    def load(self, name: str) -> Cues | None:
        """None where nothing is remembered, or what is there cannot be read."""
        path = self.path(name)
        try:
            cues = Cues.load(path)
            os.utime(path)  # used now: the last to go
        except (OSError, ValueError, ValidationError, msgpack.UnpackException):
            return None
        return cues

    def store(self, name: str, cues: Cues) -> Path:
        """Whole or not at all. Raises `MediaError`: disk-full, cache-unwritable."""
        path = self.path(name)
        temporary = self._folder / f"{name}.{os.getpid()}{_UNFINISHED}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            cues.save(temporary)
            temporary.replace(path)
        except OSError as error:
            _remove(temporary)
            raise _refusal(error, self._folder) from error
        finally:  # above all where the disk is full
            self._sweep()
            self._trim()
        return path

    def path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def _sweep(self) -> None:
        """What a process that crashed has begun to write."""
        for written, _, path in self._entries(_UNFINISHED):
            if _is_old(written):
                _remove(path)

    def _trim(self) -> None:
        entries = sorted(self._entries(_SUFFIX))
        total = sum(size for _, size, _ in entries)
        for used, size, path in entries:
            if total <= self._limit or not _is_old(used):
                return
            _remove(path)
            total -= size

    def _entries(self, suffix: str) -> Iterator[tuple[int, int, Path]]:
        """When it was last used, in nanoseconds; its bytes; where it is."""
        with contextlib.suppress(OSError):  # the folder cannot be looked into
            for path in self._folder.glob(f"*{suffix}"):
                with contextlib.suppress(OSError):  # another process trims too
                    stat = path.stat()
                    yield stat.st_mtime_ns, stat.st_size, path


def _is_old(used: int) -> bool:
    return time.time_ns() - used > _HOUR


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # in use, on Windows, or on a disk that fails: the next sweep finds it
        path.unlink(missing_ok=True)


def _refusal(error: OSError, folder: Path) -> MediaError:
    if is_full(error):
        return MediaError("disk-full", refusal_of(error, folder).message)
    words = f"{folder}, where pictures are remembered, cannot be written ({words_of(error)}): allow it and retry"
    return MediaError("cache-unwritable", words)
