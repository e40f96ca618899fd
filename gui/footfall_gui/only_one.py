"""One tray app for each user and home: a second start hands over its files and goes."""

from __future__ import annotations

import getpass
import hashlib
import logging
import time
from collections.abc import Sequence
from typing import Final

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from footfall_bridge.places import Places

_log = logging.getLogger("footfall.gui")
_PATIENCE: Final = 5.0
"""Seconds in which the first one, which may be starting or ending, takes a call."""
_ANSWER_MS: Final = 2_000
_LARGEST: Final = 2**20
_LOOK_EVERY: Final = 0.1


class _Call(BaseModel):
    paths: list[str] = []
    seen: bool = True

    @classmethod
    def of(cls, line: bytes) -> _Call:
        """What is no call wants only to be seen: nobody else can open the socket."""
        try:
            return cls.model_validate_json(line)
        except ValidationError:
            return cls()


class OnlyOne(QObject):
    """The first holds a lock as long as it lives, and listens on a local socket that only this user can open."""

    called = Signal(list, bool)
    """Paths that another start was given, and whether it wanted to be seen."""

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = _name_of(places)
        self._lock = FileLock(places.runtime / "tray.lock")
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def is_first(self) -> bool:
        """Whether this is the one; from then on calls are taken."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        QLocalServer.removeServer(self.name)  # left by one that crashed
        if not self._server.listen(self.name):
            _log.warning("other starts are not heard: %s", self._server.errorString())
        return True

    def call(self, paths: Sequence[str], *, seen: bool) -> bool:
        """Hand all to the first one. Whether it took them, within a few seconds."""
        message = _Call(paths=list(paths), seen=seen).model_dump_json().encode() + b"\n"
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if self._handed_over(message):
                return True
            time.sleep(_LOOK_EVERY)
        return False

    def close(self) -> None:
        self._server.close()
        self._lock.release()

    def _handed_over(self, message: bytes) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self.name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(message)
        socket.flush()
        return socket.waitForReadyRead(_ANSWER_MS)

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _LARGEST:
            socket.abort()
        elif socket.canReadLine():
            call = _Call.of(bytes(socket.readLine(_LARGEST).data()))
            socket.write(b"taken\n")
            socket.flush()
            self.called.emit(call.paths, call.seen)


def _name_of(places: Places) -> str:
    """Short: the path of a socket may have about a hundred letters."""
    owner = f"{getpass.getuser()}\n{places.runtime}"
    return f"footfall-tray-{hashlib.sha256(owner.encode()).hexdigest()[:16]}"
