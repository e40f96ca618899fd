"""Kdenlive's clip jobs: *Generate Foley* in the right-click menu of clips in the bin."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.changes import Item, Kind
from footfall_bridge.setup.clip_jobs import lines_of
from footfall_bridge.setup.machine import Machine, existing
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer

TITLE: Final = "Kdenlive"
_FILE: Final = "clipjobsettings.rc"
_BOXED: Final = (".var/app/org.kde.kdenlive", "snap/kdenlive")


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    folder = next(iter(existing([data_folder(machine)])), None)
    if folder is None:
        return _without_folder(machine)
    if spaced := next((word for word in machine.footfall[1:] if " " in word), None):
        detail = f"Kdenlive cannot start a command with a space in {spaced!r}: keep Footfall in a folder without."
        return Offer(here=True, detail=detail)
    content = lines_of(job(machine.footfall))
    item = Item(what="clip job", where=str(folder / _FILE), content=content, kind=Kind.clip_job)
    detail = "Right-click a clip in the bin > Clip Jobs, in Kdenlive 23.04 and later."
    return Offer(here=True, detail=detail, items=(item,))


def job(footfall: tuple[str, ...]) -> dict[str, str]:
    """A value for each group of the file. Paths have `/` on every system: `\\` would have to be escaped."""
    binary, *words = (Path(footfall[0]).as_posix(), *footfall[1:])
    return {
        "Ids": "Generate Foley",
        "Binary": binary,
        "Parameters": " ".join([*words, "clip-job", "--source", "{source}", "--out", "{output}"]),
        "Output": ".wav",
        "EnabledTypes": "v",
        "FolderUse": "subfolder",
        "FolderName": "Foley",
        "Description": "Foley in sync with the picture, beside the clip's media and in the bin",
    }


def data_folder(machine: Machine) -> Path:
    match machine.system:
        case "linux":
            return machine.data / "kdenlive"
        case "darwin":
            return machine.application_support / "kdenlive"
        case "win32":
            return machine.roaming / "kdenlive"


def _without_folder(machine: Machine) -> Offer:
    if existing(machine.home / folder for folder in _BOXED):
        detail = "This Kdenlive (Flatpak or Snap) cannot start programs outside its box: use timeline files."
        return Offer(here=True, detail=detail)
    if machine.program("kdenlive"):
        return Offer(here=True, detail="Start Kdenlive once, so that it makes its folders.")
    return Offer(here=False, detail="Kdenlive was not found.")
