"""What a camera card's folder tree looks like. Nothing may be written into one: copies are verified against it."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

_CARD_FOLDERS: Final = {
    "dcim",  # stills cameras, phones, action cameras
    "private",  # AVCHD, XAVC S
    "m4root",
    "avchd",
    "bpav",  # XDCAM EX
    "xdroot",  # XAVC, XDCAM
    "contents",  # P2, Canon XF
}
_CARD_SUFFIXES: Final = {".rdm", ".rdc"}  # RED magazines and clips
_CLIP_COMPANIONS: Final = {"mediapro.xml", "discmeta.xml", "cueup.xml", "alias.xml", "xdroot"}
"""What lies beside the folder `Clip` of a professional disc: the name alone is too common."""


def is_card(folder: Path) -> bool:
    """Whether `folder` lies in a camera card's tree, or in one that was sealed with a media hash list (.mhl)."""
    absolute = folder.absolute()
    real = _resolved(absolute)
    return any(has_card_name(path) or _is_sealed(path) for path in {absolute, real})


def has_card_name(folder: PurePath) -> bool:
    parts = [part.casefold() for part in folder.parts]
    if folder.anchor == "/" and parts[1:2] == ["private"]:
        parts = parts[2:]  # macOS keeps /tmp and /var there
    return any(part in _CARD_FOLDERS or PurePath(part).suffix in _CARD_SUFFIXES for part in parts)


def _is_sealed(folder: Path) -> bool:
    below = ""
    for place in (folder, *folder.parents):
        names = _names_in(place)
        if any(name == "ascmhl" or name.endswith(".mhl") for name in names):
            return True
        if below == "clip" and names & _CLIP_COMPANIONS:
            return True
        below = place.name.casefold()
    return False


def _names_in(folder: Path) -> set[str]:
    try:
        return {path.name.casefold() for path in folder.iterdir()}
    except OSError:  # not there yet, or not to be looked into
        return set()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return path
