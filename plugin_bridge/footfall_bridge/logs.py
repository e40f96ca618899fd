"""The daemon's log as files: rotated parts, their lines, and the records that those are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    time: str
    level: str
    name: str
    message: str
    traceback: str = ""


def log_files(file: Path) -> list[Path]:
    """The log and its older parts, oldest first: `daemon.log.2`, `daemon.log.1`, `daemon.log`."""
    older = [path for path in file.parent.glob(f"{file.name}.*") if path.suffix[1:].isdigit()]
    older.sort(key=lambda path: -int(path.suffix[1:]))
    return older + ([file] if file.exists() else [])


def lines_of(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        yield from (line.rstrip("\n") for line in lines)


def tail(file: Path, size: int) -> list[str]:
    """The whole lines in the last `size` bytes of a log. Raises `OSError`."""
    with file.open("rb") as stream:
        end = stream.seek(0, 2)
        stream.seek(max(0, end - size))
        lines = stream.read(size).decode(errors="replace").splitlines()
    return lines[1:] if end > size else lines


def record_of(line: str) -> Record | None:
    """None where a line is none, as after a crash of the system in the middle of one."""
    try:
        return Record.model_validate_json(line)
    except ValidationError:
        return None
