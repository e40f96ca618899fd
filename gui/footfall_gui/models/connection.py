"""The connection to the daemon: whether it stands, and all that the daemon tells, brought into Qt's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from footfall_bridge.client import Client
from footfall_bridge.feed import Event
from footfall_bridge.locate import daemon_lives, end_daemon
from footfall_bridge.places import Places
from footfall_bridge.protocol import DaemonInfo, Refusal
from footfall_bridge.watch import Watch

_log = logging.getLogger("footfall.gui")
_GATHER_MS: Final = 50
"""News of so long are told together: a window that redraws twenty times a second is smooth enough."""
_LOOK_EVERY: Final = 1.0
_PATIENCE: Final = 3.0


class State(StrEnum):
    connecting = "connecting"
    connected = "connected"
    waiting = "waiting"
    """It was there, and is not heard: it hangs, or crashed and is started again; see `trouble`."""
    stopped = "stopped"
    """It was stopped, or never started: it is not started behind the user's back."""
    failed = "failed"
    """It cannot be reached or started, or speaks another protocol; see `trouble`."""


class Connection(QObject):
    """Follows one daemon through restarts and crashes. A daemon that was stopped is found again when it runs."""

    changed = Signal()
    """`state`, `daemon` or `trouble`."""
    news = Signal(list)
    """Of `footfall_bridge.feed.Event`, in their order."""
    _reported = Signal(object)
    _woken = Signal()

    def __init__(self, open_client: Callable[[], Client], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.connecting
        self.daemon: DaemonInfo | None = None
        self.trouble: Refusal | None = None
        self._open_client = open_client
        self._until = threading.Event()
        self._watch: Watch | None = None
        self._start_wanted = threading.Event()
        self._start_wanted.set()
        self._lock = threading.Lock()
        self._gathered: list[Event] = []
        self._gathering = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._gathering.timeout.connect(self._tell)
        self._woken.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="footfall-watch", daemon=True)

    def open(self) -> None:
        """Connect, and start the daemon where none runs."""
        self._thread.start()

    def start_daemon(self) -> None:
        """Whatever became of the last one."""
        self._start_wanted.set()

    def restart_daemon(self) -> None:
        """Also one that hangs or speaks another protocol: it is ended by the system where it does not listen."""
        threading.Thread(target=self._restart, name="footfall-restart", daemon=True).start()

    def close(self) -> None:
        self._until.set()
        self._start_wanted.set()
        if self._watch is not None:
            self._watch.end()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    # in the thread of its own

    def _work(self) -> None:
        while not self._until.is_set():
            try:
                with closing(self._open_client()) as client:
                    self._follow(client)
            except Refusal as refusal:
                self._lost(refusal)
            except Exception:  # noqa: BLE001 - the boundary of a thread: whatever it was, it is told and logged
                _log.exception("watching the daemon failed")
                self._lost(Refusal("internal", "Footfall's window made a mistake: its log has the details"))

    def _follow(self, client: Client) -> None:
        client.start = self._start_wanted.is_set()
        self._start_wanted.clear()
        self._reported.emit((State.connected, client.connect(), None))
        client.start = True  # one that crashes is started again; one that was stopped is not
        self._watch = Watch(client, until=self._until, on_line=lambda refusal: self._heard_of(client, refusal))
        with closing(self._watch.events()) as events:
            for event in events:
                self._hear(event)

    def _heard_of(self, client: Client, refusal: Refusal | None) -> None:
        if refusal is None:
            self._reported.emit((State.connected, client.connect(), None))
        else:
            self._reported.emit((State.waiting, None, refusal))

    def _restart(self) -> None:
        if end_daemon(self._places()):
            self._start_wanted.set()

    def _hear(self, event: Event) -> None:
        with self._lock:
            first = not self._gathered
            self._gathered.append(event)
        if first:
            self._woken.emit()

    def _lost(self, refusal: Refusal) -> None:
        """Tell of it, and wait until there is a daemon to connect to or the user wants one started."""
        stopped = refusal.code in ("no-daemon", "daemon-stopped")
        self._reported.emit((State.stopped if stopped else State.failed, None, refusal))
        places = self._places()
        while not self._until.is_set() and not self._start_wanted.wait(_LOOK_EVERY):
            if daemon_lives(places) and places.connection_file.exists():
                break

    def _places(self) -> Places:
        with closing(self._open_client()) as client:
            return client.places

    # in Qt's thread

    @Slot()
    def _gather(self) -> None:
        self._gathering.start()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            news, self._gathered = self._gathered, []
        if news and not self._until.is_set():
            self.news.emit(news)

    @Slot(object)
    def _report(self, report: tuple[State, DaemonInfo | None, Refusal | None]) -> None:
        before = self._told
        self.state, self.daemon, self.trouble = report
        if self._told != before:
            self.changed.emit()

    @property
    def _told(self) -> tuple[State, str, str]:
        """What makes a difference to whoever looks."""
        instance = self.daemon.instance if self.daemon else ""
        return self.state, instance, self.trouble.message if self.trouble else ""
