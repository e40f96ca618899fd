"""The tray app, started when the user logs in."""

from __future__ import annotations

import plistlib
from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.changes import Item, Kind
from footfall_bridge.setup.launchers import exec_line, windows_line
from footfall_bridge.setup.machine import Machine
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer

TITLE: Final = "Start at login"
LABEL: Final = "org.footfall.tray"
_RUN: Final = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run\Footfall"


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    if machine.tray is None:
        return Offer(here=False, detail="The tray app is not installed: `pip install footfall[gui]`.")
    item = {"linux": _entry, "darwin": _agent, "win32": _run_key}[machine.system](machine, machine.tray)
    return Offer(here=True, detail="The tray app starts when you log in.", items=(item,))


def _entry(machine: Machine, tray: tuple[str, ...]) -> Item:
    """An autostart entry, not a unit of systemd: an icon in a tray needs the desktop, and is started by it.

    Not every desktop reaches systemd's `graphical-session.target`; those that do make a unit of this entry
    (systemd-xdg-autostart-generator). And users can switch it off where they look for such things.
    """
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Footfall",
        "Comment=Foley for the clips on your timeline",
        f"Exec={exec_line(tray)}",
        "Icon=footfall",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    ]
    where = machine.config / "autostart" / "footfall.desktop"
    return Item(what="autostart entry", where=str(where), content=("\n".join(lines) + "\n").encode())


def _agent(machine: Machine, tray: tuple[str, ...]) -> Item:
    """Of launchd: read at the next login."""
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(tray),
        "RunAtLoad": True,
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
    }
    where = machine.home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    return Item(what="launchd agent", where=str(where), content=plistlib.dumps(agent))


def _run_key(machine: Machine, tray: tuple[str, ...]) -> Item:
    return Item(what="Run key", where=_RUN, content=windows_line(tray).encode(), kind=Kind.registry)
