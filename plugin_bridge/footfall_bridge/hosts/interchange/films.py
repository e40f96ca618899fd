"""What is called like a film."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import Final

_SUFFIXES: Final = (".mxf", ".mts", ".m2ts", ".mov", ".mp4", ".mkv", ".m4v")  # not all systems know them
_RAW: Final = (".r3d", ".braw", ".ari", ".arx", ".crm", ".nev", ".rmf")


def is_film(name: str) -> bool:
    kind = mimetypes.guess_type(name)[0] or ""
    return kind.startswith("video/") or PurePath(name).suffix.lower() in _SUFFIXES or is_raw(name)


def is_raw(name: str) -> bool:
    """A camera's raw picture, which only its maker's own code can decode."""
    return PurePath(name).suffix.lower() in _RAW
