"""Files of this node that stand for files of the daemon's machine: found by name, since folders differ.

What is remembered of pictures lies in the user's cache on the node, and is found there the next time; all else
in a folder of the post's own, which the next post removes where this one could not.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import psutil

from footfall_bridge.places import Places, make_private
from footfall_bridge.protocol import Refusal
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.media.messages import Film

_KEPT: Final = "cache"
_OWN: Final = "own"
_UNFINISHED: Final = ".part"
_NAME: Final = re.compile(rf"({_KEPT}|{_OWN})(/[^/\\\0]+){{1,2}}")


def base(path: str) -> str:
    """The last part of a path of any system."""
    return re.split(r"[\\/]", path)[-1]


def kept(path: str) -> str:
    """The name of what stays on the node: by what it is made of, and the same everywhere."""
    return f"{_KEPT}/{base(path)}"


def own(path: str) -> str:
    """The name of what is of use to one segment, and bears its name already."""
    return f"{_OWN}/{base(path)}"


def enclosed(segment: str, path: str) -> str:
    """The name of what one segment's pictures are made of."""
    return f"{_OWN}/{_folder(segment)}/{base(path)}"


def _folder(segment: str) -> str:
    return segment.replace("/", "-")


class Locker:
    def __init__(self, places: Places) -> None:
        self._cache = places.cache
        self._posts = places.runtime / "posts"
        self.folder = self._posts / str(os.getpid())

    def open(self) -> None:
        """Raises `Refusal`: the folders cannot be made."""
        self._sweep()
        for folder in (self._cache, self._posts, self.folder):
            make_private(folder)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    # by name

    def has(self, name: str) -> bool:
        return self._path(name).is_file()

    def write(self, name: str, offset: int, data: bytes, *, last: bool) -> None:
        """A piece of a file, one after another: it is there when it is whole. Raises `OSError`, `Refusal`."""
        path = self._path(name)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}{_UNFINISHED}")
        unfinished.parent.mkdir(exist_ok=True)
        with unfinished.open("wb" if offset == 0 else "r+b") as file:
            file.seek(offset)
            file.write(data)
        if last:
            unfinished.replace(path)

    def read(self, name: str, offset: int, size: int) -> bytes:
        """Raises `OSError`, `Refusal`."""
        with self._path(name).open("rb") as file:
            file.seek(offset)
            return file.read(size)

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def sizes(self, paths: Sequence[Path]) -> dict[str, int]:
        """Bytes by name, of those that are there."""
        return {self._name(path): path.stat().st_size for path in paths if path.is_file()}

    # what is said of them

    def here(self, order: SegmentOrder) -> SegmentOrder:
        """With this node's paths."""
        paths = {
            "cues": kept(order.cues),
            "features": kept(order.features) if order.features else "",
            "film": enclosed(order.id, order.film) if order.film else "",
            "wave": own(order.wave),
            "state": own(order.state),
        }
        found = {field: str(self._path(name)) if name else "" for field, name in paths.items()}
        return order.model_copy(update=found)

    def errand(self, film: Film, *, enclosed_media: bool) -> Film:
        """`enclosed_media`: its media have come along; else they are where the clip says."""
        clip = film.clip
        if enclosed_media and clip.media is not None:
            there = self._path(enclosed(film.segment, str(clip.media)))
            clip = clip.model_copy(update={"media": str(there)})
        reels = self._path(enclosed(film.segment, "film"))
        reels.parent.mkdir(exist_ok=True)
        return film.model_copy(update={"clip": clip, "film": str(reels), "cache": str(self._cache)})

    def strike(self, segment: str) -> None:
        """What its pictures are made of is not wanted any more."""
        shutil.rmtree(self.folder / _folder(segment), ignore_errors=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or {".", ".."} & set(name.split("/")):
            raise Refusal("bad-name", f"{name!r} is no name of a file that travels")
        kind, _, rest = name.partition("/")
        return (self._cache if kind == _KEPT else self.folder) / rest

    def _name(self, path: Path) -> str:
        return kept(str(path)) if path.parent == self._cache else own(str(path))

    def _sweep(self) -> None:
        """What posts have left that were killed."""
        for folder in self._posts.glob("*"):
            if folder.name.isdigit() and not psutil.pid_exists(int(folder.name)):
                shutil.rmtree(folder, ignore_errors=True)
