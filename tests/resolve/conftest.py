"""A pretended Resolve, a pretended gateway, and a timeline of three clips."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resolve.desk import Desk
from tests.resolve.fake.world import Item, World
from tests.resolve.fake_gateway import FakeGateway, a_gateway


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of Footfall's files. No window opens, because no interpreter for one is found."""
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "nowhere"))
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path / "nowhere"))
    return tmp_path / "home"


@pytest.fixture
def gateway(home: Path) -> Iterator[FakeGateway]:
    with a_gateway(home / "run") as gateway:
        yield gateway


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    assert world.faults == []


@pytest.fixture
def desk(world: World, gateway: FakeGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    (tmp_path / "media").mkdir()
    return Desk(world, gateway, tmp_path / "media", capsys)


@pytest.fixture
def clips(desk: Desk) -> list[Item]:
    """Three of them, selected, from 01:00:00:00 on at 24 frames per second."""
    start = desk.world.line.start
    found = [
        desk.clip("walk.mov", start, 48, left=48),
        desk.clip("door.mov", start + 48, 36, left=100),
        desk.clip("rain.mov", start + 120, 72, left=30),
    ]
    desk.select(*found)
    return found
