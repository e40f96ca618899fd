"""Folders of their own for each test, a user's home, and a fake daemon."""

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
def home(tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a user of Linux, with a Resolve that has run once, and nothing else."""
    home = tmp_path / "user"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", str(tmp_path / "no programs"))
    (home / ".local/share/DaVinciResolve/Fusion/Scripts").mkdir(parents=True)
    return home


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
