"""Whether media that is not there is gone, or only on a volume that is not connected."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

_MOUNTED_BELOW = {("/", "Volumes"): 1, ("/", "media"): 2, ("/", "run", "media"): 2, ("/", "mnt"): 1}
"""Folders below which volumes appear, and how many names deep."""


def volume_root(path: PurePath) -> PurePath | None:
    """The folder or drive that exists only while the volume is connected; None for a system's own disk."""
    parts = path.parts
    for parents, depth in _MOUNTED_BELOW.items():
        end = len(parents) + depth
        if parts[: len(parents)] == parents and len(parts) > end:
            return type(path)(*parts[:end])
    if path.drive and path.drive.upper() != "C:":
        return type(path)(path.anchor)
    return None


def is_offline(path: Path, *, seen: bool) -> bool:
    """The media cannot be reached now but may come back: its volume, or a folder where it was seen, is gone."""
    root = volume_root(path)
    # os.path never raises, whatever the volume answers
    if root is not None and not os.path.isdir(root):  # noqa: PTH112 - see above
        return True
    return seen and not os.path.isdir(path.parent)  # noqa: PTH112 - see above
