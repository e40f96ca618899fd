"""Carrying out, again, and back; with the scripts of Resolve as what is set up."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.setup import Action
from footfall_bridge.setup.changes import digest
from tests.bridge.setup.machines import Computer, made, put


@pytest.fixture
def scripts(linux: Computer) -> Path:
    return made(linux.home / ".local/share/DaVinciResolve/Fusion/Scripts")


@pytest.fixture
def script(linux: Computer, scripts: Path) -> Path:
    """One that setup has installed, with all others."""
    linux.install("resolve")
    return scripts / "Utility" / "Generate Foley.py"


def manifest_of(linux: Computer) -> Path:
    return linux.places.data / "setup.json"


def test_planning_changes_nothing(linux: Computer, scripts: Path) -> None:
    before = linux.everything()
    linux.setup().plan(["resolve", "files", "autostart", "desktop"])
    linux.setup().targets()
    assert linux.everything() == before
    assert not linux.places.data.exists()


def test_a_second_time_nothing_is_done(linux: Computer, script: Path) -> None:
    before = linux.everything()
    assert {change.action for change in linux.setup().plan(["resolve"])} == {Action.nothing}
    linux.install("resolve")
    assert linux.everything() == before
    assert linux.state("resolve") == "installed"


def test_removing_leaves_what_was_there_before(linux: Computer, scripts: Path) -> None:
    linux.program("nautilus")
    put(scripts / "Utility" / "Mine.py", b"mine")
    before = linux.everything()
    linux.install("resolve", "files", "autostart", "desktop")
    assert linux.everything() != before
    linux.remove("resolve", "files", "autostart", "desktop")
    assert linux.everything() == before
    assert not manifest_of(linux).exists()


def test_modules_that_an_editor_compiled_go_too(linux: Computer, script: Path, scripts: Path) -> None:
    support = scripts / "Utility" / ".footfall"
    put(support / "footfall_resolve" / "__pycache__" / "jobs.cpython-311.pyc")
    linux.remove("resolve")
    assert not support.exists()


def test_what_is_gone_is_written_again(linux: Computer, script: Path) -> None:
    script.unlink()
    assert linux.state("resolve") == "stale"
    linux.install("resolve")
    assert script.exists()


def test_what_the_user_changed_is_kept_and_told(linux: Computer, script: Path) -> None:
    script.write_text("mine")
    assert linux.state("resolve") == "changed"
    linux.install("resolve")
    assert script.read_text() == "mine"
    linux.remove("resolve")
    assert script.read_text() == "mine"


def test_force_takes_what_the_user_changed(linux: Computer, script: Path) -> None:
    script.write_text("mine")
    work = linux.setup()
    work.carry_out(work.plan(["resolve"], force=True))
    assert linux.state("resolve") == "installed"


def test_a_script_copied_by_hand_is_taken_over_when_it_is_the_same(linux: Computer, scripts: Path) -> None:
    script = put(scripts / "Utility" / "Generate Foley.py", linux.stock.resolve()["Utility/Generate Foley.py"])
    linux.install("resolve")
    linux.remove("resolve")
    assert not script.exists()


def test_an_older_versions_files_are_replaced_and_taken_away(linux: Computer, script: Path) -> None:
    old = put(script.with_name("Old entry.py"), b"old")
    script.write_bytes(b"old")
    paper = json.loads(manifest_of(linux).read_text())
    model = next(item for item in paper["items"] if item["where"] == str(script))
    paper["items"].remove(model)
    aged = {**model, "sha256": digest(b"old"), "version": "0.0.9"}
    paper["items"] += [{**aged, "where": str(path)} for path in (old, script)]
    manifest_of(linux).write_text(json.dumps(paper))
    assert linux.state("resolve") == "stale"
    linux.install("resolve")
    assert not old.exists()
    assert script.read_bytes() != b"old"
    assert linux.state("resolve") == "installed"


def test_what_changes_between_plan_and_deed_is_left_alone(linux: Computer, scripts: Path) -> None:
    work = linux.setup()
    changes = work.plan(["resolve"])
    script = put(scripts / "Utility" / "Generate Foley.py", b"mine")
    (failed,) = [outcome for outcome in work.carry_out(changes) if outcome.error]
    assert failed.error is not None
    assert (failed.change.where, failed.error.code) == (str(script), "changed-meanwhile")
    assert script.read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="needs a file where a folder shall be")
def test_what_cannot_be_written_does_not_keep_the_others_from_it(linux: Computer, scripts: Path) -> None:
    put(scripts / "Tool")  # a file
    work = linux.setup()
    failed = [outcome.error for outcome in work.carry_out(work.plan(["resolve"])) if outcome.error]
    assert [error.code for error in failed] == ["not-written"]
    assert (scripts / "Utility" / "Generate Foley.py").exists()


def test_a_manifest_that_cannot_be_read_is_not_forgotten_silently(linux: Computer, script: Path) -> None:
    manifest_of(linux).write_text("{")
    with pytest.raises(Refusal) as refused:
        linux.setup().plan(["resolve"])
    assert refused.value.code == "bad-manifest"


def test_an_unknown_name_is_refused_with_those_that_there_are(linux: Computer) -> None:
    with pytest.raises(Refusal, match="resolve, premiere, blender"):
        linux.setup().plan(["avid"])


def test_what_setup_wrote_bears_its_version(linux: Computer, script: Path) -> None:
    versions = {target.name: target.version for target in linux.setup().targets()}
    assert versions["resolve"] == "0.1.0"
    assert versions["blender"] is None


def test_a_folder_that_another_program_uses_meanwhile_stays(linux: Computer) -> None:
    linux.program("nautilus")
    linux.install("files")
    other = put(linux.home / ".local/share/nautilus-python/extensions/other.py")
    linux.remove("files")
    assert list(other.parent.iterdir()) == [other]
