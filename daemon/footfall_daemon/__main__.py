"""Starts the daemon: one per user, until told to stop."""

from __future__ import annotations

import asyncio
import importlib.metadata
import logging
import signal
import sys
from types import FrameType

import filelock

from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_daemon.assembly import assembled
from footfall_daemon.log import open_log
from footfall_daemon.settings import LiveSettings
from footfall_daemon.sockets import Sockets, write_connection

_log = logging.getLogger("footfall")


def main() -> int:
    places = Places.of_user()
    try:
        places.make()
    except Refusal as refusal:
        return _complain(refusal.message, refusal.code, 2)
    lock = filelock.FileLock(places.daemon_lock)
    try:
        lock.acquire(timeout=1)  # a client that looks whether we live holds it for a moment
    except filelock.Timeout:
        return _complain("a daemon of this user runs already: `footfall status` shows it", "already-running", 2)
    try:
        settings = LiveSettings(places.settings_file)
        open_log(places.log_file, settings.now.log_level)
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(_run(places, settings))
    except Refusal as refusal:
        _log.error("%s", refusal.message)
        return _complain(refusal.message, refusal.code, 2)
    finally:
        lock.release()
    return 0


async def _run(places: Places, settings: LiveSettings) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    version = importlib.metadata.version("footfall")
    with Sockets(version) as sockets:
        async with assembled(places, settings, sockets, stop=stop.set):
            write_connection(places.connection_file, sockets.connection)
            _log.info("daemon %s is up", version)
            await stop.wait()
            _log.info("stopping")
        places.connection_file.unlink(missing_ok=True)


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)

    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), on_signal)


def _complain(message: str, code: str, exit_code: int) -> int:
    sys.stderr.write(f"footfall: {message} [{code}]\n")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
