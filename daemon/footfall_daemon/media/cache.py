"""What is remembered of pictures, by the media's identity and range, in one folder; previews in one below it.

Cues and previews are written here; features by the engines that make them. The least recently used go first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import msgpack
from pydantic import ValidationError

from footfall_daemon.cues import Cues
from footfall_daemon.media.source import Source, reading
from footfall_daemon.media.unfinished import refused, remove

_CUES = ".cues"
_FEATURES = ".features"
_PREVIEW = ".preview"
_PREVIEWS = "previews"
"""Folder of their own: there are a thousand times as many, and who looks for cues need not look through them."""
_SELDOM = 64
"""One in so many previews that are written has the folder tidied: that takes as long as making a picture."""
_UNFINISHED = ".tmp"
_UNFINISHED_BY_ENGINES = ".part"
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
    for place in (folder, folder / _PREVIEWS):
        for path in place.glob(f"*.{os.getpid()}{_UNFINISHED}"):
            remove(path)


class _Cache:
    """A folder that any process may read and write at any time."""

    suffix: str
    """Of the files that are looked for. All kinds share the folder's limit."""

    def __init__(self, folder: Path, limit: int) -> None:
        """`limit`: in bytes."""
        self._folder = folder
        self._limit = limit

    def path(self, name: str) -> Path:
        return self._folder / f"{name}{self.suffix}"

    def knows(self, name: str) -> bool:
        path = self.path(name)
        with contextlib.suppress(OSError):  # may be another user's: it is as good
            os.utime(path)  # used now: the last to go
        return path.is_file()

    def _write(self, name: str, save: Callable[[Path], object]) -> Path:
        path = self.path(name)
        temporary = self._folder / f"{name}.{os.getpid()}{_UNFINISHED}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save(temporary)
            temporary.replace(path)
        except OSError as error:
            remove(temporary)
            raise refused(error, self._folder, "cache-unwritable", "where pictures are remembered") from error
        return path

    def tidy(self) -> None:
        self._sweep()
        self._trim()

    def _sweep(self) -> None:
        """What a process that crashed has begun to write."""
        for written, _, path in self._entries(_UNFINISHED, _UNFINISHED_BY_ENGINES):
            if _is_old(written):
                remove(path)

    def _trim(self) -> None:
        entries = sorted(self._entries(_CUES, _FEATURES, _PREVIEW))
        total = sum(size for _, size, _ in entries)
        for used, size, path in entries:
            if total <= self._limit or not _is_old(used):
                return
            remove(path)
            total -= size

    def _entries(self, *suffixes: str) -> Iterator[tuple[int, int, Path]]:
        """When it was last used, in nanoseconds; its bytes; where it is."""
        with contextlib.suppress(OSError):  # the folder cannot be looked into
            for path in self._folder.iterdir():
                if path.suffix in suffixes:
                    with contextlib.suppress(OSError):  # another process trims too
                        stat = path.stat()
                        yield stat.st_mtime_ns, stat.st_size, path


class CueCache(_Cache):
    """Cues by key."""

    suffix = _CUES

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
        try:
            return self._write(name, cues.save)
        finally:  # above all where the disk is full
            self.tidy()


class FeatureCache(_Cache):
    """What an engine's encoders made of a segment's film: the engine writes it and reads it again."""

    suffix = _FEATURES

    def forget(self, name: str) -> None:
        remove(self.path(name))


class PreviewCache(_Cache):
    """What clients look at: strips of pictures, peaks of sound. It has a folder and a limit of its own."""

    suffix = _PREVIEW

    def __init__(self, folder: Path, limit: int) -> None:
        super().__init__(folder / _PREVIEWS, limit)

    def knows(self, name: str) -> bool:
        """A file that a crash of the system left empty is none."""
        with contextlib.suppress(OSError):  # another process trims too
            return super().knows(name) and self.path(name).stat().st_size > 0
        return False

    def store(self, name: str, data: bytes) -> Path:
        """Whole or not at all. Raises `MediaError`: disk-full, cache-unwritable."""
        try:
            return self._write(name, lambda path: path.write_bytes(data))
        finally:
            if int(name[:8], 16) % _SELDOM == 0:
                self.tidy()


def _is_old(used: int) -> bool:
    return time.time_ns() - used > _HOUR
