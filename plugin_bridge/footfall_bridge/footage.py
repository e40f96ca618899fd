"""From what users name to media files: files, folders, and globs that no shell has expanded."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath

from footfall_bridge.media import VIDEO_SUFFIXES
from footfall_bridge.orders import absolute, home_expanded
from footfall_bridge.protocol import Refusal

LeftOut = Callable[[Refusal], None]

_OUTPUT_FOLDER = "foley"
_OURS = re.compile(r"(_foley_[\d-]+_t\d+(?:_[a-z]+)?_v\d+|_Footfall_NONE_t\d+-v\d+)(_review(-\d+)?)?$")


def media_files(arguments: Iterable[str], left_out: LeftOut) -> list[Path]:
    """Each file once, in the order named, a folder's sorted. Raises `Refusal`.

    A file that the daemon cannot be told of is refused where it is named, and `left_out` is told why where it only
    lies in a folder.
    """
    files = (Path(absolute(file)) for argument in arguments for file in _expanded(argument, left_out))
    return list(dict.fromkeys(files))


def _expanded(argument: str, left_out: LeftOut) -> list[Path]:
    absolute(argument)
    path = home_expanded(argument)
    if _exists(path):
        return _media_in(path, left_out) if path.is_dir() else [path]
    if not glob.has_magic(argument):
        raise Refusal("no-such-file", f"there is no file {argument!r}")
    matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - absolute patterns too
    found = (file for match in map(Path, matches) for file in (_videos(match) if match.is_dir() else [match]))
    files = [file for file in found if is_video(file) and _is_nameable(file, left_out)]
    if not files:
        raise Refusal("no-match", f"no video matches {argument!r}")
    return files


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        raise Refusal("bad-name", f"{str(path)!r} is not a path: {error}") from None


def _media_in(folder: Path, left_out: LeftOut) -> list[Path]:
    files = [file for file in _videos(folder) if _is_nameable(file, left_out)]
    if not files:
        raise Refusal("no-media", f"the folder {str(folder)!r} holds no video")
    return files


def _is_nameable(path: Path, left_out: LeftOut) -> bool:
    """Whether the daemon can be told of this file."""
    try:
        absolute(path)
    except Refusal as refusal:
        left_out(refusal)
        return False
    return True


def _videos(folder: Path) -> Iterator[Path]:
    """Sorted, folders within it included; not what is hidden, nor what Footfall made."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name.lower() != _OUTPUT_FOLDER and not name.startswith(".")
        )
        yield from (Path(here, name) for name in sorted(names) if is_video(Path(name)))


def is_video(path: Path) -> bool:
    """Of a file inside a folder, by its name alone."""
    return (
        path.suffix.lower() in VIDEO_SUFFIXES
        and not path.name.startswith(".")  # macOS leaves `._name.mov` on foreign disks
        and not is_ours(path.name)
    )


def is_ours(name: str) -> bool:
    """Whether a file is called as Footfall calls its audio and its review movies."""
    return _OURS.search(PurePath(name).stem) is not None
