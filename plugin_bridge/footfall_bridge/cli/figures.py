"""A benchmark for people: a bar while it runs, and a table of what was measured."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from footfall_bridge.cli.measurement import Figures, Progress, Row
from footfall_bridge.cli.output import printable, say, size_of, tell


@contextmanager
def progress_bar(*, hidden: bool) -> Iterator[Callable[[Progress], None]]:
    """On a terminal a bar, else a line for each thing said."""
    if hidden:
        yield lambda said: None
    elif not sys.stderr.isatty():
        yield lambda said: tell(f"{said.done:4.0%}  {printable(said.text)}")
    else:
        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("starting", total=1.0)
            yield lambda said: bar.update(task, completed=said.done, description=printable(said.text))


def show_figures(figures: Figures) -> None:
    mode = f" ({figures.mode})" if figures.mode else ""
    device = printable(figures.card or figures.device)
    say(f"{printable(figures.engine)}{mode} on {device}, clips of {figures.seconds:g} s")
    table = Table(box=None, pad_edge=False)
    for heading in ("clips at once", "clips/s", "of one", "step", "latency", "device", "peak", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    knee = _at_the_knee(figures)
    for row in figures.rows:
        table.add_row(*_cells(row), "<- knee" if row is knee else "")
    Console().print(table)
    if figures.note:
        say(printable(figures.note))
    if figures.knee_batch is not None:
        say(f"More than {figures.knee_batch} at once only adds latency.")
    if figures.kept:
        say("The daemon plans with these figures.")
    if figures.png is not None:
        say(figures.png)


def _at_the_knee(figures: Figures) -> Row | None:
    """The smallest batch measured that reaches it."""
    if figures.knee_batch is None:
        return None
    return next((row for row in figures.rows if row.batch >= figures.knee_batch), None)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        str(row.batch),
        f"{row.clips_per_s:.3g}",
        f"{row.ratio_to_one:.2f} x",
        f"{row.step_s * 1000:.1f} ms",
        f"{row.latency_s:.2f} s",
        "" if row.device_use is None else f"{row.device_use:.0%}",
        "" if row.peak_bytes is None else size_of(row.peak_bytes),
    )
