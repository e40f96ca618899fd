"""Keeps the gateway running for as long as the daemon lives: for hosts that cannot speak ZeroMQ."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import time
from typing import Final

from footfall_bridge.places import Places
from footfall_daemon.settings import LiveSettings
from footfall_daemon.worker import Roster, Starts

_log = logging.getLogger("footfall.gateway")
_LASTED: Final = 60.0
"""Seconds after which its end says nothing of its next start."""
_FAREWELL: Final = 3.0
"""Seconds that it has to leave: it wants two at most."""


class Gatekeeper:
    """Starts it, starts it again when it ended, and ends it. It ends by itself where the daemon is killed."""

    def __init__(self, places: Places, settings: LiveSettings, roster: Roster) -> None:
        self._places = places
        self._settings = settings
        self._roster = roster
        self._starts = Starts()
        self._began = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    async def tick(self) -> None:
        """Now and then. It finds the daemon by the connection file: before that is there, it has nothing to do."""
        if self._process is not None and (code := self._process.poll()) is not None:
            self._ended(self._process, code)
        wanted = self._settings.now.gateway_start
        if self._process is None and wanted and self._starts.due and self._places.connection_file.exists():
            self._start()
        elif self._process is not None and not wanted:
            await self.close()

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.to_thread(process.wait, _FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        self._roster.remove(process.pid)

    def _start(self) -> None:
        try:
            with self._places.gateway_log.open("ab") as words:
                process = subprocess.Popen(
                    [sys.executable, "-m", "footfall_bridge.gateway"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=words,
                    env=self._places.environment,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
        except OSError as error:
            _log.error("the gateway could not be started: %s", error)
            self._starts.failed()
            return
        self._roster.add(process.pid)
        self._process, self._began = process, time.monotonic()

    def _ended(self, process: subprocess.Popen[bytes], code: int) -> None:
        """Its own words are in its log: no port free, for one."""
        _log.error("the gateway ended with %d: see %s", code, self._places.gateway_log)
        assert process.stdin is not None
        process.stdin.close()
        self._roster.remove(process.pid)
        self._process = None
        if time.monotonic() - self._began > _LASTED:
            self._starts.forgive()
        self._starts.failed()
