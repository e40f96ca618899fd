"""How an engine process comes to its end; fake processes."""

from __future__ import annotations

import asyncio

import pytest

from footfall_daemon import engine_process as module
from footfall_daemon.engine_process import EngineProcess
from tests.daemon.fake_child import Nursery


async def test_closing_ends_one_that_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a node it may wait for its GPU, or for files that are on their way."""
    monkeypatch.setattr(module, "_LAST_FAREWELL", 0.001)
    nursery, exits = Nursery(), list[tuple[int, bool]]()
    process = EngineProcess(nursery.spawn, hear=lambda _: None, leave=lambda *how: exits.append(how))
    process.start()
    monkeypatch.setattr(nursery.latest, "end", lambda: None)
    await asyncio.wait_for(process.close(), 60)
    assert exits == [(-9, True)]
