"""What the program says while it works and in the end, a JSON line each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from footfall_daemon.library.records import Acceptance, Held, Source


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)


class Progress(_Line):
    """Of one file."""

    kind: Literal["progress"] = "progress"
    stage: Literal["fetch", "check"]
    file: str
    done: int
    """Bytes."""
    total: int


class Notice(_Line):
    """Something that the user should know, and that hinders nothing."""

    kind: Literal["notice"] = "notice"
    text: str


class Failure(_Line):
    kind: Literal["error"] = "error"
    code: str
    message: str


class Pulled(_Line):
    kind: Literal["result"] = "result"
    engine: str
    set_file: str
    accepted: Acceptance
    source: Source
    fetched_bytes: int
    """By this pull."""
    files: tuple[Held, ...]


class Checked(_Line):
    """A file of a set, every byte of it read again."""

    role: str
    path: Path
    state: Literal["whole", "damaged", "missing"]
    fix: str
    """What mends it, as a sentence; empty where it is whole."""


class Verified(_Line):
    kind: Literal["result"] = "result"
    engine: str
    whole: bool
    files: tuple[Checked, ...]


class Spared(_Line):
    """A file that a removed set used, and that stays."""

    path: Path
    why: str


class Removed(_Line):
    kind: Literal["result"] = "result"
    engine: str
    freed_bytes: int
    removed: tuple[Path, ...]
    kept: tuple[Spared, ...]


class ShownTerms(_Line):
    licence: str
    version: str
    territory: str
    points: tuple[str, ...]
    whole: str
    accepted: bool


class Listed(_Line):
    """An engine of the catalog."""

    name: str
    title: str
    licence: str
    weights: str | None
    """Its set; None where it needs none."""
    installed: bool
    missing: str
    """What is not there, as a sentence; empty where all is."""
    download_bytes: int | None
    """About what a pull would fetch now; None where we do not know its set."""
    terms: ShownTerms | None


class Listing(_Line):
    kind: Literal["result"] = "result"
    engines: tuple[Listed, ...]


Tell = Callable[[Progress | Notice], None]


def by_the_mille(tell: Tell, stage: Literal["fetch", "check"], file: str, total: int) -> Callable[[int], None]:
    """Takes bytes done as often as they come; tells a thousand times at most."""
    told = -1

    def note(done: int) -> None:
        nonlocal told
        if (share := 1000 * done // max(total, 1)) != told:
            told = share
            tell(Progress(stage=stage, file=file, done=done, total=total))

    return note
