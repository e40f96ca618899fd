"""What setup wrote on this machine: the file `setup.json`, by which it knows its own again."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup.changes import Kind


class Record(BaseModel):
    """One thing that was written."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    target: str
    what: str
    kind: Kind
    where: str
    sha256: str
    version: str
    """Of the Footfall that wrote it."""

    @property
    def place(self) -> tuple[Kind, str]:
        return self.kind, self.where


class _Paper(BaseModel):
    model_config = ConfigDict(extra="ignore")

    items: list[Record] = Field(default_factory=list)
    folders: list[str] = Field(default_factory=list)


class Manifest:
    def __init__(self, file: Path) -> None:
        """Raises `Refusal("bad-manifest")`: what it told us must not be forgotten silently."""
        self._file = file
        try:
            paper = _Paper.model_validate_json(file.read_bytes()) if file.exists() else _Paper()
        except (OSError, ValidationError):
            message = f"{file} cannot be read: move it away, and setup takes all that it finds for the user's own"
            raise Refusal("bad-manifest", message) from None
        self._records = {record.place: record for record in paper.items}
        self.folders = set(paper.folders)
        """Those that setup made: removed again when nothing is left in them."""

    def of(self, target: str) -> dict[tuple[Kind, str], Record]:
        return {place: record for place, record in self._records.items() if record.target == target}

    def note(self, record: Record) -> None:
        self._records[record.place] = record

    def forget(self, kind: Kind, where: str) -> None:
        self._records.pop((kind, where), None)

    def save(self) -> None:
        """An empty one leaves no file."""
        records = sorted(self._records.values(), key=lambda record: (record.target, record.where))
        if not records and not self.folders:
            self._file.unlink(missing_ok=True)
            return
        paper = _Paper(items=records, folders=sorted(self.folders))
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(paper.model_dump_json(indent=1), "utf-8")
        fresh.replace(self._file)
