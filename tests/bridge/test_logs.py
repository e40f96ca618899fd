"""The log as files: its end, and what is a record."""

from __future__ import annotations

import json
from pathlib import Path

from footfall_bridge.logs import log_files, record_of, tail


def test_a_tail_begins_with_a_whole_line(tmp_path: Path) -> None:
    file = tmp_path / "daemon.log"
    file.write_text("first line\nsecond line\nthird line\n")
    assert tail(file, 1000) == ["first line", "second line", "third line"]
    assert tail(file, 15) == ["third line"]


def test_the_oldest_part_comes_first(tmp_path: Path) -> None:
    for name in ("daemon.log", "daemon.log.1", "daemon.log.10", "daemon.log.2", "daemon.log.bak"):
        (tmp_path / name).touch()
    names = [file.name for file in log_files(tmp_path / "daemon.log")]
    assert names == ["daemon.log.10", "daemon.log.2", "daemon.log.1", "daemon.log"]


def test_what_is_no_record_is_none() -> None:
    record = record_of(json.dumps({"time": "1", "level": "info", "name": "x", "message": "y", "new": 1}))
    assert record is not None
    assert (record.message, record.traceback) == ("y", "")
    assert record_of("torn li") is None
    assert record_of("[1]") is None
