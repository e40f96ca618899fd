"""Folders of their own for each test, and a fake daemon in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from footfall_bridge.client import Client
from footfall_bridge.places import HOME_VARIABLE, Places
from tests.bridge.fake_daemon import FakeDaemon


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    places = Places.of_user()
    places.make()
    return places


@pytest.fixture
def daemon(places: Places) -> Iterator[FakeDaemon]:
    daemon = FakeDaemon(places).start()
    yield daemon
    daemon.stop()


@pytest.fixture
def eager_daemon(places: Places) -> Iterator[FakeDaemon]:
    """Its jobs are done as soon as they are submitted."""
    daemon = FakeDaemon(places, autofinish=True).start()
    yield daemon
    daemon.stop()


@pytest.fixture
def client(places: Places) -> Iterator[Client]:
    with_patience = Client(places, start=False, timeout=5.0, patience=10.0)
    yield with_patience
    with_patience.close()
