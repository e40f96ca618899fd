"""`footfall uninstall`: what goes, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from footfall_bridge.cli.__main__ import main
from footfall_bridge.places import Places
from footfall_bridge.uninstalling import all_of_ours, take_away
from tests.bridge.cli.words import Capture, error_of, json_of


@pytest.fixture
def lived_in(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Folders as they are after some use, with audio that found no other place."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("PATH", str(tmp_path / "no programs"))
    places.make()
    for file in (
        places.data / "queue.sqlite",
        places.settings_file,
        places.engines / "environment.json",
        places.fallback / "ride_foley.wav",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return places


def test_engines_go_and_the_queue_stays(lived_in: Places, capsys: Capture) -> None:
    said = json_of(capsys, "uninstall", "--yes")
    assert said["removed"] == [str(lived_in.engines)]
    assert (lived_in.data / "queue.sqlite").exists()
    assert lived_in.settings_file.exists()


def test_a_purge_takes_all_but_audio(lived_in: Places, capsys: Capture) -> None:
    json_of(capsys, "uninstall", "--purge", "--yes")
    left = sorted(path.name for path in (lived_in.root or lived_in.data).rglob("*") if path.is_file())
    assert left == ["ride_foley.wav"]


def test_a_folder_that_audio_was_sent_to_is_no_more_ours_alone(lived_in: Places) -> None:
    sent = lived_in.data / "audio"
    lived_in.settings_file.write_text(f"[output]\nfallback = {str(sent)!r}\n")
    folders = all_of_ours(lived_in)
    assert lived_in.data not in folders
    assert lived_in.cache in folders


def test_nobody_is_asked_where_nobody_is(lived_in: Places, capsys: Capture) -> None:
    assert main(["uninstall", "--purge"]) == 2
    assert error_of(capsys) == "not-confirmed"
    assert lived_in.settings_file.exists()


def test_the_tray_app_must_be_quit_before(lived_in: Places, capsys: Capture) -> None:
    with FileLock(lived_in.runtime / "tray.lock"):
        assert main(["uninstall", "--purge", "--yes"]) == 2
    assert error_of(capsys) == "tray-runs"
    assert lived_in.settings_file.exists()


def test_the_folder_around_the_logs_goes_when_nothing_else_is_in_it(tmp_path: Path) -> None:
    logs = tmp_path / "state" / "footfall" / "log"
    logs.mkdir(parents=True)
    assert take_away([logs, tmp_path / "nothing"]) == [logs]
    assert list((tmp_path / "state").iterdir()) == []


def test_twice_is_as_once(lived_in: Places, capsys: Capture) -> None:
    json_of(capsys, "uninstall", "--yes")
    assert json_of(capsys, "uninstall", "--yes") == {"removed": [], "kept": []}
