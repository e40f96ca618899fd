"""What the settings file says of the tray app is known without a daemon, and as soon as it changes."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from footfall_bridge.places import Places
from footfall_gui.models.preferences import Appearance, Preferences, Wishes, memory_of


def test_without_a_file_the_system_decides(places: Places, qapp: object) -> None:
    assert Preferences(places).wishes == Wishes("auto", Appearance.auto, notifications=True)


def test_a_change_of_the_file_is_seen(places: Places, qtbot: QtBot) -> None:
    preferences = Preferences(places)
    with qtbot.waitSignal(preferences.changed):
        places.settings_file.write_text('[tray]\nappearance = "dark"\nnotifications = false\n', "utf-8")
    assert preferences.wishes == Wishes("auto", Appearance.dark, notifications=False)
    with qtbot.waitSignal(preferences.changed):
        (places.config / "other").write_text('[tray]\nlanguage = "zh_CN"\n', "utf-8")
        (places.config / "other").replace(places.settings_file)
    assert preferences.wishes == Wishes("zh_CN")


def test_what_is_wrong_there_is_as_if_it_were_not_set(places: Places, qapp: object) -> None:
    places.settings_file.write_text('[tray]\nappearance = "pink"\nlanguage = 3\n', "utf-8")
    assert Preferences(places).wishes == Wishes()
    places.settings_file.write_text("[tray\n", "utf-8")
    assert Preferences(places).wishes == Wishes()


def test_what_windows_remember_lies_below_the_places(places: Places, qapp: object) -> None:
    memory = memory_of(places)
    memory.setValue("window/x", 1)
    memory.sync()
    assert (places.config / "tray.ini").exists()
