"""Where the gateway listens, and how that is written down for those who look for it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from footfall_bridge.gateway.secret import Token
from footfall_bridge.places import GATEWAY_PORTS, Places
from footfall_bridge.protocol import Refusal

HOST: Final = "127.0.0.1"
_UNSENT: Final = 256 * 1024  # bytes that the system keeps for a slow reader
_BACKLOG: Final = 64


class Address(BaseModel):
    """The file `gateway.json`."""

    model_config = ConfigDict(frozen=True)

    pid: int
    port: int
    url: str
    token_file: str
    version: str


def listening(ports: Sequence[int] = GATEWAY_PORTS) -> socket.socket:
    """On the first free port, loopback only. Raises `Refusal("no-port")`."""
    for port in ports:
        try:
            return _bound(port)
        except OSError:
            continue
    words = ", ".join(str(port) for port in ports)
    look = "netstat -ano" if sys.platform == "win32" else f"lsof -nP -iTCP:{ports[0]}-{ports[-1]} -sTCP:LISTEN"
    raise Refusal("no-port", f"the ports {words} of {HOST} are all taken: `{look}` shows by whom; end one of them")


@contextmanager
def published(places: Places, port: int, version: str, token: Token) -> Iterator[Address]:
    """Written down while it lasts, readable by the user alone."""
    address = Address(
        pid=os.getpid(),
        port=port,
        url=f"http://{HOST}:{port}",
        token_file=str(places.gateway_token),
        version=version,
    )
    try:
        _write(places.gateway_token, token.text)
        _write(places.gateway_file, address.model_dump_json())
        yield address
    finally:
        withdraw(places)


def withdraw(places: Places) -> None:
    places.gateway_file.unlink(missing_ok=True)
    places.gateway_token.unlink(missing_ok=True)


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # SO_REUSEADDR would let another program there listen beside us.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT)
        listener.bind((HOST, port))
        listener.listen(_BACKLOG)  # at once: two may bind, but only one can listen
    except OSError:
        listener.close()
        raise
    return listener


def _write(path: Path, text: str) -> None:
    """On Windows the profile folder's access list sees to who may read it."""
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)
