"""Settings are what the daemon has, whoever changed them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from footfall_bridge.client import Client
from footfall_bridge.protocol import Refusal
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection
from footfall_gui.models.settings import SettingsModel
from tests.end_to_end.house import House
from tests.gui.pretence import Pretence


@pytest.fixture
def model(pretence: Pretence, qtbot: QtBot) -> SettingsModel:
    model = SettingsModel(pretence.asker, pretence.connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.settings), timeout=10_000)
    return model


def test_a_change_is_in_the_daemons_file_at_once(
    asker: Asker, connection: Connection, client: Client, house: House, qtbot: QtBot
) -> None:
    model = SettingsModel(asker, connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.settings), timeout=30_000)

    model.change("memory.headroom", 2048)

    qtbot.waitUntil(lambda: model.settings["memory.headroom"].value == 2048, timeout=10_000)
    assert "headroom = 2048" in house.places.settings_file.read_text("utf-8")
    assert next(it.value for it in client.settings().settings if it.key == "memory.headroom") == 2048


def test_a_change_in_the_file_is_seen(asker: Asker, connection: Connection, house: House, qtbot: QtBot) -> None:
    model = SettingsModel(asker, connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.settings), timeout=30_000)
    file = house.places.settings_file
    file.write_text(file.read_text("utf-8") + '\n[output]\nfolder = "Sounds"\n', "utf-8")
    qtbot.waitUntil(lambda: model.settings["output.folder"].value == "Sounds", timeout=20_000)


def test_a_refused_value_is_told_and_the_old_one_stands(
    asker: Asker, connection: Connection, house: House, qtbot: QtBot
) -> None:
    model = SettingsModel(asker, connection)
    model.watch(True)
    qtbot.waitUntil(lambda: bool(model.settings), timeout=30_000)
    with qtbot.waitSignal(model.refused) as refused:
        model.change("output.folder", "a/b")
    assert refused.args is not None
    key, refusal = refused.args
    assert key == "output.folder"
    assert isinstance(refusal, Refusal)
    assert "output.folder" in refusal.message
    assert model.settings["output.folder"].value == "Foley"


def test_back_to_the_default(model: SettingsModel, qtbot: QtBot) -> None:
    model.change("memory.headroom", 4096)
    qtbot.waitUntil(lambda: model.settings["memory.headroom"].value == 4096)
    model.change("memory.headroom", None)
    qtbot.waitUntil(lambda: model.settings["memory.headroom"].value == 1024)


def test_answers_to_earlier_changes_do_not_undo_later_ones(model: SettingsModel, qtbot: QtBot) -> None:
    seen: list[object] = []
    model.changed.connect(lambda key: seen.append(model.settings[key].value))
    for value in (1, 2, 3):
        model.change("memory.headroom", value)
    qtbot.waitUntil(lambda: model.settings["memory.headroom"].value == 3)
    assert seen == [3]


def test_a_setting_that_comes_is_listed(model: SettingsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.listed):
        model.change("presets.rain", "light rain")
    assert model.under("presets.")["rain"].value == "light rain"


def test_a_renamed_preset_keeps_its_prompt(model: SettingsModel, qtbot: QtBot) -> None:
    model.change("presets.rain", "light rain")
    qtbot.waitUntil(lambda: "rain" in model.under("presets."))
    model.rename("presets.rain", "presets.drizzle")
    qtbot.waitUntil(lambda: list(model.under("presets.")) == ["drizzle"])
    assert model.under("presets.")["drizzle"].value == "light rain"


def test_nothing_is_asked_while_nobody_looks(model: SettingsModel, pretence: Pretence, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: pretence.daemon.requests["settings"] > 1, timeout=10_000)
    model.watch(False)
    qtbot.wait(200)  # for an answer on its way
    asked = pretence.daemon.requests["settings"]
    qtbot.wait(2500)
    assert pretence.daemon.requests["settings"] == asked


def test_a_daemon_that_is_gone_is_told(model: SettingsModel, pretence: Pretence, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.listed, timeout=20_000):
        pretence.daemon.stop()
    assert model.trouble is not None
    assert model.settings
