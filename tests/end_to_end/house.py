"""A whole Footfall in a folder of its own: real daemon, real children, real sockets, real files."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from footfall_bridge.client import Client
from footfall_bridge.locate import greet, read_connection
from footfall_bridge.places import Places

_PATIENCE = 60.0


class House:
    """The folders of one user, and the daemon that may run there."""

    def __init__(self, home: Path, extra: Mapping[str, str] | None = None, *, gateway: bool = False) -> None:
        """`extra`: of the environment of its daemon. `gateway`: with one, which takes a second of two cores."""
        self.home = home
        self._extra = dict(extra or {})
        self.places: Places = Places.below(home)
        if not (gateway or self.places.settings_file.exists()):
            self.places.make()
            self.places.settings_file.write_text("[gateway]\nstart = false\n", "utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return self.places.environment | self._extra

    def start(self) -> int:
        """Start the daemon, wait until it answers, and return its pid."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "footfall_daemon"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.answers, "the daemon to answer")
        return self._process.pid

    def answers(self) -> bool:
        connection = read_connection(self.places)
        if connection is None or self._process is None or connection.pid != self._process.pid:
            return False
        return greet(connection).pid == self._process.pid

    def stop(self) -> int:
        """Ask the daemon to end as a user would; its exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(_PATIENCE)

    def kill(self) -> None:
        """`kill -9`, as far as the system has it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(_PATIENCE)

    def client(self) -> Client:
        return Client(places=self.places, start=False)

    def children(self, kind: str = "footfall_daemon.") -> list[psutil.Process]:
        """The daemon's children whose command line holds `kind`."""
        assert self._process is not None
        return processes_with(kind, below=self._process.pid)

    def run(self, *arguments: str, timeout: float = 120.0) -> subprocess.CompletedProcess[str]:
        """The `footfall` command as a shell would run it."""
        return subprocess.run(
            [sys.executable, "-m", "footfall_bridge.cli", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()


@contextmanager
def a_house(home: Path, extra: Mapping[str, str] | None = None) -> Iterator[House]:
    house = House(home, extra)
    house.start()
    try:
        yield house
    finally:
        house.close()


def until(condition: Callable[[], bool], what: str, patience: float = _PATIENCE, every: float = 0.02) -> None:
    """`every`: seconds between two looks, for those that cost something."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience:.0f} s for {what}"
        time.sleep(every)


def processes_with(words: str, below: int) -> list[psutil.Process]:
    found = []
    try:
        for process in psutil.Process(below).children(recursive=True):
            if words in " ".join(process.cmdline()):
                found.append(process)
    except psutil.NoSuchProcess:
        pass
    return found
