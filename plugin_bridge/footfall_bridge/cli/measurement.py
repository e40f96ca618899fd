"""The daemon's bench program, run as a process: what it says line by line, and what came of it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from typing import IO, Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from footfall_bridge.protocol import ErrorInfo, Info, Refusal

_FAREWELL: Final = 5.0
"""Seconds until the program is killed that was asked to end."""


class Progress(Info):
    kind: Literal["progress"]
    done: float
    """0 to 1."""
    text: str


class Failure(ErrorInfo):
    kind: Literal["error"]


class Row(Info):
    """A batch of so many clips."""

    batch: int
    clips_per_s: float
    ratio_to_one: float
    step_s: float
    latency_s: float
    device_use: float | None
    """0 to 1; None where the device does not tell."""
    peak_bytes: int | None


class Figures(Info):
    """All that was measured. This is what `footfall bench --json` prints."""

    kind: Literal["result"]
    engine: str
    device: str
    card: str = ""
    """The device's own name, where it has one."""
    mode: str
    seconds: float
    rows: list[Row]
    knee_batch: int | None
    """From here on larger batches only add latency; None where no such was found."""
    note: str = ""
    """Why a batch that was asked for is not there."""
    kept: bool
    """The daemon's scheduler plans with it."""
    png: str | None


_Said = Progress | Failure | Figures
_line: Final[TypeAdapter[_Said]] = TypeAdapter(Annotated[_Said, Field(discriminator="kind")])


def measure(command: Sequence[str], on_progress: Callable[[Progress], None]) -> Figures:
    """Raises `Refusal`: the program's own, or "bench-failed" where it ends without a result."""
    with tempfile.TemporaryFile() as words:
        last, code = _run(command, words, on_progress)
        words.seek(0)
        last_words = words.read().decode(errors="replace").strip().rpartition("\n")[2]
    if isinstance(last, Figures):
        return last
    if isinstance(last, Failure):
        raise Refusal(last.code, last.message)
    raise Refusal("bench-failed", f"the benchmark ended with exit code {code}: {last_words or 'it left no word'}")


def _run(
    command: Sequence[str], words: IO[bytes], on_progress: Callable[[Progress], None]
) -> tuple[Figures | Failure | None, int]:
    """The last that was said, and the exit code."""
    last: Figures | Failure | None = None
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                said = _read(line)
                if isinstance(said, Progress):
                    on_progress(said)
                else:
                    last = said
            return last, process.wait()
        finally:
            _end(process)


def _read(line: str) -> _Said:
    try:
        return _line.validate_json(line)
    except ValidationError:
        raise Refusal("bench-failed", f"the benchmark said what nobody understands: {line.strip():.200}") from None


def _end(process: subprocess.Popen[str]) -> None:
    """It still runs where we were interrupted: nothing of it may stay on the device."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
