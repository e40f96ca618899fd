"""What was asked for and placed in Resolve: the file of the scripts that run there, kept in the same shape."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from footfall_bridge.places import Places, make_private


class Known(BaseModel):
    """Of a job. What else the scripts keep there stays."""

    model_config = ConfigDict(extra="allow")

    clips: list[str] = Field(default_factory=list)
    """Further ones that its sound is for."""
    placed: dict[str, list[str]] = Field(default_factory=dict)
    """Items by the clips that they were laid for."""
    again: list[str] = Field(default_factory=list)
    """Clips under which it is to be laid once more."""
    hits: list[str] = Field(default_factory=list)
    """Seconds of its media at which markers wanted something to sound."""


_FILE: Final = TypeAdapter(dict[str, Known])


class Ledger:
    """Losing it loses little: what was placed is also marked on the timeline."""

    def __init__(self, places: Places) -> None:
        self._path = places.runtime / "resolve" / "ledger.json"
        self._jobs = _read(self._path)

    def of(self, job: str) -> Known:
        return self._jobs.get(job) or Known()

    def ask_again(self, job: str, clips: Sequence[str]) -> None:
        """The job's sound is for these clips, too, and is to be laid there whatever became of it."""
        known = self._jobs.setdefault(job, Known())
        known.clips = list(dict.fromkeys([*known.clips, *clips]))
        known.again = list(dict.fromkeys([*known.again, *clips]))
        self._write()

    def note_asked(self, job: str, clips: Sequence[str], hits: Sequence[str]) -> None:
        known = self._jobs.setdefault(job, Known())
        known.clips, known.hits = list(clips), list(hits)
        self._write()

    def note_placed(self, job: str, clip: str, items: Sequence[str]) -> None:
        self._jobs.setdefault(job, Known()).placed[clip] = list(items)
        self.drop_again(job, clip)

    def drop_again(self, job: str, clip: str) -> None:
        known = self._jobs.setdefault(job, Known())
        known.again = [other for other in known.again if other != clip]
        self._write()

    def _write(self) -> None:
        make_private(self._path.parent)
        temporary = self._path.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(_FILE.dump_python(self._jobs)), "utf-8")
        temporary.replace(self._path)


def _read(path: Path) -> dict[str, Known]:
    try:
        return _FILE.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return {}
