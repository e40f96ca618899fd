"""A set of weights from the hub: what it lacks is looked up, has room, is fetched, checked and only then named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footfall_bridge.protocol import Refusal
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import Part, Published, Repository, WeightSet
from footfall_daemon.library.records import Held, Source
from footfall_daemon.supply import hub
from footfall_daemon.supply.digest import Digest, digest_of
from footfall_daemon.supply.events import Tell, by_the_mille
from footfall_daemon.supply.gathered import Gathered
from footfall_daemon.supply.hub import Remote
from footfall_daemon.supply.shelf import Shelf, shelves_of

_SPARE: Final = 256 * 2**20
"""Bytes that stay free on the disk."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    shelf: Shelf
    remote: Remote
    label: str
    sha256: str
    """As published, where that is known."""

    @property
    def bytes_to_come(self) -> int:
        part = self.shelf.part(self.remote)
        return self.remote.size - (part.stat().st_size if part.exists() else 0)


def fetched(weights: WeightSet, library: Library, tell: Tell) -> Gathered:
    """Raises `Refusal`: hub-unreachable, hub-refused, hub-missing, disk-full, library-unwritable, weights-damaged.

    What was fetched before stays, whatever happens.
    """
    shelves = shelves_of(weights, library.files)
    wanted = list(_wanted(weights, shelves))
    to_come = sum(each.bytes_to_come for each in wanted)
    _check_room(library, to_come)
    for each in wanted:
        _fetch(each, tell)
    return Gathered(
        paths={part.role: _place(part, shelves[part.repository]) for part in weights.parts},
        files=tuple(_held(weights, shelves)),
        source=Source(kind="hub", where=tuple(f"{repo.name}@{shelf.revision}" for repo, shelf in shelves.items())),
        fetched_bytes=to_come,
    )


def _wanted(weights: WeightSet, shelves: dict[Repository, Shelf]) -> Iterator[_Wanted]:
    for part, file in weights.files:
        shelf = shelves[part.repository]
        if shelf.has(file):
            continue
        remote = _looked_up(shelf, file)
        shelf.settle(remote)
        yield _Wanted(shelf, remote, part.label(remote.name), file.sha256 or remote.sha256)


def _looked_up(shelf: Shelf, file: Published) -> Remote:
    for name in filter(None, (file.name, file.instead)):
        remote = hub.look(shelf.repository.name, name, shelf.revision)
        if remote is not None and file.sha256 and remote.size != file.size:
            raise _altered(name)
        if remote is not None:
            return remote
    words = f"{shelf.repository.name} on the hub has no {file.name}: update Footfall, or pull with --from FOLDER"
    raise Refusal("hub-missing", words)


def _check_room(library: Library, needed: int) -> None:
    library.files.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = shutil.disk_usage(library.files).free
    if needed and free < needed + _SPARE:
        words = f"{_gigabytes(needed)} are to be fetched, and {library.files} has room for {_gigabytes(free)}"
        raise Refusal("disk-full", f"{words}: make room, or set FOOTFALL_HOME to a folder on another disk")


def _fetch(wanted: _Wanted, tell: Tell) -> None:
    remote, part = wanted.remote, wanted.shelf.part(wanted.remote)
    hub.fetch(remote, part, by_the_mille(tell, "fetch", wanted.label, remote.size))
    digest = digest_of(part, by_the_mille(tell, "check", wanted.label, remote.size))
    if not _is_right(digest, wanted):
        part.unlink()  # nobody knows which of its bytes are wrong
        raise _altered(wanted.label)
    wanted.shelf.put(remote, digest.sha256)


def _is_right(digest: Digest, wanted: _Wanted) -> bool:
    return digest.is_of(sha256=wanted.sha256, git_hash="" if wanted.sha256 else wanted.remote.git_hash)


def _place(part: Part, shelf: Shelf) -> Path:
    return shelf.folder if part.is_folder else shelf.path(shelf.has(part.files[0]))


def _held(weights: WeightSet, shelves: dict[Repository, Shelf]) -> Iterator[Held]:
    for part, file in weights.files:
        shelf = shelves[part.repository]
        if name := shelf.has(file):
            kept = shelf.kept(name)
            yield Held(role=part.role, path=shelf.path(name), size=kept.size, sha256=kept.sha256, published=True)


def _altered(name: str) -> Refusal:
    words = f"{name} is not what its publisher gave out (its sha256 or size is another): it was not kept"
    return Refusal("weights-damaged", f"{words}; pull again, or from elsewhere with --from FOLDER")


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
