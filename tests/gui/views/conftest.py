"""The whole app in this process, in front, over a fake daemon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.places import Places
from footfall_gui.__main__ import TrayApp
from tests.bridge.fake_daemon import FakeDaemon
from tests.gui.views.stage import the_app


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[FakeDaemon]:
    daemon = FakeDaemon(Places.below(tmp_path / "home")).start()
    yield daemon
    daemon.stop()


@pytest.fixture
def app(daemon: FakeDaemon, qtbot: QtBot) -> Iterator[TrayApp]:
    with the_app(daemon.places, qtbot) as app:
        yield app
