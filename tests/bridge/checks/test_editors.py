"""What the doctor says of an editor, its plugin and its last handshake."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from footfall_bridge.checks.editors import editor
from footfall_bridge.setup import Target, TargetState
from footfall_bridge.skew import own_version
from footfall_bridge.visitors import Visit

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def target(state: TargetState) -> Target:
    return Target("blender", "Blender", state, "Blender 4.2.", own_version())


def visit(version: str) -> Visit:
    return Visit(host="Blender 4.2.0", at=NOON, version=version)


def test_the_last_handshake_is_told_with_the_plugins_version() -> None:
    found = editor(target(TargetState.installed), visit(own_version()))
    assert found.ok
    assert found.detail.endswith(f"spoke to Footfall last at 2026-01-02 12:00 UTC, with plugin {own_version()}.")


def test_a_plugin_that_told_no_version_is_no_fault() -> None:
    found = editor(target(TargetState.installed), visit(""))
    assert found.ok
    assert found.detail.endswith("12:00 UTC.")


@pytest.mark.parametrize(("version", "word"), [("0.0.9", "older"), ("99.0.0", "newer")])
def test_a_plugin_of_another_version_is_a_fault_that_setup_mends(version: str, word: str) -> None:
    found = editor(target(TargetState.stale), visit(version))
    assert (found.ok, found.fix) == (False, "footfall setup blender")
    assert found.detail.endswith(f"That plugin {version} is {word} than Footfall ({own_version()}).")


def test_an_editor_that_has_yet_to_load_its_new_plugin_is_to_be_started_anew() -> None:
    found = editor(target(TargetState.installed), visit("0.0.9"))
    assert (found.ok, found.fix) == (False, "start Blender anew, and use Footfall in it")
