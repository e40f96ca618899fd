"""What setup would do is told first, done when wanted, and taken back."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from footfall_bridge.setup import Action, Change, TargetState
from footfall_gui.models.editors import AUTOSTART, EditorsModel, is_on, touches


def test_all_targets_are_told(editors: EditorsModel, qtbot: QtBot) -> None:
    editors.look()
    qtbot.waitUntil(lambda: bool(editors.targets), timeout=20_000)
    resolve, autostart = editors.target("resolve"), editors.target(AUTOSTART)
    assert resolve is not None
    assert resolve.state is TargetState.absent
    assert autostart is not None
    assert autostart.state is TargetState.not_installed


def test_what_would_be_written_is_listed_and_nothing_is(
    editors: EditorsModel, tmp_path: Path, qtbot: QtBot
) -> None:
    planned: list[list[Change]] = []
    editors.plan(AUTOSTART, remove=False, then=planned.append)
    qtbot.waitUntil(lambda: bool(planned), timeout=20_000)
    [change] = planned[0]
    assert change.action is Action.write
    assert not Path(change.where).exists()
    assert list((tmp_path / "user").rglob("*")) == []


def test_the_start_at_login_is_switched_on_and_off(editors: EditorsModel, tmp_path: Path, qtbot: QtBot) -> None:
    editors.look()
    qtbot.waitUntil(lambda: bool(editors.targets) and not editors.busy, timeout=20_000)

    editors.start_at_login(True)
    qtbot.waitUntil(lambda: is_on(editors.target(AUTOSTART)), timeout=20_000)
    [entry] = (tmp_path / "user").rglob("*.desktop")
    assert "footfall-tray" in entry.read_text("utf-8")

    editors.start_at_login(False)
    qtbot.waitUntil(lambda: not is_on(editors.target(AUTOSTART)), timeout=20_000)
    assert not entry.exists()


def test_an_unknown_target_is_a_sentence(editors: EditorsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editors.refused, timeout=20_000) as refused:
        editors.plan("avid", remove=False, then=lambda _: None)
    assert refused.args is not None
    assert refused.args[1].code == "unknown-target"


def test_what_stays_touches_nothing() -> None:
    changes = [Change(target="x", what="script", where="/x", action=action, why="") for action in Action]
    assert [change.action for change in touches(changes)] == [Action.write, Action.replace, Action.remove]
