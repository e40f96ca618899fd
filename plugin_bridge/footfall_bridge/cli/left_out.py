"""Clips that were left out, as people are told of them: a table, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from footfall_bridge.cli.output import printable, tell
from footfall_bridge.hosts.interchange.cuts import Cut, Problem


def show_left_out(cuts: Sequence[tuple[Cut, Problem]]) -> None:
    """What several clips have in common is told once, below them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("Record in", "Track", "Clip", "Left out because"):
        table.add_column(heading, overflow="fold")
    shared = [problem for problem, count in Counter(problem for _, problem in cuts).items() if count > 1]
    for cut, problem in cuts:
        why = f"[{problem.code}]" if problem in shared else f"{printable(problem.message)} [{problem.code}]"
        table.add_row(*(Text(cell) for cell in (cut.timecode, cut.track, printable(cut.name), why)))
    if table.rows:
        Console(stderr=True).print(table)
    for problem in shared:
        tell(f"[{problem.code}] {printable(problem.message)}")
