"""A program of the daemon's package, run as a process: what it says line by line, and what came of it."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final, Generic, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from footfall_bridge.protocol import ErrorInfo, Refusal

_FAREWELL: Final = 5.0
"""Seconds until the program is killed that was asked to end."""
_Said = TypeVar("_Said")
_Result = TypeVar("_Result")


class Failure(ErrorInfo):
    """What any program may say instead of a result."""

    kind: Literal["error"]


class Program(Generic[_Said, _Result]):
    """`name` is for people, `the benchmark`; `failed` is the code of what befalls it unforeseen."""

    def __init__(self, lines: TypeAdapter[_Said], result: type[_Result], *, name: str, failed: str) -> None:
        self._lines = lines
        self._result = result
        self._name = name
        self._failed = failed
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._unwanted = False

    def run(self, command: Sequence[str], hear: Callable[[_Said], None]) -> _Result:
        """`hear` is given all that is said. Raises `Refusal`: the program's own, by the code `failed`, or
        "interrupted"."""
        ends: list[_Result | Failure] = []
        with tempfile.TemporaryFile() as words:
            with _running(command, words) as process:
                self._began(process)
                assert process.stdout is not None
                for line in process.stdout:
                    said = self._read(line)
                    hear(said)
                    if isinstance(said, (self._result, Failure)):
                        ends.append(said)
                code = process.wait()
            if not ends:
                raise _interrupted() if self._unwanted else self._lost(code, words)
        if isinstance(ends[-1], Failure):
            raise Refusal(ends[-1].code, ends[-1].message)
        return ends[-1]

    def interrupt(self) -> None:
        """From any thread, at any time: the program is asked to end, and one that was not begun ends at once."""
        with self._lock:
            self._unwanted = True
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()

    def _began(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._process = process
            if self._unwanted:
                process.terminate()

    def _read(self, line: str) -> _Said:
        try:
            return self._lines.validate_json(line)
        except ValidationError:
            what = f"{self._name} said what nobody understands: {line.strip():.200}"
            raise Refusal(self._failed, what) from None

    def _lost(self, code: int, words: IO[bytes]) -> Refusal:
        words.seek(0)
        last_words = words.read().decode(errors="replace").strip().rpartition("\n")[2] or "it left no word"
        return Refusal(self._failed, f"{self._name} ended with exit code {code}: {last_words}")


def _interrupted() -> Refusal:
    return Refusal("interrupted", "it was stopped before its end")


@contextmanager
def _running(command: Sequence[str], words: IO[bytes]) -> Iterator[subprocess.Popen[str]]:
    """Where we are interrupted it still runs: nothing of it may stay."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
