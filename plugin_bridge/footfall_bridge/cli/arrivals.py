"""What was dropped into a folder: taken when it is complete, and once, also by the next process that looks."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as it lies there: one that is written anew is another."""

    path: Path
    size: int
    changed: int
    """When, in nanoseconds."""


class Memory:
    """What is done with, in a file of ours: nothing is written to the user's."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._done = _read(file)

    @classmethod
    def of(cls, folder: Path, below: Path) -> Memory:
        """Of the watched `folder`; files of that kind lie in `below`."""
        return cls(below / f"{hashlib.sha256(str(folder).encode()).hexdigest()[:32]}.json")

    def knows(self, one: Dropped) -> bool:
        return self._done.get(str(one.path)) == (one.size, one.changed)

    def keep(self, one: Dropped) -> None:
        """On the disk when this returns. What is no longer there is forgotten. Raises `OSError`."""
        self._done[str(one.path)] = (one.size, one.changed)
        self._done = {path: state for path, state in self._done.items() if os.path.lexists(path)}
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._file.with_name(f".{secrets.token_hex(6)}.tmp")
        temporary.write_text(json.dumps(self._done), "utf-8")
        temporary.replace(self._file)


class Arrivals:
    """`settle`: seconds without a change after which a file is complete."""

    def __init__(self, folder: Path, is_wanted: Callable[[Path], bool], memory: Memory, settle: float) -> None:
        self._folder = folder
        self._is_wanted = is_wanted
        self._memory = memory
        self._settle = settle
        self._since: dict[Dropped, float] = {}
        """When each was first seen as it is."""
        self._given: set[Dropped] = set()

    @property
    def waiting(self) -> bool:
        """Something lies there that is not complete."""
        return bool(self._since.keys() - self._given)

    def look(self, now: float) -> list[Dropped]:
        """What is complete since the last look, by name. `now`: of any steady clock. Raises `OSError`."""
        there = {one for one in self._files() if not self._memory.knows(one)}
        self._since = {one: self._since.get(one, now) for one in there}
        self._given &= there
        ripe = [one for one, since in self._since.items() if now - since >= self._settle and _is_free(one.path)]
        new = sorted((one for one in ripe if one not in self._given), key=lambda one: one.path.name)
        self._given |= set(new)
        return new

    def _files(self) -> Iterator[Dropped]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                path = self._folder / entry.name
                if not self._is_wanted(path):
                    continue
                try:
                    stat = path.stat()
                    is_file = path.is_file()
                except OSError:  # gone meanwhile, or a link to nowhere
                    continue
                if is_file and stat.st_size:
                    yield Dropped(path, stat.st_size, stat.st_mtime_ns)


def _is_free(path: Path) -> bool:
    """Windows lets nobody open what another program is still copying."""
    if os.name != "nt":
        return True
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True


def _read(file: Path) -> dict[str, tuple[int, int]]:
    """What cannot be read is forgotten: at worst something is made twice, under another name."""
    try:
        found = json.loads(file.read_text("utf-8"))
        return {str(path): (int(size), int(changed)) for path, (size, changed) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
