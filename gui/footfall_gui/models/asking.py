"""Questions to the daemon, asked in a thread with a blocking client of its own and answered in Qt's."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from footfall_bridge.client import Client
from footfall_bridge.protocol import Refusal

Answer = TypeVar("Answer")
Refused = Callable[[Refusal], None]

_log = logging.getLogger("footfall.gui")
_PATIENCE: Final = 3.0
"""Seconds that closing waits for a question under way; the thread is a daemon thread, so nothing hangs on it."""


@dataclass(frozen=True, slots=True)
class _Question:
    ask: Callable[[Client], Any]
    then: Callable[[Any], None]
    refused: Refused


class Asker(QObject):
    """Asks one question after another, and never keeps Qt's thread waiting.

    Whoever asks for much, such as thumbnails, has an asker of its own: questions wait for those before them.
    """

    refused = Signal(Refusal)
    """What nobody who asked wanted to hear: for whoever shows sentences to the user."""
    _settled = Signal(object)

    def __init__(self, open_client: Callable[[], Client], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_client = open_client
        self._questions: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._closed = False
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="footfall-asker", daemon=True)
        self._thread.start()

    def ask(
        self,
        ask: Callable[[Client], Answer],
        then: Callable[[Answer], None] = lambda _: None,
        refused: Refused | None = None,
    ) -> None:
        """`ask` is called in the asker's thread; `then` or `refused` in Qt's, unless this is closed by then."""
        self._questions.put(_Question(ask, then, refused or self.refused.emit))

    def close(self) -> None:
        """What was not asked yet is not asked any more, and nothing is answered."""
        self._closed = True
        self._questions.put(None)
        self._thread.join(_PATIENCE)

    def _work(self) -> None:
        client = self._open_client()
        try:
            while (question := self._questions.get()) is not None and not self._closed:
                self._settled.emit(_answered(client, question))
        finally:
            client.close()

    @Slot(object)
    def _settle(self, settle: Callable[[], None]) -> None:
        if not self._closed:
            settle()


def _answered(client: Client, question: _Question) -> Callable[[], None]:
    """What is to be done in Qt's thread."""
    try:
        answer = question.ask(client)
    except Refusal as refusal:
        kept = refusal
        return lambda: question.refused(kept)
    except Exception:  # noqa: BLE001 - the boundary of a thread: whatever it was, it is told and logged
        _log.exception("a question to the daemon failed")
        broken = Refusal("internal", "Footfall's window made a mistake: its log has the details")
        return lambda: question.refused(broken)
    return lambda: question.then(answer)
