"""What is written down beside a set of weights: who accepted which terms, and where each file came from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from footfall_daemon.library.terms import Terms


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Acceptance(_Record):
    """Terms that the user of this machine accepted."""

    licence: str
    version: str
    territory: str
    """As it was stated."""
    at: AwareDatetime

    @classmethod
    def of(cls, terms: Terms, at: datetime) -> Self:
        return cls(licence=terms.licence, version=terms.version, territory=terms.territory, at=at)

    def covers(self, terms: Terms) -> bool:
        return (self.licence, self.version, self.territory) == (terms.licence, terms.version, terms.territory)


class Held(_Record):
    """A file of a set."""

    role: str
    path: Path
    """Absolute."""
    size: int
    sha256: str
    published: bool
    """It is byte by byte what its publisher gave out; else it was taken for its structure."""


class Source(_Record):
    """Where a set was taken from: the hub, or a folder of the user's."""

    kind: Literal["hub", "folder"]
    where: tuple[str, ...]
    """Repositories with their revisions, as `name@revision`; or the folder."""


class Installed(_Record):
    """Of a set that is complete. It is written last."""

    name: str
    accepted: Acceptance
    source: Source
    at: AwareDatetime
    files: tuple[Held, ...]


_R = TypeVar("_R", bound=BaseModel)


def read(kind: type[_R], path: Path) -> _R | None:
    """None where there is no such file, or one that nobody understands."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
