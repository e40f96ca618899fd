"""Finding the media of a clip: where the timeline says, else by name below folders; never a guess."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import opentimelineio as otio

from footfall_bridge.hosts.interchange.cuts import Problem
from footfall_bridge.hosts.interchange.films import is_film


class Relinker:
    """Looks below `folders` (in this order), each walked once and only when something is missing."""

    def __init__(self, beside: Path, folders: Sequence[Path] = ()) -> None:
        self._beside = beside
        self._folders = [*folders, beside]
        self._names: dict[Path, dict[str, list[Path]]] = {}

    def find(self, clip: Any) -> Path | Problem:
        """The media that an OTIO clip plays."""
        active = clip.media_reference
        if isinstance(active, otio.schema.GeneratorReference):
            return Problem("generator", "made by the editor: there is no footage in it", shown=False)
        if isinstance(active, otio.schema.ImageSequenceReference):
            return Problem("image-sequence", "numbered stills: render them and pass the file as --picture")
        return self.as_written(active) or self._by_name(active, clip)

    def as_written(self, reference: Any) -> Path | None:
        """Of a media reference, where it says."""
        written = path_of(reference)
        for text in dict.fromkeys((written, unquote(written))):
            path = self._beside / text if text else None
            if path is not None and _is_file(path):
                return path
        return None

    def _by_name(self, reference: Any, clip: Any) -> Path | Problem:
        written = path_of(reference)
        names = [_last_part(written)] if written else [reference.name, clip.name, _reel(clip)]
        for name in filter(None, names):
            for folder in self._folders:
                found = self._below(folder, name)
                if len(found) > 1:
                    found = _likest(found, unquote(written))
                if len(found) == 1:
                    return found[0]
                if found:
                    words = f"{len(found)} files below {folder} are called {found[0].name!r}"
                    return Problem("ambiguous-media", f"{words}: name the folder of one with --search")
        wanted = written or names[0] or names[1] or "its media"
        words = f"{wanted!r} is not there, nor below the folders searched: name one with --search"
        return Problem("no-media", words)

    def _below(self, folder: Path, name: str) -> list[Path]:
        if folder not in self._names:
            self._names[folder] = _names_below(folder)
        names = self._names[folder]
        return names.get(name.casefold(), []) or [
            path for path in names.get(f"{name.casefold()}.*", []) if is_film(path.name)
        ]


def path_of(reference: Any) -> str:
    """The path that a media reference names, of this system or another; empty where it names none."""
    url = str(getattr(reference, "target_url", "") or "")
    if not url.lower().startswith("file:"):
        return url
    # Not urlsplit: names with `#` and `?` are often written as they are.
    text = unquote(re.sub(r"^file:(//[^/]*)?", "", url, flags=re.IGNORECASE))
    drive = len(text) > 2 and text[0] == "/" and text[2] == ":"  # file:///C:/film.mov
    return text[1:] if drive else text


def _last_part(path: str) -> str:
    """Of a path of any system."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _reel(clip: Any) -> str:
    return str(clip.metadata.get("cmx_3600", {}).get("reel", ""))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is none on this system
        return False


def _names_below(folder: Path) -> dict[str, list[Path]]:
    """Files by name, and by stem as `stem.*`; cases and hidden folders aside."""
    found: dict[str, list[Path]] = defaultdict(list)
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(here, name)
                found[name.casefold()].append(path)
                found[f"{path.stem.casefold()}.*"].append(path)
    return dict(found)


def _likest(found: Iterable[Path], written: str) -> list[Path]:
    """Those that share most of the last folders of the path that was written."""
    wanted = [part.casefold() for part in reversed(written.replace("\\", "/").split("/"))]
    shared: dict[Path, int] = {}
    for path in found:
        parts = [part.casefold() for part in reversed(path.parts)]
        pairs = zip(parts, wanted, strict=False)
        shared[path] = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(parts), len(wanted)))
    most = max(shared.values())
    return [path for path, count in shared.items() if count == most]
