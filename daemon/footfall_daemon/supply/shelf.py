"""The files of one repository as they lie in the library: those that are whole, and what has come of the others.

A file has its name only when it was checked. Their revision is written down with the first: whatever is fetched
later comes from the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from footfall_daemon import paper
from footfall_daemon.library.manifest import Published, Repository, WeightSet
from footfall_daemon.library.records import read

if TYPE_CHECKING:
    from footfall_daemon.supply.hub import Remote


class Kept(BaseModel):
    size: int
    sha256: str


class _Fetched(BaseModel):
    revision: str
    files: dict[str, Kept] = Field(default_factory=dict)


class Shelf:
    def __init__(self, files: Path, repository: Repository) -> None:
        self.folder = files / repository.folder
        self.repository = repository
        self._list = self.folder / "fetched.json"
        fetched = read(_Fetched, self._list)
        if fetched is None or (repository.pinned and fetched.revision != repository.revision):
            fetched = _Fetched(revision=repository.revision)
        self._fetched = fetched

    @property
    def revision(self) -> str:
        return self._fetched.revision

    def has(self, file: Published) -> str:
        """The name under which the file, or what does as well, is there whole; none: it is not."""
        names = (name for name in (file.name, file.instead) if name and self._is_whole(name))
        return next(names, "")

    def kept(self, name: str) -> Kept:
        return self._fetched.files[name]

    def path(self, name: str) -> Path:
        return self.folder / name

    def part(self, remote: Remote) -> Path:
        """Where the file grows. What has come of another state of it is of no use."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f"{remote.name}.{remote.etag[:12]}.part"
        for other in self.folder.glob(f"{remote.name}.*.part"):
            if other != part:
                other.unlink()
        return part

    def settle(self, remote: Remote) -> None:
        """Of what is not pinned, all is taken from this revision from now on. Raises `OSError`."""
        if not self.repository.pinned and self.revision != remote.revision:
            self._write(_Fetched(revision=remote.revision))

    def put(self, remote: Remote, sha256: str) -> None:
        """The part was checked: it gets its name. Raises `OSError`."""
        self.part(remote).replace(self.path(remote.name))
        files = {**self._fetched.files, remote.name: Kept(size=remote.size, sha256=sha256)}
        self._write(_Fetched(revision=self.revision, files=files))

    def doubt(self, name: str) -> None:
        """The file is not what was checked once: the next pull fetches it anew. Raises `OSError`."""
        self._write(self._without(name))

    def discard(self, name: str) -> tuple[list[Path], int]:
        """Remove the file and what has come of it: which files went, and their bytes. Raises `OSError`."""
        going = [path for path in (self.path(name), *self.folder.glob(f"{name}.*.part")) if path.is_file()]
        size = sum(path.stat().st_size for path in going)
        if name in self._fetched.files:
            self._write(self._without(name))
        for path in going:
            path.unlink()
        if self.folder.is_dir() and not self._fetched.files:
            self._list.unlink(missing_ok=True)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()
        return going, size

    def has_begun(self, name: str) -> bool:
        return self.path(name).exists() or any(self.folder.glob(f"{name}.*.part"))

    def _without(self, name: str) -> _Fetched:
        files = {known: kept for known, kept in self._fetched.files.items() if known != name}
        return _Fetched(revision=self.revision, files=files)

    def _is_whole(self, name: str) -> bool:
        known = self._fetched.files.get(name)
        path = self.path(name)
        return known is not None and path.is_file() and path.stat().st_size == known.size

    def _write(self, fetched: _Fetched) -> None:
        self._fetched = fetched
        paper.write(self._list, fetched.model_dump_json(indent=2))


def shelves_of(weights: WeightSet, files: Path) -> dict[Repository, Shelf]:
    return {part.repository: Shelf(files, part.repository) for part in weights.parts}


def bytes_lacking(weights: WeightSet, files: Path) -> int:
    """About how many a pull would fetch. Nobody is asked."""
    shelves = shelves_of(weights, files)
    return sum(file.size for part, file in weights.files if not shelves[part.repository].has(file))
