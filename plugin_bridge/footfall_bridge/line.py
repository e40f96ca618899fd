"""One encrypted connection to the daemon's request socket, and what its socket monitor says of it.

A line neither starts a daemon nor tries anything twice: that is the client's business.
"""

from __future__ import annotations

import socket
import time
import uuid
from typing import Final, TypeVar

import zmq
from pydantic import ValidationError
from zmq.constants import Event
from zmq.utils.monitor import recv_monitor_message

from footfall_bridge import skew
from footfall_bridge.places import Connection
from footfall_bridge.protocol import (
    LARGEST_FRAME,
    PROTOCOL,
    DaemonInfo,
    Hello,
    Info,
    Refusal,
    Request,
    sentence_of,
)
from footfall_bridge.wire import Answer, Call, unpack

HEARTBEAT_MS: Final = 2_000
HEARTBEAT_TIMEOUT_MS: Final = 10_000

_UP = Event.HANDSHAKE_SUCCEEDED
_STRANGER = Event.HANDSHAKE_FAILED_AUTH | Event.HANDSHAKE_FAILED_PROTOCOL | Event.HANDSHAKE_FAILED_NO_DETAIL
_DOWN = Event.DISCONNECTED | Event.CLOSED | Event.CONNECT_RETRIED

_Reply = TypeVar("_Reply", bound=Info)


class LineLost(Refusal):
    """The daemon is not, or no longer, at the other end."""

    def __init__(self, code: str, message: str, *, sent: bool = False) -> None:
        super().__init__(code, message)
        self.sent = sent
        """The request had left: whether it was carried out is not known."""


class NoAnswer(Refusal):
    """The connection stands, but no reply came in time."""


def secure(socket: zmq.Socket[bytes], connection: Connection) -> None:
    """Set the keys, heartbeats and limits that both of the daemon's sockets want."""
    socket.linger = 0
    socket.set(zmq.CURVE_SERVERKEY, connection.server_key.encode())
    socket.set(zmq.CURVE_PUBLICKEY, connection.client_key.encode())
    socket.set(zmq.CURVE_SECRETKEY, connection.client_secret.encode())
    socket.set(zmq.HEARTBEAT_IVL, HEARTBEAT_MS)
    socket.set(zmq.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS)
    socket.set(zmq.HEARTBEAT_TTL, HEARTBEAT_TIMEOUT_MS)
    socket.set(zmq.MAXMSGSIZE, LARGEST_FRAME)


class Line:
    """Requests and replies, one at a time."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection) -> None:
        self.connection = connection
        self.daemon = DaemonInfo(
            pid=connection.pid,
            version=connection.version,
            protocol=connection.protocol,
            instance=connection.instance,
        )
        """As the connection file says; once open, as it says itself."""
        self._up = False
        self._socket = context.socket(zmq.DEALER)
        self._monitor = self._socket.get_monitor_socket(_UP | _STRANGER | _DOWN)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._monitor, zmq.POLLIN)
        try:
            secure(self._socket, connection)
            # Nothing is queued for a daemon that is not there: what was sent has left.
            self._socket.immediate = True
            # A line that is down stays down. Trying again would fill the monitor of one that nobody uses, and a
            # full one keeps libzmq's own thread waiting, and with it whoever closes the line.
            self._socket.set(zmq.RECONNECT_IVL, -1)
            self._socket.connect(connection.requests)
        except zmq.ZMQError as error:
            self.close()
            raise LineLost("daemon-gone", f"the connection file cannot be used: {error}") from None

    def close(self) -> None:
        self._socket.disable_monitor()
        self._monitor.close(0)
        self._socket.close(0)

    def open(self, timeout: float) -> None:
        """Wait for the handshake and say hello. Raises `LineLost`, `NoAnswer`, or a `Refusal`:
        "not-allowed" where the keys do not fit, "protocol" where the versions do not."""
        deadline = time.monotonic() + timeout
        while not self._up:
            if not self._monitor.poll(_milliseconds(deadline)):
                raise LineLost("daemon-gone", "the daemon does not take connections: `footfall doctor` looks why")
            self._hear()
        daemon = self.ask(Hello(client="footfall_bridge"), DaemonInfo, timeout)
        if daemon.protocol != PROTOCOL:
            raise skew.other_protocol(daemon.version, daemon.protocol, skew.own_version(), PROTOCOL)
        self.daemon = daemon

    def check(self) -> None:
        """Raises `LineLost` where the connection has ended since the last look."""
        while self._monitor.poll(0):
            self._hear()

    def wait_for(self, other: zmq.Socket[bytes], timeout: float, bell: socket.socket) -> bool:
        """Whether `other` has something to read within `timeout` seconds, or until the bell rings.

        Raises `LineLost` as soon as it is.
        """
        poller = zmq.Poller()
        poller.register(other, zmq.POLLIN)
        poller.register(bell, zmq.POLLIN)
        poller.register(self._monitor, zmq.POLLIN)
        ready = dict(poller.poll(round(timeout * 1000)))
        if other not in ready and self._monitor in ready:
            self.check()
        return other in ready

    def ask(self, request: Request, reply: type[_Reply], timeout: float) -> _Reply:
        """The daemon's reply. Raises its refusal, `LineLost` or `NoAnswer`."""
        try:
            return self._ask(request, reply, timeout)
        except (LineLost, NoAnswer):
            raise
        except Refusal as refusal:
            raise skew.explained(refusal, self.daemon.version, skew.own_version()) from None

    def _ask(self, request: Request, reply: type[_Reply], timeout: float) -> _Reply:
        call_id = uuid.uuid4().hex
        answer = self.exchange(call_id, Call.bytes_of(call_id, request), timeout)
        if answer.error is not None:
            raise Refusal(answer.error.code, answer.error.message)
        try:
            return reply.model_validate(answer.body)
        except ValidationError as error:
            raise Refusal("bad-message", f"the daemon's reply cannot be read: {sentence_of(error)}") from None

    def exchange(self, call_id: str, data: bytes, timeout: float) -> Answer:
        """Send one frame and wait for the answer to it."""
        self.check()
        try:
            self._socket.send(data, zmq.NOBLOCK)
        except zmq.Again:
            raise LineLost("daemon-gone", "the daemon has gone") from None
        deadline = time.monotonic() + timeout
        while ready := dict(self._poller.poll(_milliseconds(deadline))):
            if self._socket not in ready:
                self._hear(sent=True)
                continue
            answer = unpack(Answer, self._socket.recv())
            # An answer to a call that could not be read bears no id; one to a call given up earlier bears another.
            if answer.id in (call_id, ""):
                return answer
        raise NoAnswer("no-answer", f"the daemon did not answer within {timeout:g} seconds: see `footfall logs`")

    def _hear(self, *, sent: bool = False) -> None:
        event = recv_monitor_message(self._monitor)["event"]
        if event & _UP:
            self._up = True
        elif event & _STRANGER and not self._up:
            raise Refusal(
                "not-allowed",
                "the daemon does not accept the keys in the connection file: "
                f"end process {self.connection.pid} and try again",
            )
        elif self._up:
            raise LineLost(
                "disconnected",
                "the daemon ended the connection: it was stopped, or does not take such a message",
                sent=sent,
            )
        else:
            raise LineLost("daemon-gone", "no daemon listens where the connection file says")


def _milliseconds(deadline: float) -> int:
    return max(0, round((deadline - time.monotonic()) * 1000))
