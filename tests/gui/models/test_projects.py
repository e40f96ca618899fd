"""Defaults of projects, in the real daemon's settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.projects import ProjectsModel, keys_of
from footfall_gui.models.settings import SettingsModel


@pytest.fixture
def settings(asker: Asker, connection: Connection, qtbot: QtBot) -> SettingsModel:
    settings = SettingsModel(asker, connection)
    settings.watch(True)
    qtbot.waitUntil(lambda: bool(settings.settings), timeout=30_000)
    return settings


def test_a_folder_becomes_a_project_and_goes_again(settings: SettingsModel, tmp_path: Path, qtbot: QtBot) -> None:
    projects = ProjectsModel(settings, settings)
    name = projects.add(tmp_path / "Day 1.final")
    qtbot.waitUntil(lambda: projects.names == [name], timeout=20_000)
    assert name == "Day 1-final"
    assert settings.settings[f"project.{name}.folder"].value == str(tmp_path / "Day 1.final")

    settings.change(f"project.{name}.takes", 3)
    qtbot.waitUntil(lambda: settings.settings[f"project.{name}.takes"].value == 3, timeout=20_000)
    projects.remove(name)
    qtbot.waitUntil(lambda: projects.names == [], timeout=20_000)


def test_a_second_folder_of_the_same_name_gets_another(
    settings: SettingsModel, tmp_path: Path, qtbot: QtBot
) -> None:
    projects = ProjectsModel(settings, settings)
    projects.add(tmp_path / "a" / "reel")
    qtbot.waitUntil(lambda: projects.names == ["reel"], timeout=20_000)
    assert projects.add(tmp_path / "b" / "reel") == "reel-2"


def test_the_engine_of_a_project_is_chosen_among_those_that_there_are(
    settings: SettingsModel, tmp_path: Path, qtbot: QtBot
) -> None:
    ProjectsModel(settings, settings).add(tmp_path / "reel")
    qtbot.waitUntil(lambda: bool(keys_of("reel", settings.settings)), timeout=20_000)
    offered = settings.settings["project.reel.engine"]
    assert offered.kind == "choice"
    assert offered.choices == ["", "sketch", "hunyuan-xl", "hunyuan-xxl"]
    assert settings.settings["generate.engine"].choices == ["sketch", "hunyuan-xl", "hunyuan-xxl"]
