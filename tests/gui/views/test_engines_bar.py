"""The bar that gets the engines: the whole app as a package has it, real pip, and a folder of tiny wheels."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.provision import provision
from footfall_gui.__main__ import TrayApp
from footfall_gui.models.connection import State
from footfall_gui.only_one import OnlyOne
from tests.bridge.provision.shelf import put_wheel

TRIAL = "import json, pebble; print(json.dumps({'device': 'cpu', 'torch': '1.0'}))"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pebble instead of PyTorch, which is not beside the app."""
    folder = tmp_path / "index"
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_CONSTRAINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(provision, "_wanted", lambda choice: ["pebble"])
    monkeypatch.setattr(provision, "_TRIAL", TRIAL)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    folder.mkdir()
    return folder


@pytest.fixture
def bare(tmp_path: Path, index: Path, qtbot: QtBot) -> Iterator[TrayApp]:
    """The app before its first daemon."""
    places = Places.below(tmp_path / "home")
    places.make()
    app = TrayApp(cast("QApplication", QApplication.instance()), places, OnlyOne(places))
    app.open([], hidden=False)
    qtbot.waitUntil(lambda: app.provisioning.plan is not None, timeout=60_000)
    yield app
    app.close()
    if app.connection.state is State.connected:
        with Client(places, start=False) as client:
            client.stop()


def press(bare: TrayApp) -> None:
    QTest.mouseClick(bare.queue.engines_bar.install, Qt.MouseButton.LeftButton)


def test_it_says_what_is_lacking_what_would_be_fetched_and_where(bare: TrayApp) -> None:
    bar = bare.queue.engines_bar
    words = bar.words.text()
    assert bar.isVisible()
    assert not bare.queue.connection_bar.isVisible()
    assert "The engines are not installed yet" in words
    assert "GiB are fetched" in words
    assert str(bare.provisioning.folder) in words


def test_its_button_gets_the_engines_and_the_daemon_starts(bare: TrayApp, index: Path, qtbot: QtBot) -> None:
    put_wheel(index, "pebble")
    press(bare)
    assert bare.queue.engines_bar.cancel.isVisible()
    qtbot.waitUntil(lambda: bare.connection.state is State.connected, timeout=120_000)
    qtbot.waitUntil(lambda: not bare.queue.engines_bar.isVisible())


def test_what_goes_wrong_is_said_in_it_and_another_try_may_succeed(
    bare: TrayApp, index: Path, qtbot: QtBot
) -> None:
    press(bare)
    qtbot.waitUntil(lambda: bare.provisioning.trouble is not None, timeout=60_000)
    bar = bare.queue.engines_bar
    assert bare.provisioning.trouble is not None
    assert bare.provisioning.trouble.message[1:30] in bar.words.text()
    assert bar.install.isVisible()
    put_wheel(index, "pebble")
    press(bare)
    qtbot.waitUntil(lambda: bare.connection.state is State.connected, timeout=120_000)


def test_it_is_cancelled_and_goes_on_when_pressed_again(bare: TrayApp, index: Path, qtbot: QtBot) -> None:
    put_wheel(index, "pebble")
    press(bare)
    QTest.mouseClick(bare.queue.engines_bar.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not bare.provisioning.running, timeout=60_000)
    assert "It was interrupted" in bare.queue.engines_bar.words.text()
    press(bare)
    qtbot.waitUntil(lambda: bare.connection.state is State.connected, timeout=120_000)
