"""`footfall setup`: what it prints, whom it asks, how it ends; in a home of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from footfall_bridge.cli import follow
from footfall_bridge.cli.__main__ import main
from footfall_bridge.places import Places
from tests.bridge.cli.words import Capture, error_of, json_of, text_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the home of a Linux user")


@pytest.fixture
def home(tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a Resolve that has run once, and nothing else."""
    home = tmp_path / "user"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", str(tmp_path / "no programs"))
    (home / ".local/share/DaVinciResolve/Fusion/Scripts").mkdir(parents=True)
    return home


@pytest.fixture
def script(home: Path) -> Path:
    return home / ".local/share/DaVinciResolve/Fusion/Scripts/Utility/Generate Foley.py"


def answers(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """Somebody at the terminal, and what they were asked."""
    asked: list[str] = []
    left = list(words)

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return left.pop(0) == "y"

    monkeypatch.setattr(follow, "at_terminal", lambda: True)
    monkeypatch.setattr("typer.confirm", confirm)
    return asked


def test_alone_it_shows_what_there_is(home: Path, script: Path, capsys: Capture) -> None:
    said = text_of(capsys, "setup")
    assert "not installed" in said
    assert "footfall setup --all" in said
    assert not script.exists()


def test_as_json_it_has_targets_and_changes(home: Path, capsys: Capture) -> None:
    said = json_of(capsys, "setup", "resolve", "--yes")
    assert said["carried_out"] is True
    assert next(target for target in said["targets"] if target["name"] == "resolve") == {
        "name": "resolve",
        "title": "DaVinci Resolve",
        "state": "installed",
        "detail": f"Workspace > Scripts, from {home}/.local/share/DaVinciResolve/Fusion/Scripts.",
        "version": "0.1.0",
    }
    change = next(change for change in said["changes"] if change["where"].endswith("/Generate Foley.py"))
    assert {key: change[key] for key in ("target", "what", "action", "why", "error")} == {
        "target": "resolve",
        "what": "script",
        "action": "write",
        "why": "it is missing",
        "error": None,
    }


def test_a_dry_run_lists_and_changes_nothing(home: Path, script: Path, capsys: Capture) -> None:
    assert "write" in text_of(capsys, "setup", "resolve", "--dry-run")
    said = json_of(capsys, "setup", "resolve", "--dry-run")
    assert said["carried_out"] is False
    assert {change["action"] for change in said["changes"]} == {"write"}
    assert not script.exists()


def test_where_nobody_can_be_asked_it_wants_to_be_told(home: Path, script: Path, capsys: Capture) -> None:
    assert main(["setup", "resolve"]) == 2
    assert "[not-confirmed]" in capsys.readouterr().err
    assert main(["setup", "resolve", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not-confirmed"
    assert not script.exists()


def test_it_asks_and_does_as_it_is_told(
    home: Path, script: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    asked = answers(monkeypatch, "n", "y")
    assert main(["setup", "resolve"]) == 1
    assert not script.exists()
    assert main(["setup", "resolve"]) == 0
    assert script.exists()
    assert asked == ["Make these changes?"] * 2


def test_a_changed_file_is_kept_whatever_was_confirmed(home: Path, script: Path, capsys: Capture) -> None:
    text_of(capsys, "setup", "resolve", "--yes")
    script.write_text("mine")
    assert main(["setup", "resolve", "--yes"]) == 1
    assert f"{script} is left as it is: it was changed after setup wrote it" in capsys.readouterr().err
    assert script.read_text() == "mine"
    assert main(["setup", "resolve", "--yes", "--force"]) == 0
    assert script.read_text() != "mine"


def test_a_changed_file_is_asked_about_where_somebody_is_there(
    home: Path, script: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    text_of(capsys, "setup", "resolve", "--yes")
    script.write_text("mine")
    asked = answers(monkeypatch, "y", "y")
    assert main(["setup", "resolve"]) == 0
    assert asked == ["Replace also 1 file that you changed, or setup did not write?", "Make these changes?"]
    assert script.read_text() != "mine"


def test_remove_takes_it_all_away(home: Path, script: Path, capsys: Capture) -> None:
    text_of(capsys, "setup", "--all", "--yes")
    assert (home / ".local/share/icons").exists()
    said = text_of(capsys, "setup", "--all", "--remove", "--yes")
    assert "changes made" in said
    assert sorted(path.name for path in home.rglob("*") if path.is_file()) == []
    assert text_of(capsys, "setup", "--all", "--remove") == "There is nothing to do.\n"


def test_all_says_of_what_is_absent_that_it_is(home: Path, capsys: Capture) -> None:
    assert main(["setup", "--all", "--yes"]) == 0
    assert "Kdenlive was not found." in capsys.readouterr().err


@pytest.mark.parametrize(("name", "code"), [("kdenlive", "not-here"), ("avid", "unknown-target")])
def test_what_was_asked_for_by_name_must_be_there(home: Path, capsys: Capture, name: str, code: str) -> None:
    assert main(["setup", name]) == 2
    assert error_of(capsys) == code


def test_an_editor_that_has_not_run_yet_is_told_of(home: Path, script: Path, capsys: Capture) -> None:
    script.parents[1].rmdir()
    assert main(["setup", "resolve"]) == 2
    assert error_of(capsys) == "not-ready"


def test_doctor_has_a_line_for_each_editor(home: Path, script: Path, places: Places) -> None:
    from footfall_bridge.checks import editors

    before = {finding.name: finding for finding in editors(places)}
    assert list(before) == ["editor resolve", "editor premiere", "editor blender", "editor kdenlive"]
    assert not before["editor resolve"].ok
    assert not before["editor resolve"].required
    assert before["editor resolve"].fix == "footfall setup resolve"
    assert before["editor blender"].ok
    assert main(["setup", "resolve", "--yes"]) == 0
    after = next(finding for finding in editors(places) if finding.name == "editor resolve")
    assert after.ok
    assert after.detail.startswith("plugin 0.1.0.")
    script.unlink()
    stale = next(finding for finding in editors(places) if finding.name == "editor resolve")
    assert "out of date, or not whole" in stale.detail
