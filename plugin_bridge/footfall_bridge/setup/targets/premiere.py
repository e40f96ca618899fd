"""Adobe Premiere's panel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.changes import Item, Kind
from footfall_bridge.setup.machine import Machine, matching
from footfall_bridge.setup.panels import NAME, agent_of
from footfall_bridge.setup.stock import Stock, version_of_panel
from footfall_bridge.setup.target import Offer

TITLE: Final = "Adobe Premiere"


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    if next(programs(machine), None) is None:
        return Offer(here=False, detail="Adobe Premiere was not found.")
    package = stock.premiere()
    if package is None:
        detail = "This install of Footfall has no panel in it: `make premiere` in a clone builds it."
        return Offer(here=True, detail=detail)
    if agent_of(machine) is None:
        return Offer(here=True, detail=f"Adobe's installer was not found: double-click {package}.")
    content = version_of_panel(package).encode()
    item = Item(what="panel", where=NAME, content=content, kind=Kind.panel)
    return Offer(here=True, detail="Window > UXP Plugins > Footfall, in Premiere 25.6 and later.", items=(item,))


def programs(machine: Machine) -> Iterator[Path]:
    match machine.system:
        case "darwin":
            applications = [machine.of_system("Applications"), machine.home / "Applications", *machine.drives]
            found = matching(applications, "Adobe Premiere*")
        case "win32":
            found = matching(machine.drives, "Program Files/Adobe/Adobe Premiere*", "Adobe/Adobe Premiere*")
        case "linux":
            return
    yield from (path for path in found if "Elements" not in path.name and "Rush" not in path.name)
