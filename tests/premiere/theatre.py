"""Serves the panel to a browser, with the files of this machine as UXP would read them."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import soundfile

TICKS: Final = 254_016_000_000
"""In a second."""


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urllib.parse.urlsplit(self.path)
        path = Path(urllib.parse.parse_qs(address.query).get("path", [""])[0])
        if address.path == "/file":
            self._answer(path.read_bytes() if path.is_file() else None)
        elif address.path == "/samples":
            self._answer(str(soundfile.info(path).frames).encode() if path.is_file() else b"")
        else:
            super().do_GET()

    def _answer(self, body: bytes | None) -> None:
        self.send_response(404 if body is None else 200)
        self.send_header("content-length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *words: object) -> None:
        """Nothing: what is asked for is no news."""


@contextmanager
def a_theatre(folder: Path) -> Iterator[str]:
    """The origin of the page."""
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def address(
    origin: str,
    film: Path,
    home: Path,
    port: int,
    clips: Sequence[tuple[int, int, int]],
    rate: Fraction = Fraction(25),
) -> str:
    """`clips`: start, in point and length in frames. The sequence begins at 01:00:00:00."""
    frame, first = TICKS / rate, round(rate) * 3600
    setting = {"film": str(film), "home": str(home), "port": port, "clips": clips}
    setting |= {"ticksPerFrame": str(frame), "first": first}
    return f"{origin}/index.html#{urllib.parse.quote(json.dumps(setting))}"
