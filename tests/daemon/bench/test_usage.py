"""How busy the device was."""

from __future__ import annotations

import os

import pytest

from footfall_daemon.bench.usage import Usage, looking_at
from footfall_daemon.engine.messages import Card, Memory, Up


def up(device: str) -> Up:
    return Up(device=device, card=Card(), memory=Memory(total=0, free=0, held=0))


async def test_a_short_batch_is_looked_at_once() -> None:
    looks = iter([0.0, 0.75])  # the first one only begins the count
    usage = Usage(lambda: next(looks))
    async with usage.watching():
        pass
    assert usage.share == 0.75


async def test_where_nobody_tells_there_is_no_figure() -> None:
    usage = Usage(looking_at(up("xpu:0"), os.getpid()))
    async with usage.watching():
        pass
    assert usage.share is None


async def test_a_process_that_computes_is_seen() -> None:
    usage = Usage(looking_at(up("cpu"), os.getpid()))
    async with usage.watching():
        sum(range(5_000_000))
    assert usage.share == pytest.approx(0.5, abs=0.5)
    assert usage.share


async def test_a_process_that_is_gone_has_no_figure() -> None:
    assert looking_at(up("cpu"), 2**22 + 1)() is None
