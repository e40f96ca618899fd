"""A real gateway process, and plain clients that speak to it."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from footfall_bridge.places import Places

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])


class Door:
    """A gateway that runs."""

    def __init__(self, process: subprocess.Popen[bytes], said: dict[str, Any], log: Path) -> None:
        self.process = process
        self.said = said
        """The line that it printed."""
        self.log = log
        self.port = int(said["port"])
        self.token = Path(said["token_file"]).read_text("utf-8")

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """`body`: as JSON, or bytes as they are. `token`: the right one, unless another or None is given."""
        shown = {"authorization": f"Bearer {token or self.token}"} if token is not None else {}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            shown["content-type"] = "application/json"
        return self._exchange(method, path, body, {**shown, **(headers or {})})

    def _exchange(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.putrequest(method, path, skip_host="host" in headers)
            for name, value in headers.items():
                line.putheader(name, value)
            if body is not None and "transfer-encoding" not in headers:
                line.putheader("content-length", str(len(body)))
            line.endheaders(body)
            response = line.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            line.close()

    def raw(self, data: bytes) -> bytes:
        """All that is answered to these bytes until the gateway closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            line.sendall(data)
            answer = b""
            try:
                while part := line.recv(65536):
                    answer += part
            except ConnectionResetError:
                pass
            return answer

    @contextmanager
    def events(self, first: Any = None, *, headers: Mapping[str, str] | None = None) -> Iterator[ClientConnection]:
        """A WebSocket that has sent its first message: the right token, unless something else is given."""
        with connect(self.events_url, additional_headers=headers, max_size=None, close_timeout=1.0) as events:
            events.send(json.dumps(first if first is not None else {"token": self.token}))
            yield events

    @property
    def events_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/events"

    def close(self) -> int:
        """Hang up the pipe, as a daemon that ends does; the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(PATIENCE)


def command(ports: Sequence[int], *arguments: str) -> list[str]:
    listed = [f"--port={port}" for port in ports]
    return [sys.executable, "-W", "error", "-m", "footfall_bridge.gateway", *listed, *arguments]


@contextmanager
def a_door(places: Places, ports: Sequence[int], *arguments: str) -> Iterator[Door]:
    log = places.logs / "gateway.log"
    with (
        log.open("wb") as words,
        subprocess.Popen(
            command(ports, *arguments),
            env=places.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, log.read_text("utf-8")
        yield Door(process, json.loads(line), log)


def free_ports(count: int) -> list[int]:
    """Ours for the moment: not the reserved ones, which another's gateway on this machine may hold."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def farewell(events: ClientConnection) -> tuple[int, str]:
    """With which code, and with which code of ours, the gateway closes it."""
    code = str(hear(events, "error")["error"]["code"])
    with pytest.raises(ConnectionClosed) as closed:
        events.recv(PATIENCE)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, code


def hear(events: ClientConnection, kind: str = "") -> dict[str, Any]:
    """The next message (of this type)."""
    while True:
        message: dict[str, Any] = json.loads(events.recv(PATIENCE))
        if kind in ("", message["type"]):
            return message
