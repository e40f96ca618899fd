"""The daemon's two sockets on loopback, open only to clients of the same user: requests in, events out."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Self

import zmq
import zmq.asyncio
from zmq.auth.asyncio import AsyncioAuthenticator

from footfall_bridge.places import Connection
from footfall_bridge.protocol import LARGEST_FRAME, PROTOCOL, WELCOME

_DOMAIN = "footfall"
_HEARTBEAT_MS = 2_000
_SILENCE_MS = 10_000


class _OneClientKey:
    """Admits whoever presents the key pair of the connection file, which only this user can read."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def callback(self, _domain: str, key: bytes) -> bool:
        return secrets.compare_digest(key, self._key)


class Sockets:
    """Bound on construction; `connection` tells clients all they need. CURVE keys live as long as the daemon."""

    def __init__(self, version: str) -> None:
        self._context = zmq.asyncio.Context()
        server_key, self._server_secret = zmq.curve_keypair()
        client_key, client_secret = zmq.curve_keypair()
        self._authenticator = AsyncioAuthenticator(self._context)
        self._authenticator.start()
        self._authenticator.configure_curve_callback(_DOMAIN, _OneClientKey(client_key))
        self.instance = secrets.token_hex(8)
        self.requests: zmq.asyncio.Socket = self._context.socket(zmq.ROUTER)
        self._events = zmq.Context(self._context).socket(zmq.XPUB)
        self._events.setsockopt(zmq.XPUB_WELCOME_MSG, WELCOME + b" " + self.instance.encode())
        self._events.setsockopt(zmq.SNDHWM, 20_000)
        self.connection = Connection(
            pid=os.getpid(),
            version=version,
            protocol=PROTOCOL,
            instance=self.instance,
            requests=self._bind(self.requests),
            events=self._bind(self._events),
            server_key=server_key.decode(),
            client_key=client_key.decode(),
            client_secret=client_secret.decode(),
        )

    def send_event(self, topic: bytes, data: bytes) -> None:
        self._events.send_multipart([topic, data])

    def drain(self) -> None:
        """Read away who subscribed: nobody needs it, but it would pile up."""
        while self._events.poll(0):
            self._events.recv(zmq.NOBLOCK)

    def close(self) -> None:
        self._authenticator.stop()
        self.requests.close(linger=500)
        self._events.close(linger=500)
        self._context.term()

    def _bind(self, socket: zmq.Socket[bytes] | zmq.asyncio.Socket) -> str:
        socket.setsockopt(zmq.CURVE_SERVER, 1)
        socket.setsockopt(zmq.CURVE_SECRETKEY, self._server_secret)
        socket.setsockopt(zmq.ZAP_DOMAIN, _DOMAIN.encode())
        socket.setsockopt(zmq.MAXMSGSIZE, LARGEST_FRAME)
        socket.setsockopt(zmq.HEARTBEAT_IVL, _HEARTBEAT_MS)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, _SILENCE_MS)
        socket.setsockopt(zmq.HEARTBEAT_TTL, _SILENCE_MS)
        port = socket.bind_to_random_port("tcp://127.0.0.1")
        return f"tcp://127.0.0.1:{port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_connection(path: Path, connection: Connection) -> None:
    """Readable by the user alone; on Windows the profile folder's access list sees to that."""
    temporary = path.with_suffix(".tmp")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(connection.model_dump_json(indent=1))
    temporary.replace(path)
