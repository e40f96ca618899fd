"""A hub on this machine, as far as fetching a file goes: what it says of one, and ranges of its bytes.

Large files lie on another host, to which it redirects, as the real one does; here that is its other name.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

COMMIT = "c0ffee" + "0" * 34
LARGE = 1000
"""From here on files are known by their sha256."""


@dataclass
class Hub:
    """`files` by repository and name."""

    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    """Headers by name of a file: what it claims of it instead of the truth."""
    commit: str = COMMIT
    """The latest of each repository."""
    refuses: int = 0
    """A status for everything."""
    stops: dict[str, int] = field(default_factory=dict)
    """Names whose bytes stop coming after so many, until they are let go."""
    drops: dict[str, list[int]] = field(default_factory=dict)
    """Names whose connection is cut after so many bytes: a number for each time that they are asked for."""
    short: dict[str, int] = field(default_factory=dict)
    """Names of which so many bytes are sent as if they were all."""
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    """Of files: revision, name, first byte."""
    endpoint: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def fetched(self) -> list[tuple[str, int]]:
        return [(name, start) for _, name, start in self.asked]


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    server.daemon_threads = True
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self) -> None:
        owner, repository, _, revision, name = urlsplit(self.path).path.removeprefix("/store").split("/")[1:]
        held = self.hub.files.get((f"{owner}/{repository}", name))
        if self.hub.refuses or held is None:
            self._refuse(self.hub.refuses or 404)
        elif self.path.startswith("/store") or len(held) < LARGE:
            self._give(held, revision, name)
        else:
            self._redirect(held, revision, name)

    def _refuse(self, status: int) -> None:
        code = {401: "GatedRepo", 404: "EntryNotFound"}.get(status, "")
        self._headers(status, {"X-Error-Code": code, "X-Repo-Commit": self.hub.commit, "Content-Length": "0"})

    def _redirect(self, held: bytes, revision: str, name: str) -> None:
        where = f"{self.hub.endpoint.replace('127.0.0.1', 'localhost')}/store{self.path}"
        told = {"X-Linked-Etag": f'"{hashlib.sha256(held).hexdigest()}"', "X-Linked-Size": str(len(held))}
        self._headers(302, {**self._of(revision, name, told), "Location": where, "Content-Length": "0"})

    def _give(self, held: bytes, revision: str, name: str) -> None:
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        etag = hashlib.sha1(b"blob %d\0" % len(held) + held).hexdigest()
        if self.command == "GET":
            held = held[: self.hub.short.get(name, len(held))]
        sizes = {"Content-Length": str(len(held) - start)}
        if start:
            sizes["Content-Range"] = f"bytes {start}-{len(held) - 1}/{len(held)}"
        self._headers(206 if start else 200, self._of(revision, name, {**sizes, "ETag": f'"{etag}"'}))
        if self.command == "GET":
            self.hub.asked.append((revision, name, start))
            if drops := self.hub.drops.get(name):
                self._send(held[start : start + drops.pop(0)], None)
                self.close_connection = True
            else:
                self._send(held[start:], self.hub.stops.get(name))

    def _send(self, held: bytes, stop: int | None) -> None:
        try:
            self.wfile.write(held[:stop])
            if stop is not None:
                self.wfile.flush()
                self.hub.stopped.set()
                self.hub.go_on.wait()
                self.wfile.write(held[stop:])
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def _of(self, revision: str, name: str, told: dict[str, str]) -> dict[str, str]:
        commit = revision if len(revision) == len(COMMIT) else self.hub.commit
        return {**told, "X-Repo-Commit": commit, **self.hub.said.get(name, {})}

    def _headers(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
