"""Cues remembered by the media's identity and range, in one folder; the least recently used go first."""

from __future__ import annotations

import hashlib
import os
from fractions import Fraction
from pathlib import Path

import msgpack
from pydantic import ValidationError

from footfall_daemon.cues import Cues
from footfall_daemon.media.source import Source

LIMIT = 20 * 2**30
_SUFFIX = ".cues"
_ENDS = 64 * 2**10
"""Bytes read from the head and the tail of a file to recognise it."""


def identity(source: Source) -> str:
    """Changes when the media does: sizes, times of change, and what the files begin and end with."""
    digest = hashlib.sha256()
    for file in source.files:
        stat = file.stat()
        digest.update(f"{stat.st_size} {stat.st_mtime_ns} ".encode())
    for file in {source.files[0]: None, source.files[-1]: None}:
        with file.open("rb") as stream:
            digest.update(stream.read(_ENDS))
            stream.seek(max(0, file.stat().st_size - _ENDS))
            digest.update(stream.read(_ENDS))
    return digest.hexdigest()


def key(*parts: str | int | Fraction) -> str:
    """A file name for these facts."""
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


def remove_unfinished(folder: Path) -> None:
    """What this process has begun to write."""
    for path in folder.glob(f"*.{os.getpid()}.tmp"):
        path.unlink(missing_ok=True)


class CueCache:
    """Cues by key. Any process may read and write the folder at any time."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
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
        """Whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path(name)
        temporary = self._folder / f"{name}.{os.getpid()}.tmp"
        cues.save(temporary)
        temporary.replace(path)
        self._trim(keep=path)
        return path

    def path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def _trim(self, keep: Path) -> None:
        entries = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue  # another process trims too
            entries.append((stat.st_mtime_ns, stat.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= self._limit:
                return
            if path != keep:
                path.unlink(missing_ok=True)
                total -= size
