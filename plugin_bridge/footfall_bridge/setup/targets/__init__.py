"""What can be set up, one module for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from footfall_bridge.places import Places
from footfall_bridge.setup.machine import Machine
from footfall_bridge.setup.stock import Stock
from footfall_bridge.setup.target import Offer
from footfall_bridge.setup.targets import autostart, resolve


@dataclass(frozen=True, slots=True)
class Setupable:
    title: str
    offer: Callable[[Machine, Stock, Places], Offer]


TARGETS: Final[Mapping[str, Setupable]] = {
    "resolve": Setupable(resolve.TITLE, resolve.offer),
    "autostart": Setupable(autostart.TITLE, autostart.offer),
}
"""By the names that people say, in the order in which they are shown."""
