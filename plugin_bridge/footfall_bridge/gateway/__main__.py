"""Starts the gateway: `python -m footfall_bridge.gateway`, which ends when its standard input does."""

from __future__ import annotations

import argparse
import importlib.metadata
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

import uvicorn
from filelock import FileLock, Timeout

from footfall_bridge.gateway.address import listening, published, withdraw
from footfall_bridge.gateway.admission import Admission
from footfall_bridge.gateway.app import create_app
from footfall_bridge.gateway.connections import Connection, EventSocket
from footfall_bridge.gateway.events import Events
from footfall_bridge.gateway.gate import Gate
from footfall_bridge.gateway.limits import LARGEST_HEAD, LARGEST_MESSAGE
from footfall_bridge.gateway.pool import Pool
from footfall_bridge.gateway.secret import Token
from footfall_bridge.places import GATEWAY_PORTS, Places
from footfall_bridge.protocol import Refusal
from footfall_bridge.visitors import Visitors

_LEAVE_WITHIN: Final = 1.5
"""Seconds after the daemon's end; it waits for two."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="footfall_bridge.gateway", description=__doc__)
    parser.add_argument("--origin", action="append", default=[], help="a web origin that may speak to us")
    parser.add_argument(
        "--port", action="append", type=int, help="to listen on, if free, instead of the usual ones"
    )
    arguments = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # below, it tells addresses that were asked for
    places = Places.of_user()
    try:
        places.make()
        with FileLock(places.gateway_lock, timeout=2), listening(arguments.port or GATEWAY_PORTS) as listener:
            _serve(places, listener, arguments.origin)
    except Timeout:
        return _complain(Refusal("already-running", "a gateway of this user runs already: see gateway.json"))
    except Refusal as refusal:
        return _complain(refusal)
    return 0


def _serve(places: Places, listener: socket.socket, origins: Sequence[str]) -> None:
    port: int = listener.getsockname()[1]
    version = importlib.metadata.version("footfall")
    token = Token.fresh()
    server = uvicorn.Server(_config(places, port, version, token, origins))
    _end_on_signals(server)
    with published(places, port, version, token) as address:
        print(address.model_dump_json(), flush=True)  # noqa: T201 - for the one who started us
        threading.Thread(target=_end_with_input, args=(server, places), name="input", daemon=True).start()
        server.run([listener])


def _config(places: Places, port: int, version: str, token: Token, origins: Sequence[str]) -> uvicorn.Config:
    admission = Admission(token, port, origins)
    visitors = Visitors(places)
    events = Events(places, admission)
    app = create_app(Pool(places), events, visitors, version, lambda nonce: token.proof(nonce, port))
    return uvicorn.Config(
        Gate(app, admission, visitors),
        http=Connection,
        ws=EventSocket,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
    )


def _end_with_input(server: uvicorn.Server, places: Places) -> None:
    """The daemon holds the other end: when that is gone, so is the daemon."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True
    time.sleep(_LEAVE_WITHIN)  # mostly it ends before
    withdraw(places)
    os._exit(0)


def _end_on_signals(server: uvicorn.Server) -> None:
    """The server raises the signal that ended it once more when it is down; that must not keep us from tidying."""

    def end(_number: int, _frame: object) -> None:
        server.should_exit = True

    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def _complain(refusal: Refusal) -> int:
    sys.stderr.write(f"footfall: {refusal.message} [{refusal.code}]\n")
    return 2


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # threads that wait for the daemon would hold the interpreter up
