"""Footfall among the desktop's programs, with its icon."""

from __future__ import annotations

from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.changes import Item
from footfall_bridge.setup.launchers import exec_line
from footfall_bridge.setup.machine import Machine
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer

TITLE: Final = "Menu of programs"


def offer(machine: Machine, stock: Stock, places: Places) -> Offer:
    if machine.system != "linux":
        return Offer(here=False, detail="Here the installer puts Footfall among the programs.")
    icon = machine.data / "icons" / "hicolor" / "scalable" / "apps" / "footfall.svg"
    items = [Item(what="icon", where=str(icon), content=stock.text("desktop/footfall.svg").encode())]
    if machine.tray is None:
        detail = "The icon alone: the tray app is not installed (`pip install footfall[gui]`)."
        return Offer(here=True, detail=detail, items=tuple(items))
    entry = stock.text("desktop/footfall.desktop").replace("@EXEC@", exec_line(machine.tray))
    where = machine.data / "applications" / "footfall.desktop"
    items.append(Item(what="desktop entry", where=str(where), content=entry.encode()))
    return Offer(here=True, detail="Footfall stands among the programs.", items=tuple(items))
