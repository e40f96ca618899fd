"""Signals of the system, brought into Qt's loop: Ctrl-C and a session that ends close the app in order."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class Signals(QObject):
    end_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._before = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()

    @Slot()
    def _read(self) -> None:
        """Python calls its handlers as soon as it runs: now."""
        self._reading.recv(64)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.end_wanted.emit()
