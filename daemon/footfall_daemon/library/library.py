"""The user's sets of weights on disk: which are complete, and the file that tells an engine where a set lies.

Below its folder `files/` holds what was fetched, once for all sets, and `sets/<name>/` what a set consists of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from footfall_daemon import paper
from footfall_daemon.library.manifest import SETS, Role
from footfall_daemon.library.records import Acceptance, Held, Installed, read

_EYES: Final[tuple[Role, ...]] = ("siglip2", "synchformer")
"""What sees pictures: their features depend on it alone."""


class Library:
    """Everything is read anew each time: another process may have fetched or removed files meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def lock(self) -> Path:
        """Held by whoever changes the library."""
        return self.folder / "library.lock"

    def has(self, name: str) -> bool:
        """Whether a set is complete: cheap, no file of it is opened."""
        return (record := self.installed(name)) is not None and not gone(record)

    def missing(self, name: str, engine: str) -> str:
        """What keeps an engine from using a set, as a sentence that says what to do; empty: nothing does."""
        record = self.installed(name)
        if record is None and name not in SETS:
            return "its weights are not installed: the package that it came with says how to get them"
        if record is None:
            return f"its weights are not installed: `footfall engines pull {engine}`"
        if lost := gone(record):
            many = f"{lost[0].path} and {len(lost) - 1} more files are" if len(lost) > 1 else f"{lost[0].path} is"
            return f"{many} gone or altered: connect the disk, or `footfall engines pull {engine}`"
        return ""

    def eyes(self, name: str) -> str:
        """Tells the encoders of pictures of one set from those of another; empty where none are known."""
        record = self.installed(name)
        return _eyes_of(record) if record else ""

    def set_file(self, name: str) -> Path:
        """JSON: the absolute path of each part by its role, and its `eyes`. It exists where `has` says so."""
        return self._of(name) / "set.json"

    def installed(self, name: str) -> Installed | None:
        """What was installed, even if files of it have gone since."""
        return read(Installed, self._of(name) / "installed.json") if self.set_file(name).is_file() else None

    def accepted(self, name: str) -> Acceptance | None:
        return read(Acceptance, self._of(name) / "accepted.json")

    def accept(self, name: str, acceptance: Acceptance) -> None:
        """Raises `OSError`."""
        paper.write(self._of(name) / "accepted.json", acceptance.model_dump_json(indent=2))

    def install(self, record: Installed, paths: Mapping[Role, Path]) -> None:
        """Raises `OSError`."""
        written = {role: str(path) for role, path in paths.items()} | {"eyes": _eyes_of(record)}
        paper.write(self.set_file(record.name), json.dumps(written, indent=2))
        paper.write(self._of(record.name) / "installed.json", record.model_dump_json(indent=2))

    def uninstall(self, name: str) -> None:
        """Its files stay where they are, and so does what was accepted. Raises `OSError`."""
        self.set_file(name).unlink(missing_ok=True)  # first: without it the set is not installed
        (self._of(name) / "installed.json").unlink(missing_ok=True)

    def _of(self, name: str) -> Path:
        return self.folder / "sets" / name


def _eyes_of(record: Installed) -> str:
    seeing = sorted((held.role, held.sha256) for held in record.files if held.role in _EYES)
    return sha256(repr(seeing).encode()).hexdigest() if seeing else ""


def gone(record: Installed) -> list[Held]:
    """The files that are no longer there, or are not the same."""
    return [held for held in record.files if _size(held.path) != held.size]


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
