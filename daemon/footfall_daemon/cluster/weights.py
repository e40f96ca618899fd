"""Whether a node has an engine's weights: where rules say so, or the same ones in the library of its own user."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from footfall_bridge.places import Places
from footfall_daemon.library import Library
from footfall_daemon.path_rules import Rules

_EYES = "eyes"


class Wanted(BaseModel):
    """A set of weights as the daemon's machine has it."""

    model_config = ConfigDict(frozen=True)

    name: str
    contents: list[tuple[str, str]] = Field(default_factory=list)
    """Role and hash of each file."""
    there: dict[str, str] = Field(default_factory=dict)
    """What the set's file says, with paths as nodes find them; empty where no rule maps them all."""


def wanted(set_file: Path, rules: Rules) -> Wanted:
    """Reads the disk. A set that is not there is on no node either."""
    record = Library(set_file.parents[2]).installed(set_file.parent.name)
    contents = sorted((str(held.role), held.sha256) for held in record.files) if record else []
    return Wanted(name=set_file.parent.name, contents=contents, there=_there(set_file, rules))


def _there(set_file: Path, rules: Rules) -> dict[str, str]:
    try:
        written = json.loads(set_file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    mapped = {role: path if role == _EYES else rules.there(path) for role, path in written.items()}
    found = {role: path for role, path in mapped.items() if path is not None}
    return found if len(found) == len(mapped) else {}


def found(weights: Wanted, places: Places, folder: Path) -> Path | None:
    """The file that lists them on this node, in `folder` where it has to be written. Raises `OSError`."""
    paths = [Path(path) for role, path in weights.there.items() if role != _EYES]
    if paths and all(path.exists() for path in paths):
        written = folder / f"{weights.name}.json"
        written.write_text(json.dumps(weights.there), "utf-8")
        return written
    library = Library(places.weights)
    record = library.installed(weights.name)
    if record is None or sorted((str(held.role), held.sha256) for held in record.files) != weights.contents:
        return None
    return library.set_file(weights.name) if library.has(weights.name) else None
