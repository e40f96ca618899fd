"""From the paths of a command line to media files: files, folders, and globs that no shell has expanded."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from footfall_bridge.cli.output import printable, tell
from footfall_bridge.orders import absolute, home_expanded
from footfall_bridge.protocol import Refusal

# fmt: off
VIDEO_SUFFIXES = frozenset((
    ".3gp", ".avi", ".dv", ".flv", ".h264", ".hevc", ".m2t", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".qt", ".ts", ".vob", ".webm", ".wmv", ".y4m",
))
# fmt: on
"""What counts as video inside a folder. A file that is named itself may be called anything."""

_OUTPUT_FOLDER = "foley"
_OURS = re.compile(r"(_foley_.*_t\d+_v\d+|_Footfall_NONE_t\d+-v\d+)(_review)?$")


def media_files(arguments: Iterable[str]) -> list[Path]:
    """Each file once, in the order named, a folder's sorted. Raises `Refusal`.

    A file that the daemon cannot be told of is refused where it is named, left out where it only lies in a folder.
    """
    files = (Path(absolute(file)) for argument in arguments for file in _expanded(argument))
    return list(dict.fromkeys(files))


def _expanded(argument: str) -> list[Path]:
    absolute(argument)
    path = home_expanded(argument)
    if _exists(path):
        return _media_in(path) if path.is_dir() else [path]
    if not glob.has_magic(argument):
        raise Refusal("no-such-file", f"there is no file {argument!r}")
    matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - absolute patterns too
    found = (file for match in map(Path, matches) for file in (_videos(match) if match.is_dir() else [match]))
    files = [file for file in found if _is_video(file) and _is_nameable(file)]
    if not files:
        raise Refusal("no-match", f"no video matches {argument!r}")
    return files


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        raise Refusal("bad-name", f"{str(path)!r} is not a path: {error}") from None


def _media_in(folder: Path) -> list[Path]:
    files = list(filter(_is_nameable, _videos(folder)))
    if not files:
        raise Refusal("no-media", f"the folder {str(folder)!r} holds no video")
    return files


def _is_nameable(path: Path) -> bool:
    """Whether the daemon can be told of this file; says so where not."""
    try:
        absolute(path)
    except Refusal as refusal:
        tell(f"footfall: left out: {printable(refusal.message)} [{refusal.code}]")
        return False
    return True


def _videos(folder: Path) -> Iterator[Path]:
    """Sorted, folders within it included; not what is hidden, nor what Footfall made."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name.lower() != _OUTPUT_FOLDER and not name.startswith(".")
        )
        yield from (Path(here, name) for name in sorted(names) if _is_video(Path(name)))


def _is_video(path: Path) -> bool:
    return (
        path.suffix.lower() in VIDEO_SUFFIXES
        and not path.name.startswith(".")  # macOS leaves `._name.mov` on foreign disks
        and _OURS.search(path.stem) is None
    )
