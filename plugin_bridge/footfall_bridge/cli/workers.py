"""Workers as a table, a line for each: what it runs, its memory, how fast it is, and why it does nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from footfall_bridge.cli.output import printable, size_of
from footfall_bridge.protocol import WorkerInfo


def show_workers(workers: Sequence[WorkerInfo]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("Worker", no_wrap=True)
    for heading in ("Runs", "Held", "Free", "Speed"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("State")
    for worker in workers:
        table.add_row(*(Text(cell) for cell in _cells(worker)))
    Console().print(table)


def title_of(worker: WorkerInfo) -> str:
    """Its name, its device where that is called otherwise, and the machine where it is not this one."""
    name = worker.name or worker.device
    device = f" ({worker.device})" if worker.device != name else ""
    return printable(f"{name}{device}{f' on {worker.node}' if worker.node else ''}")


def state_of(worker: WorkerInfo) -> str:
    parked = f"{len(worker.parked)} parked" if worker.parked else ""
    known = ", ".join(filter(None, (worker.state, worker.engine, parked)))
    return printable(f"{known}: {worker.note}" if worker.note else known)


def _cells(worker: WorkerInfo) -> tuple[str, ...]:
    memory = worker.memory
    return (
        title_of(worker),
        str(len(worker.running)),
        size_of(memory.held),
        size_of(memory.free),
        "" if worker.rate is None else f"{worker.rate:.1f} s/s",
        state_of(worker),
    )
