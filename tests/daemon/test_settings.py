"""Settings and their file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_daemon.settings import LiveSettings, Settings


@pytest.fixture
def live(tmp_path: Path) -> LiveSettings:
    return LiveSettings(tmp_path / "config" / "settings.toml")


def test_without_a_file_all_is_default(live: LiveSettings) -> None:
    assert live.now == Settings()


def test_a_change_is_on_disk_and_in_force(live: LiveSettings, tmp_path: Path) -> None:
    assert live.change("queue.keep_days", "30").value == 30
    assert live.now.queue_keep_days == 30
    assert LiveSettings(tmp_path / "config" / "settings.toml").now == live.now


def test_none_means_the_default_again(live: LiveSettings) -> None:
    live.change("queue.keep_days", 30)
    assert live.change("queue.keep_days", None).value == 90


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("queue.keep_days", "many", "setting"),
        ("queue.keep_days", 0, "setting"),
        ("queue.keep_days", 1.5, "setting"),
        ("generate.handles", float("nan"), "setting"),
        ("generate.handles", "11", "setting"),
        ("output.folder", "../elsewhere", "setting"),
        ("engine.device", "toaster", "setting"),
        ("log.level", "loud", "setting"),
        ("no.such", 1, "unknown-setting"),
        ("queue", 1, "unknown-setting"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    live: LiveSettings, key: str, value: str | float, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        live.change(key, value)
    assert refused.value.code == code
    assert live.now == Settings()


def test_the_users_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# mine\n[queue]\nkeep_days = 7 # a week\n")
    LiveSettings(path).change("queue.keep_jobs", 5)
    text = path.read_text()
    assert "# mine" in text
    assert "# a week" in text
    assert "keep_jobs = 5" in text


@pytest.mark.parametrize(
    "text", ["not toml [", "keep_days = 7\n", "[queue]\nkeep_dayz = 7\n", "[queue]\nkeep_days = -1\n"]
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(Refusal, match=r"settings\.toml") as refused:
        LiveSettings(path)
    assert refused.value.code == "settings-file"


def test_changes_by_hand_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    live = LiveSettings(path)
    assert not live.refresh()
    path.write_text("[queue]\nkeep_days = 7\n")
    os.utime(path, ns=(1, 1))
    assert live.refresh()
    assert live.now.queue_keep_days == 7


def test_every_setting_says_what_it_is(live: LiveSettings) -> None:
    assert all(setting.about and "." in setting.key for setting in live.listed().settings)


@pytest.mark.parametrize("name", ["..", ".", "Foley.", "Foley ", "a/b", "a\\b", ""])
def test_a_folder_name_stays_beside_the_media(live: LiveSettings, name: str) -> None:
    with pytest.raises(Refusal):
        live.change("output.folder", name)


def test_the_fallback_is_a_full_path(live: LiveSettings, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not a full path"):
        live.change("output.fallback", "somewhere")
    assert live.change("output.fallback", str(tmp_path)).value == str(tmp_path)
