"""Orders that leave nothing to the settings of a node."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from footfall_bridge import orders
from footfall_bridge.farm.job import settled
from footfall_bridge.protocol import Setting
from footfall_bridge.timeline import Time


def setting(key: str, value: Any) -> Setting:
    return Setting(key=key, value=value, default="", about="", kind="text")


SETTINGS = [
    setting("generate.engine", "hunyuan-xl"),
    setting("generate.handles", 0.5),
    setting("project.cut.folder", "/film"),
    setting("project.cut.prompt", "rain"),
    setting("project.cut.takes", 2),
]


def test_settings_and_projects_of_this_machine_are_filled_in() -> None:
    (order,) = settled([orders.order("/film/a.mov")], SETTINGS)
    assert (order.engine, order.prompt, order.takes) == ("hunyuan-xl", "rain", 2)
    assert order.handles is not None
    assert order.handles.seconds == Fraction(1, 2)
    assert order.complete
    assert (order.joined_before, order.joined_after) == (False, False)


def test_what_an_order_says_itself_stays() -> None:
    told = orders.order(
        "/film/a.mov", "steps", engine="sketch", handles=Time(value=0, rate=(1, 1)), joined_after=True
    )
    (order,) = settled([told], SETTINGS)
    assert (order.engine, order.prompt, order.joined_after) == ("sketch", "steps", True)
    assert order.handles == told.handles
