"""What setup would change: one thing in one place, and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum, StrEnum

from footfall_bridge.protocol import ErrorInfo


class Kind(StrEnum):
    """How a thing is read, written and removed: see `shelves`."""

    file = "file"
    registry = "registry"
    panel = "panel"
    clip_job = "clip job"


class Action(Enum):
    write = "write"
    replace = "replace"
    remove = "remove"
    nothing = "nothing"
    keep = "keep"
    """It is not as it should be, and not ours to touch: the user changed it, or setup did not write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing, and where it shall lie."""

    what: str
    """For people: `script`, `add-on`."""
    where: str
    """A path, or a registry value."""
    content: bytes
    kind: Kind = Kind.file
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one thing."""

    target: str
    what: str
    where: str
    action: Action
    why: str
    kind: Kind = Kind.file
    before: str | None = None
    """The digest of what lay there when this was planned; None: nothing did."""
    item: Item | None = None
    """What shall lie there; None: nothing shall."""


@dataclass(frozen=True, slots=True)
class Outcome:
    change: Change
    error: ErrorInfo | None = None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
