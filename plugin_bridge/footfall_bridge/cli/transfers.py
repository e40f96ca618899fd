"""Large files on their way, for people: a bar for each on a terminal, else a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from footfall_bridge.cli.output import printable, size_of, tell
from footfall_bridge.supply import Progress

_DOING: Final = {"fetch": "fetching", "check": "checking"}


@contextmanager
def shown(*, hidden: bool) -> Iterator[Callable[[Progress], None]]:
    if hidden:
        yield lambda said: None
    elif not sys.stderr.isatty():
        yield _Lines().hear
    else:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=Console(stderr=True)) as bars:
            yield _Bars(bars).hear


class _Lines:
    def __init__(self) -> None:
        self._last = ""

    def hear(self, said: Progress) -> None:
        if (words := _words(said)) != self._last:
            self._last = words
            tell(f"{words}, {size_of(said.total)}")


class _Bars:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def hear(self, said: Progress) -> None:
        words = _words(said)
        if words not in self._tasks:
            # What had come before begins the bar: the rate is of what comes now.
            self._tasks[words] = self._bars.add_task(words, total=said.total, completed=said.done)
        self._bars.update(self._tasks[words], completed=said.done)


def _words(said: Progress) -> str:
    return f"{_DOING[said.stage]} {printable(said.file)}"
