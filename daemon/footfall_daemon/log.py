"""The daemon's log: JSON lines in a rotating file, for `footfall logs` and bug reports."""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from pathlib import Path

_BYTES = 4 * 2**20
_FILES = 5


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{record.msecs:03.0f}",
            "level": record.levelname.lower(),
            "name": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def open_log(path: Path, level: str) -> None:
    """Send the log to `path`, and to the terminal where there is one."""
    file = logging.handlers.RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    file.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.addHandler(file)
    root.setLevel(level.upper())
    if sys.stderr is not None and sys.stderr.isatty():
        terminal = logging.StreamHandler()
        terminal.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        root.addHandler(terminal)


def set_level(level: str) -> None:
    logging.getLogger().setLevel(level.upper())
