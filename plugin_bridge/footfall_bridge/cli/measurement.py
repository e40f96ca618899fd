"""The daemon's bench program, run as a process: what it says line by line, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from footfall_bridge.program import Failure, Program
from footfall_bridge.protocol import Info


class Progress(Info):
    kind: Literal["progress"]
    done: float
    """0 to 1."""
    text: str


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

    def hear(said: _Said) -> None:
        if isinstance(said, Progress):
            on_progress(said)

    return Program(_line, Figures, name="the benchmark", failed="bench-failed").run(command, hear)
