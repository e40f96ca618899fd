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


def test_every_kind_of_setting_says_how_to_offer_it(live: LiveSettings) -> None:
    known = {setting.key: setting for setting in live.listed().settings}
    offered = [
        (one.kind, one.choices, one.least, one.most, one.unit)
        for key in ("memory.headroom", "levels.feet", "output.naming", "tray.notifications", "output.fallback")
        for one in [known[key]]
    ]
    assert offered == [
        ("whole", [], 0, 1_000_000, "MiB"),
        ("number", [], -60, 12, "dB"),
        ("choice", ["default", "ucs"], None, None, ""),
        ("switch", [], None, None, ""),
        ("folder", [], None, None, ""),
    ]
    assert known["output.folder"].kind == "text"


def test_levels_are_those_that_are_not_zero(live: LiveSettings) -> None:
    live.change("levels.feet", "-6")
    live.change("levels.ambience", 3)
    live.change("levels.props", 0.0)
    assert live.now.levels == {"feet": -6.0, "ambience": 3.0}


def test_presets_are_named_by_the_user(live: LiveSettings, tmp_path: Path) -> None:
    assert live.change("presets.light rain", "light rain on a tin roof").value == "light rain on a tin roof"
    live.change("presets.雨", "rain")
    again = LiveSettings(tmp_path / "config" / "settings.toml")
    assert again.now.presets == {"light rain": "light rain on a tin roof", "雨": "rain"}
    assert [one.key for one in again.listed().settings][-2:] == ["presets.light rain", "presets.雨"]
    assert live.change("presets.雨", None).value == ""
    assert list(live.now.presets) == ["light rain"]


@pytest.mark.parametrize("name", ["a.b", " a", "a ", "a\nb", "x" * 61, "\x7f"])
def test_a_name_that_no_key_can_hold_is_refused(live: LiveSettings, name: str) -> None:
    with pytest.raises(Refusal, match="a name has 1 to 60 characters"):
        live.change(f"presets.{name}", "rain")
    assert live.now == Settings()


def test_a_hundred_presets_are_enough(live: LiveSettings) -> None:
    full = {str(number): "rain" for number in range(100)}
    assert len(Settings.of({"presets": full}).presets) == 100
    with pytest.raises(Refusal, match="100"):
        Settings.of({"presets": {**full, "one more": "rain"}})


def test_a_project_has_a_folder_first(live: LiveSettings, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="set the folder of the project first"):
        live.change("project.wedding.prompt", "rain")
    with pytest.raises(Refusal, match="not a full path"):
        live.change("project.wedding.folder", "films")
    live.change("project.wedding.folder", str(tmp_path))
    live.change("project.wedding.takes", "3")
    live.change("project.wedding.handles", "1.5")
    project = live.now.project["wedding"]
    assert (project.folder, project.takes, project.handles) == (str(tmp_path), 3, 1.5)
    assert LiveSettings(tmp_path / "config" / "settings.toml").now == live.now


def test_a_project_without_its_folder_is_gone(live: LiveSettings, tmp_path: Path) -> None:
    live.change("project.a.folder", str(tmp_path))
    live.change("project.a.prompt", "rain")
    live.change("project.a.folder", None)
    assert live.now == Settings()


def test_what_a_project_leaves_open_shows_what_holds_instead(live: LiveSettings, tmp_path: Path) -> None:
    live.change("generate.handles", 2.0)
    live.change("project.a.folder", str(tmp_path))
    listed = {one.key: one for one in live.listed().settings}
    assert (listed["project.a.handles"].value, listed["project.a.handles"].unit) == (2.0, "s")
    assert (listed["project.a.takes"].value, listed["project.a.takes"].kind) == (1, "whole")
    assert listed["project.a.folder"].kind == "folder"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("project.a.takes", 33),
        ("project.a.takes", "many"),
        ("project.a.handles", 11),
        ("project.a.layers", "drums"),
        ("project.a.prompt", "x" * 2001),
    ],
)
def test_a_project_cannot_say_what_an_order_cannot(
    live: LiveSettings, tmp_path: Path, key: str, value: str | int
) -> None:
    live.change("project.a.folder", str(tmp_path))
    with pytest.raises(Refusal) as refused:
        live.change(key, value)
    assert refused.value.code == "setting"


@pytest.mark.parametrize("key", ["presets.", "presets", "project.a", "project..folder", "project.a.colour"])
def test_keys_of_nothing_are_unknown(live: LiveSettings, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        live.change(key, "x")
    assert refused.value.code == "unknown-setting"


def test_comments_beside_presets_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[presets] # mine\nrain = "rain" # in May\n')
    LiveSettings(path).change("presets.wind", "wind")
    assert path.read_text() == '[presets] # mine\nrain = "rain" # in May\nwind = "wind"\n'


@pytest.mark.parametrize("name", ["..", ".", "Foley.", "Foley ", "a/b", "a\\b", ""])
def test_a_folder_name_stays_beside_the_media(live: LiveSettings, name: str) -> None:
    with pytest.raises(Refusal):
        live.change("output.folder", name)


def test_the_fallback_is_a_full_path(live: LiveSettings, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not a full path"):
        live.change("output.fallback", "somewhere")
    assert live.change("output.fallback", str(tmp_path)).value == str(tmp_path)
