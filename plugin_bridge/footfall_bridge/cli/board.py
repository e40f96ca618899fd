"""How jobs that someone waits for are shown: a live table on a terminal, else a line for each change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from footfall_bridge.cli.output import left, name_of, printable, tell
from footfall_bridge.protocol import JobInfo, JobState

_STYLES = {
    JobState.done: "green",
    JobState.failed: "red",
    JobState.cancelled: "dim",
    JobState.needs_media: "yellow",
}
_CLOSING_LINES = 4  # header, rule, summary, and the cursor's


class Board(Protocol):
    def note(self, job: JobInfo) -> None: ...


@contextmanager
def open_board(total: int | None = None) -> Iterator[Board]:
    """The board that fits where stderr goes. `total`: how many jobs there will be."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    console = Console(stderr=True)
    with Live(console=console, refresh_per_second=5) as live:
        yield Screen(live, console, total)


class Lines:
    """A line for each change of state."""

    def __init__(self) -> None:
        self._states: dict[str, JobState] = {}

    def note(self, job: JobInfo) -> None:
        if self._states.get(job.id) is job.state:
            return
        self._states[job.id] = job.state
        tell(f"{job.id}  {name_of(job)}  take {job.take}  {job.state}{_why(job)}")


class Screen:
    """A table of the jobs in hand, as many as fit, and a line on all of them."""

    def __init__(self, live: Live, console: Console, total: int | None) -> None:
        self._live = live
        self._console = console
        self._total = total
        self._jobs: dict[str, JobInfo] = {}

    def note(self, job: JobInfo) -> None:
        self._jobs[job.id] = job
        self._live.update(self.drawn())

    def drawn(self) -> RenderableType:
        rows = max(1, self._console.size.height - _CLOSING_LINES)
        jobs = sorted(self._jobs.values(), key=_importance)[:rows]
        return Group(_table(sorted(jobs, key=lambda job: job.number)), self._summary())

    def _summary(self) -> Text:
        jobs = self._jobs.values()
        ended = sum(job.state.ended for job in jobs)
        waits = [job.eta_s for job in jobs if job.eta_s is not None and not job.state.ended]
        rest = f", {left(max(waits))} left" if waits else ""
        return Text(f"{ended} of {self._total or len(jobs)} done{rest}", style="bold")


def _importance(job: JobInfo) -> tuple[bool, bool, int]:
    """Jobs in hand before jobs that wait, those before jobs that ended."""
    return job.state.ended, job.progress == 0.0, job.number


def _table(jobs: list[JobInfo]) -> Table:
    table = Table(box=None, pad_edge=False, expand=True)
    table.add_column("Clip", ratio=3, no_wrap=True, overflow="ellipsis")
    table.add_column("Take", justify="right")
    table.add_column("State", no_wrap=True)
    table.add_column("", ratio=2)
    table.add_column("Left", justify="right", min_width=5)
    for job in jobs:
        state = Text(f"{job.state}{_why(job)}", style=_STYLES.get(job.state, ""))
        table.add_row(
            Text(name_of(job)), str(job.take), state, _bar(job), "" if job.state.ended else left(job.eta_s)
        )
    return table


def _bar(job: JobInfo) -> RenderableType:
    return "" if job.state.ended else ProgressBar(total=1.0, completed=job.progress)


def _why(job: JobInfo) -> str:
    return "" if job.error is None else f": {printable(job.error.message)} [{job.error.code}]"
