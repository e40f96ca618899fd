"""What can be set up, one module for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.machine import Machine
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer
from footfall_bridge.setup.targets import autostart, blender, desktop, files, kdenlive, premiere, resolve


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    offer: Callable[[Machine, Stock, Places], Offer]


TARGETS: Final[Mapping[str, Entry]] = {
    "resolve": Entry(resolve.TITLE, resolve.offer),
    "premiere": Entry(premiere.TITLE, premiere.offer),
    "blender": Entry(blender.TITLE, blender.offer),
    "kdenlive": Entry(kdenlive.TITLE, kdenlive.offer),
    "files": Entry(files.TITLE, files.offer),
    "autostart": Entry(autostart.TITLE, autostart.offer),
    "desktop": Entry(desktop.TITLE, desktop.offer),
}
"""By the names that people say, in the order in which they are shown."""
EDITORS: Final = ("resolve", "premiere", "blender", "kdenlive")
