"""The engines that are installed, found by their entry points."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import cast

from footfall_daemon.engine.contract import Engine, SegmentError

GROUP = "footfall.engines"


class EngineNotFound(SegmentError):
    """No installed package offers an engine of this name."""


def installed(name: str) -> Engine:
    """A fresh engine, not loaded. Importing its module may raise anything: it is other people's code."""
    found = list(entry_points(group=GROUP, name=name))
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none"
        raise EngineNotFound("no-such-engine", f"no engine {name!r} is installed; installed: {known}")
    return cast(Engine, found[0].load()())
