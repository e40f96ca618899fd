"""Asks the daemon the same again and again, while somebody can see what it answers, and never else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from footfall_bridge.client import Client
from footfall_bridge.protocol import Refusal
from footfall_gui.models.asking import Asker
from footfall_gui.models.connection import Connection, State

Answer = TypeVar("Answer")


class Lookout(QObject):
    """One question at a time; the next comes `every_ms` after the answer, or when the daemon is found again."""

    def __init__(
        self,
        asker: Asker,
        connection: Connection,
        ask: Callable[[Client], Answer],
        learn: Callable[[Answer], None],
        lose: Callable[[Refusal], None],
        *,
        every_ms: int,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._asker = asker
        self._connection = connection
        self._ask: Callable[[Client], Any] = ask
        self._learn: Callable[[Any], None] = learn
        self._lose = lose
        self._watched = self._asking = False
        self._timer = QTimer(self, interval=every_ms, singleShot=True)
        self._timer.timeout.connect(self.look)
        connection.changed.connect(self._follow)

    def watch(self, wanted: bool) -> None:
        self._watched = wanted
        if wanted:
            self._follow()
        else:
            self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Now, and not only when it is time."""
        if not self._asking and self._connection.state is State.connected:
            self._asking = True
            self._asker.ask(self._ask, self._hear, self._miss)

    @Slot()
    def _follow(self) -> None:
        if not self._watched:
            return
        self.look()
        if self._connection.state is not State.connected and self._connection.trouble is not None:
            self._lose(self._connection.trouble)

    def _hear(self, answer: Any) -> None:
        self._asking = False
        self._learn(answer)
        self._look_later()

    def _miss(self, refusal: Refusal) -> None:
        self._asking = False
        self._lose(refusal)
        self._look_later()

    def _look_later(self) -> None:
        if self._watched:
            self._timer.start()
