"""What was said, for the sequencer's header, Blender's console, and a log file."""

import logging
import os
from logging.handlers import RotatingFileHandler

from .places import Places

_KEPT = 256 * 1024  # bytes of a log file


class Journal:
    """Says one sentence after the other."""

    def __init__(self, places: Places) -> None:
        self.last = ""
        self._log = _log_file(places)

    def say(self, sentence: str) -> None:
        self.last = sentence
        record = logging.LogRecord("blender", logging.INFO, "", 0, "%s", (sentence,), None)
        if self._log is not None:
            self._log.emit(record)
        logging.StreamHandler().emit(record)

    def close(self) -> None:
        if self._log is not None:
            self._log.close()


def _log_file(places: Places) -> "RotatingFileHandler | None":
    """None where no log can be written: the header has the words all the same."""
    try:
        os.makedirs(places.logs, mode=0o700, exist_ok=True)
        path = os.path.join(places.logs, "blender.log")
        handler = RotatingFileHandler(path, maxBytes=_KEPT, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    return handler
