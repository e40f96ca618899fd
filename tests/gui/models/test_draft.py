"""An order on its way: files are found beside Qt's thread, ranges are checked, wishes are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from footfall_bridge.protocol import Layer
from footfall_bridge.timeline import Time
from footfall_gui.models.draft import ClipRows, Draft, Wanted
from footfall_gui.models.errands import Errands
from footfall_gui.models.preferences import memory_of
from tests.gui.pretence import Pretence


@pytest.fixture
def memory(pretence: Pretence) -> QSettings:
    return memory_of(pretence.daemon.places, pretence.connection)


@pytest.fixture
def draft(pretence: Pretence, memory: QSettings) -> Iterator[Draft]:
    errands = Errands()
    yield Draft(pretence.asker, errands, memory)
    errands.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "day1"
    folder.mkdir()
    for name in ("b.mov", "a.mp4", "notes.txt"):
        (folder / name).touch()
    return folder


def test_a_folder_gives_its_films(draft: Draft, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(draft.found):
        draft.open([str(folder)])
    assert [row.file.name for row in draft.clips.rows] == ["a.mp4", "b.mov"]
    assert draft.trouble is None


def test_a_folder_without_films_says_so(draft: Draft, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(draft.found):
        draft.open([str(tmp_path / "empty")])
    assert draft.trouble is not None
    assert draft.trouble.code == "no-media"


def _typed(clips: ClipRows, row: int, column: int, text: str) -> None:
    clips.setData(clips.index(row, column), text)


def test_ranges_are_typed_over_and_exact(draft: Draft, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(draft.found):
        draft.open([str(folder)])
    _typed(draft.clips, 0, 1, "1.5")
    _typed(draft.clips, 0, 2, "01:00:07:00")
    orders = draft.orders(Wanted(prompt="steps", takes=2, layers=(Layer.feet,)))
    assert orders[0].clip.source_in == Time(value=15, rate=(10, 1))
    assert orders[0].clip.source_out == "01:00:07:00"
    assert (orders[1].clip.source_in, orders[1].takes, orders[1].layers) == (None, 2, (Layer.feet,))


def test_what_cannot_be_read_as_a_time_says_so(draft: Draft, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(draft.found):
        draft.open([str(folder)])
    _typed(draft.clips, 1, 1, "soon")
    assert draft.clips.trouble().startswith("b.mov: 'soon' is neither")


def test_the_last_wishes_are_remembered(draft: Draft, memory: QSettings, pretence: Pretence) -> None:
    wanted = Wanted("boots, rain", "sketch", 3, (Layer.feet, Layer.cloth))
    draft.orders(wanted)
    memory.sync()
    again = Draft(pretence.asker, Errands(), memory_of(pretence.daemon.places))
    assert again.remembered() == wanted


def test_engines_and_presets_are_offered(draft: Draft, folder: Path, pretence: Pretence, qtbot: QtBot) -> None:
    pretence.asker.ask(lambda client: client.change_setting("presets.steps", "boots on gravel"))
    with qtbot.waitSignal(draft.offered):
        draft.open([str(folder)])
    assert [engine.name for engine in draft.offer.engines] == ["sketch"]
    assert draft.offer.presets == {"steps": "boots on gravel"}


def test_more_comes_while_the_first_is_still_looked_for(
    draft: Draft, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    draft.open([str(folder)])
    draft.add([str(tmp_path / "missing.mp4")])
    qtbot.waitUntil(lambda: not draft.looking)
    assert [row.file.name for row in draft.clips.rows] == ["a.mp4", "b.mov"]
    assert draft.trouble is not None
    assert draft.trouble.code == "no-such-file"


def test_a_folder_that_is_found_too_late_is_none_of_the_next_order(
    draft: Draft, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "c.mp4").touch()
    draft.open([str(folder)])
    draft.open([str(tmp_path / "c.mp4")])
    qtbot.waitUntil(lambda: not draft.looking)
    draft.add([str(tmp_path / "c.mp4")])
    qtbot.waitUntil(lambda: not draft.looking)
    assert [row.file.name for row in draft.clips.rows] == ["c.mp4"]
