"""What setup would do is told first, done when wanted, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.places import Places
from footfall_bridge.setup import Action, Change, Setup, TargetState
from footfall_bridge.setup.machine import Machine
from footfall_gui.models.editors import AUTOSTART, EditorsModel, is_on, touches
from footfall_gui.models.errands import Errands


@pytest.fixture
def model(tmp_path: Path, qapp: object) -> Iterator[EditorsModel]:
    """Of a machine on which nothing is yet."""
    home = tmp_path / "user"
    home.mkdir()
    machine = Machine(system="linux", home=home, environment={}, footfall=("footfall",), tray=("footfall-tray",))
    errands = Errands()
    yield EditorsModel(lambda: Setup(Places.below(tmp_path / "home"), machine=machine), errands)
    errands.close()


def test_all_targets_are_told(model: EditorsModel, qtbot: QtBot) -> None:
    model.look()
    qtbot.waitUntil(lambda: bool(model.targets), timeout=20_000)
    resolve, autostart = model.target("resolve"), model.target(AUTOSTART)
    assert resolve is not None
    assert resolve.state is TargetState.absent
    assert autostart is not None
    assert autostart.state is TargetState.not_installed


def test_what_would_be_written_is_listed_and_nothing_is(model: EditorsModel, tmp_path: Path, qtbot: QtBot) -> None:
    planned: list[list[Change]] = []
    model.plan(AUTOSTART, remove=False, then=planned.append)
    qtbot.waitUntil(lambda: bool(planned), timeout=20_000)
    [change] = planned[0]
    assert change.action is Action.write
    assert not Path(change.where).exists()
    assert list((tmp_path / "user").rglob("*")) == []


def test_the_start_at_login_is_switched_on_and_off(model: EditorsModel, tmp_path: Path, qtbot: QtBot) -> None:
    model.look()
    qtbot.waitUntil(lambda: bool(model.targets) and not model.busy, timeout=20_000)

    model.start_at_login(True)
    qtbot.waitUntil(lambda: is_on(model.target(AUTOSTART)), timeout=20_000)
    [entry] = (tmp_path / "user").rglob("*.desktop")
    assert "footfall-tray" in entry.read_text("utf-8")

    model.start_at_login(False)
    qtbot.waitUntil(lambda: not is_on(model.target(AUTOSTART)), timeout=20_000)
    assert not entry.exists()


def test_an_unknown_target_is_a_sentence(model: EditorsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.refused, timeout=20_000) as refused:
        model.plan("avid", remove=False, then=lambda _: None)
    assert refused.args is not None
    assert refused.args[1].code == "unknown-target"


def test_what_stays_touches_nothing() -> None:
    changes = [Change(target="x", what="script", where="/x", action=action, why="") for action in Action]
    assert [change.action for change in touches(changes)] == [Action.write, Action.replace, Action.remove]
