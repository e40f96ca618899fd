"""The end of the daemon's log, read anew while somebody looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from footfall_bridge.logs import Record, record_of, tail

_LOOK_EVERY_MS: Final = 1000
_SIZE: Final = 256 * 1024
"""Bytes of the log that are shown."""
LEVELS: Final = ("debug", "info", "warning", "error", "critical")


class Logbook(QObject):
    changed = Signal()
    """`records` or `trouble`."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self.records: list[Record] = []
        """By time. What is no record comes as one, with an empty time."""
        self.trouble = ""
        """Why there are none, as the system tells it; empty where that is only because nothing was logged."""
        self._stamp: tuple[int, int] | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, wanted: bool) -> None:
        if wanted:
            self.look()
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def look(self) -> None:
        try:
            state = self.file.stat()
            stamp = state.st_mtime_ns, state.st_size
            if stamp == self._stamp:
                return
            self.records = [_record(line) for line in tail(self.file, _SIZE)]
            self._stamp, self.trouble = stamp, ""
        except FileNotFoundError:
            self._stamp, self.records, self.trouble = None, [], ""
        except OSError as error:
            self._stamp, self.records, self.trouble = None, [], error.strerror or str(error)
        self.changed.emit()


def chosen(records: Sequence[Record], level: str, words: str) -> list[Record]:
    """Those of at least this level that hold all of the words, in any case."""
    wanted = words.casefold().split()
    least = LEVELS.index(level)
    return [
        record
        for record in records
        if _rank(record) >= least and all(word in _searched(record) for word in wanted)
    ]


def text_of(record: Record) -> str:
    head = f"{record.time} {record.level:7} {record.name}: {record.message}" if record.time else record.message
    return "\n".join([head, *(f"    {line}" for line in record.traceback.splitlines())])


def _record(line: str) -> Record:
    return record_of(line) or Record(time="", level="info", name="", message=line)


def _rank(record: Record) -> int:
    return LEVELS.index(record.level) if record.level in LEVELS else 1


def _searched(record: Record) -> str:
    return f"{record.name} {record.message} {record.traceback}".casefold()
