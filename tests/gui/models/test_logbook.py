"""The end of the log: its records, found by level and words, read again when they grow."""

from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from footfall_bridge.logs import Record
from footfall_gui.models.logbook import Logbook, chosen, text_of


def line(message: str, level: str = "info", **more: str) -> str:
    return json.dumps({"time": "2026-01-02T03:04:05.006", "level": level, "name": "x", "message": message, **more})


def test_what_is_added_is_read(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "daemon.log"
    log = Logbook(file)
    log.watch(True)
    assert log.records == []
    file.write_text(line("one") + "\n")
    qtbot.waitUntil(lambda: [record.message for record in log.records] == ["one"])
    with file.open("a") as stream:
        stream.write(line("two", "error") + "\n")
    qtbot.waitUntil(lambda: [record.message for record in log.records] == ["one", "two"])
    log.watch(False)


def test_only_the_end_of_a_large_log_is_read(tmp_path: Path) -> None:
    file = tmp_path / "daemon.log"
    file.write_text("".join(line(f"number {number}") + "\n" for number in range(20_000)))
    log = Logbook(file)
    log.look()
    assert 100 < len(log.records) < 5000
    assert log.records[-1].message == "number 19999"
    assert all(record.time for record in log.records)


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path) -> None:
    log = Logbook(tmp_path)
    log.look()
    assert log.trouble
    assert log.records == []


def test_records_are_found_by_level_and_words() -> None:
    records = [
        Record(time="1", level="info", name="media", message="Opened ride.mov"),
        Record(time="2", level="error", name="media", message="lost ride.mov"),
        Record(time="3", level="warning", name="engine", message="slow"),
    ]
    assert [it.time for it in chosen(records, "debug", "RIDE media")] == ["1", "2"]
    assert [it.time for it in chosen(records, "warning", "")] == ["2", "3"]
    assert [it.time for it in chosen(records, "error", "slow")] == []


def test_a_traceback_stands_below_its_record() -> None:
    record = Record(time="1", level="error", name="x", message="broke", traceback="a\nb")
    assert text_of(record) == "1 error   x: broke\n    a\n    b"
