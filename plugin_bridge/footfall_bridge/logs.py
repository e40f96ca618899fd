"""The daemon's log as files: rotated parts, and their lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def log_files(file: Path) -> list[Path]:
    """The log and its older parts, oldest first: `daemon.log.2`, `daemon.log.1`, `daemon.log`."""
    older = [path for path in file.parent.glob(f"{file.name}.*") if path.suffix[1:].isdigit()]
    older.sort(key=lambda path: -int(path.suffix[1:]))
    return older + ([file] if file.exists() else [])


def lines_of(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        yield from (line.rstrip("\n") for line in lines)
