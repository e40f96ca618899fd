"""DaVinci Resolve's menu scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from footfall_bridge.hosts.resolve import folder_of, shim
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_bridge.setup.changes import Item
from footfall_bridge.setup.machine import Machine, existing, matching
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer

TITLE: Final = "DaVinci Resolve"
_SCRIPTS: Final = Path("Fusion", "Scripts")
_VENDOR: Final = "Blackmagic Design/DaVinci Resolve"
_MAILBOX: Final = "Utility/Footfall mailbox.lua"


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    folders = scripts_folders(machine)
    if not folders:
        if not any(programs(machine)):
            return Offer(here=False, detail="DaVinci Resolve was not found.")
        return Offer(here=True, detail="Start DaVinci Resolve once, so that it makes its folders.")
    files = stock.resolve()
    detail = f"Workspace > Scripts, from {', '.join(map(str, folders))}."
    try:
        files[_MAILBOX] = shim(files[_MAILBOX].decode(), folder_of(places)).encode()
    except Refusal as refusal:
        del files[_MAILBOX]
        detail += f" Without the mailbox for the free edition: {refusal.message}."
    items = [_item(folder, name, content) for folder in folders for name, content in files.items()]
    return Offer(here=True, detail=detail, items=tuple(items), within=tuple(map(str, folders)))


def _item(folder: Path, name: str, content: bytes) -> Item:
    what = "support module" if "/.footfall/" in name else "script"
    return Item(what=what, where=str(folder / name), content=content)


def scripts_folders(machine: Machine) -> list[Path]:
    """Those of the user; where there are none, one of all users that may be written in. None is made by us."""
    own = existing(root / _SCRIPTS for root in _user_roots(machine))
    shared = existing(root / _SCRIPTS for root in _system_roots(machine))
    return own or [folder for folder in shared if os.access(folder, os.W_OK)][:1]


def programs(machine: Machine) -> Iterator[Path]:
    """Whether Resolve is here at all: its program, wherever it was installed."""
    yield from existing(_user_roots(machine))
    yield from existing(_system_roots(machine))
    match machine.system:
        case "linux":
            yield from matching(machine.drives, "resolve/bin/resolve", "opt/resolve/bin/resolve")
        case "darwin":
            applications = [machine.of_system("Applications"), machine.home / "Applications", *machine.drives]
            yield from matching(applications, "DaVinci Resolve*.app", "DaVinci Resolve*/DaVinci Resolve*.app")
        case "win32":
            usual = (
                f"Program Files/{_VENDOR}/Resolve.exe",
                f"{_VENDOR}/Resolve.exe",
                "DaVinci Resolve/Resolve.exe",
            )
            yield from matching(machine.drives, *usual)
    yield from machine.runs("resolve", "resolve.exe")


def _user_roots(machine: Machine) -> list[Path]:
    match machine.system:
        case "linux":
            flatpaks = matching([machine.home / ".var" / "app"], "com.blackmagic.*/data/DaVinciResolve")
            usual = [machine.data / "DaVinciResolve", machine.home / ".local" / "share" / "DaVinciResolve"]
            return list(dict.fromkeys([*usual, *flatpaks]))
        case "darwin":
            return [machine.application_support / _VENDOR]
        case "win32":
            # The vendor's text has a second `Roaming`; what is there decides.
            roots = [machine.roaming / _VENDOR, machine.roaming / "Roaming" / _VENDOR]
            return [root / "Support" for root in roots]


def _system_roots(machine: Machine) -> list[Path]:
    match machine.system:
        case "linux":
            running = [program.parent.parent for program in machine.runs("resolve")]
            return [machine.of_system("opt/resolve"), machine.of_system("home/resolve"), *running]
        case "darwin":
            return [machine.of_system("Library/Application Support") / _VENDOR]
        case "win32":
            return [machine.folder("PROGRAMDATA", "C:/ProgramData") / _VENDOR]
