"""A child process seen from the daemon: start, talk, end, and the list of those that must not outlive us.

Reading and writing pipes happens on threads, because no event loop does both on every platform.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final, Protocol

import psutil
from pydantic import BaseModel

from footfall_daemon import pipe

_log = logging.getLogger("footfall.worker")
_PATIENCE = (0.0, 0.0, 1.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds to wait before the n-th start of a process that did nothing since it started."""
_CLIPS_FAULT = 3
"""Crashes in a row, with nothing made between them."""


class Roster:
    """The children of this user's daemon, written down so that the next daemon can wait for stragglers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._children: dict[int, float] = {}

    def add(self, pid: int) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            self._children[pid] = psutil.Process(pid).create_time()
            self._write()

    def remove(self, pid: int) -> None:
        if self._children.pop(pid, None) is not None:
            self._write()

    def outlast(self, patience: float = 5.0) -> int:
        """Wait until the children of a daemon before us are gone, end those that stay; how many there were."""
        stragglers = self._stragglers()
        for process in stragglers:
            _log.warning("waiting for child %d of an earlier daemon", process.pid)
        _, stubborn = psutil.wait_procs(stragglers, timeout=patience)
        for process in stubborn:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(stubborn, timeout=patience)
        self._write()
        return len(stragglers)

    def _stragglers(self) -> list[psutil.Process]:
        try:
            known = {int(pid): float(created) for pid, created in json.loads(self._path.read_text()).items()}
        except (OSError, ValueError, AttributeError):
            return []
        found = []
        for pid, created in known.items():
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                if abs(process.create_time() - created) < 1.0:
                    found.append(process)
        return found

    def _write(self) -> None:
        """Best effort: children leave by themselves, the list only lets the next daemon wait for them."""
        temporary = self._path.with_suffix(".tmp")
        try:
            temporary.write_text(json.dumps(self._children))
            temporary.replace(self._path)
        except OSError as error:
            _log.warning("the list of children could not be written: %s", error)


class Child:
    """One process started from a module of ours. Callbacks run on the event loop that started it."""

    def __init__(
        self,
        arguments: list[str],
        *,
        on_message: Callable[[Any], None],
        on_exit: Callable[[int], None],
        roster: Roster,
        gentle: bool = False,
    ) -> None:
        """`gentle`: it gives way to whoever else wants the processor."""
        self._loop = asyncio.get_running_loop()
        self._on_message = on_message
        self._on_exit = on_exit
        self._roster = roster
        self._outbox: queue.SimpleQueue[BaseModel | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if gentle:
            _calm(self._process.pid)
        self.started = time.monotonic()
        self.heard = self.started
        """When the child last said something, by the monotonic clock."""
        self.last_words = ""
        self._name = f"{arguments[1].rpartition('.')[2]}-{self._process.pid}"
        roster.add(self._process.pid)
        for work in (self._write, self._read, self._read_errors):
            threading.Thread(target=work, name=f"{self._name}-{work.__name__}", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def say(self, message: BaseModel) -> None:
        self._outbox.put(message)

    def end(self) -> None:
        """Close the pipe: the child leaves by itself within two seconds."""
        self._outbox.put(None)

    def kill(self) -> None:
        self._process.kill()

    def _write(self) -> None:
        stream = _stream(self._process.stdin)
        with contextlib.suppress(OSError, ValueError), stream:
            while (message := self._outbox.get()) is not None:
                pipe.send(stream, message.model_dump(mode="json"))

    def _read(self) -> None:
        """Also waits for the exit, so that every message is heard before it."""
        stream = _stream(self._process.stdout)
        try:
            with stream:
                while (message := pipe.receive(stream)) is not None:
                    self._post(self._hear, message)
        except ValueError as error:
            _log.error("%s: %s", self._name, error)
            self._process.kill()
        code = self._process.wait()
        self._outbox.put(None)
        self._post(self._leave, code)

    def _read_errors(self) -> None:
        with _stream(self._process.stderr) as stream:
            for line in stream:
                _log.info("%s: %s", self._name, line.decode("utf-8", "replace").rstrip())

    def _post(self, callback: Callable[[Any], None], argument: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
            self._loop.call_soon_threadsafe(callback, argument)

    def _hear(self, message: dict[str, Any]) -> None:
        self.heard = time.monotonic()
        self._on_message(message)

    def _leave(self, code: int) -> None:
        self._roster.remove(self._process.pid)
        self._on_exit(code)


class Starts:
    """When a process may be started: one that keeps ending before it did anything has to wait."""

    def __init__(self) -> None:
        self.failures = 0
        self._crashes = 0
        self._next = 0.0

    @property
    def due(self) -> bool:
        return not self.wait

    @property
    def wait(self) -> float:
        """Seconds."""
        return max(0.0, self._next - time.monotonic())

    def failed(self) -> None:
        self._next = time.monotonic() + _PATIENCE[min(self.failures, len(_PATIENCE) - 1)]
        self.failures += 1

    def crashed(self) -> None:
        """It ended at work: a few times that may be a clip's fault, until it is known whose."""
        self._crashes += 1
        if self._crashes > _CLIPS_FAULT:
            self.failed()

    def worked(self) -> None:
        """It does something, at least for now."""
        if self._crashes <= _CLIPS_FAULT:
            self.failures, self._next = 0, 0.0

    def forgive(self) -> None:
        """It made something, or the user says: try again."""
        self.failures, self._crashes, self._next = 0, 0, 0.0


class Peer(Protocol):
    """A process that is talked to: a child of ours, or one on another machine."""

    heard: float
    """When it last said something, by the monotonic clock."""
    last_words: str
    """Why it ended before it did anything, where it can say so."""

    @property
    def pid(self) -> int: ...

    def say(self, message: BaseModel) -> None: ...

    def end(self) -> None:
        """It leaves by itself within two seconds."""

    def kill(self) -> None: ...


KILLED: Final = -9 if os.name == "posix" else 1
"""The exit code of a process that was ended from outside."""


class Spawn(Protocol):
    """Starts a process. Raises `OSError`."""

    def __call__(self, on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Peer: ...


def spawner(roster: Roster, *arguments: str, gentle: bool = False) -> Spawn:
    """Starts real processes of ours: `arguments` follow the interpreter."""

    def spawn(on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Child:
        return Child(list(arguments), on_message=on_message, on_exit=on_exit, roster=roster, gentle=gentle)

    return spawn


def _calm(pid: int) -> None:
    with contextlib.suppress(psutil.Error):  # it may have gone
        process = psutil.Process(pid)
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(min(process.nice() + 5, 19))


def _stream(stream: IO[bytes] | None) -> Any:
    if stream is None:
        raise RuntimeError("the child was started without its pipes")
    return stream


def was_killed(code: int) -> bool:
    """The process was ended from outside (SIGKILL; on Windows TerminateProcess), not by a fault of its own."""
    return code in (-9, -15) if os.name == "posix" else code == 1
