"""Devices as tables for people: whose memory it is, what each source says of it, and what runs there."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from footfall_bridge.cli.output import printable, say, size_of
from footfall_bridge.cli.workers import show_workers, state_of, title_of
from footfall_bridge.protocol import MemoryInfo, Status, WorkerInfo

_DECISIONS = 5
_IN_FULL = 4
"""Workers; more of them are a line each."""


def show_devices(workers: list[WorkerInfo], status: Status) -> None:
    if len(workers) > _IN_FULL:
        show_workers(workers)
        say("`footfall gpu status --device NAME` tells all of one.\n")
    else:
        for worker in workers:
            _show(worker)
    if status.editor_busy:
        say(f"{printable(status.editor_busy)} has asked for the devices.")
    for decision in status.decisions[-_DECISIONS:]:
        say(printable(decision))


def _show(worker: WorkerInfo) -> None:
    say(f"{title_of(worker)}: {state_of(worker)}")
    Console().print(_memory(worker.memory))
    say(_work(worker) + "\n")


def _memory(memory: MemoryInfo) -> Table:
    """What we count on, and beside it what each source says."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("")
    table.add_column("memory", justify="right", no_wrap=True)
    for source in memory.sources:
        table.add_column(Text(printable(source.source)), justify="right", overflow="fold")
    others = max(0, memory.total - memory.free - memory.held)
    table.add_row("total", size_of(memory.total), *(size_of(source.total) for source in memory.sources))
    table.add_row("free", size_of(memory.free), *(size_of(source.free) for source in memory.sources))
    table.add_row("used by others", size_of(others))
    table.add_row("held by us", size_of(memory.held))
    table.add_row("headroom", size_of(memory.headroom))
    table.add_row("budget", size_of(memory.budget))
    if any(source.note for source in memory.sources):
        table.add_row("", "", *(Text(printable(source.note)) for source in memory.sources))
    return table


def _work(worker: WorkerInfo) -> str:
    known = [f"{len(worker.running)} running"]
    if worker.rate is not None:
        known.append(f"{worker.rate:.1f} s of sound per second")
    if worker.knee is not None:
        known.append(f"no faster beyond {worker.knee:.0f} s of sound at once")
    if worker.streamed:
        known.append(f"{worker.streamed:.0%} of the weights streamed")
    return "; ".join(known)
