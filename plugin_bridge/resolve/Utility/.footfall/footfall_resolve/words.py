"""What is said to people: refusals, and the words of one command, for the console and a log file."""

import logging
import os
from logging.handlers import RotatingFileHandler
from typing import Any, List

from footfall_resolve.places import Places

_KEPT = 256 * 1024  # bytes of a log file


class Refusal(Exception):
    """Something that cannot be done: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Words:
    """Says things on the console and in the log, and keeps them for a window at the end."""

    def __init__(self, places: Places) -> None:
        self.said: List[str] = []
        self._log = _log_file(places)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)
        self.note(sentence)
        _print("Footfall: " + sentence)

    def note(self, sentence: str) -> None:
        """For the log alone."""
        if self._log is not None:
            self._log.emit(logging.LogRecord("resolve", logging.INFO, "", 0, sentence, None, None))

    def close(self) -> None:
        if self._log is not None:
            self._log.close()


def clips(count: int) -> str:
    return "1 clip" if count == 1 else "%d clips" % count


def quoted(name: Any) -> str:
    return "“%s”" % name


def _print(sentence: str) -> None:
    try:
        print(sentence)
    except UnicodeEncodeError:  # a console that knows ASCII alone
        print(sentence.encode("ascii", "replace").decode("ascii"))


def _log_file(places: Places) -> Any:
    """None where no log can be written: the console has the words all the same."""
    try:
        os.makedirs(places.logs, mode=0o700, exist_ok=True)
        handler = RotatingFileHandler(
            os.path.join(places.logs, "resolve.log"), maxBytes=_KEPT, backupCount=1, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    return handler
