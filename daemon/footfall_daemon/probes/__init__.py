"""Free memory as the system tells it, without a device context of our own: every source there is, combined."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from footfall_daemon.probes.dxgi import WindowsBudget
from footfall_daemon.probes.groups import group_memory, own_groups
from footfall_daemon.probes.machine import available_memory, process_memory
from footfall_daemon.probes.neighbours import Neighbours
from footfall_daemon.probes.nvml import NvidiaCard
from footfall_daemon.probes.readings import Card, Probes, Reading, Readings, Source, smallest

__all__ = [
    "Card",
    "Neighbours",
    "Probes",
    "ProbesOf",
    "Reading",
    "Readings",
    "Source",
    "SystemMemory",
    "nothing_known",
    "probes_of",
    "smallest",
    "system_memory",
]


class ProbesOf(Protocol):
    """`probes_of`, or a stand-in of the tests."""

    def __call__(
        self, device: str, card: Card, *, tell: Callable[[str], None], pid: int | None = None
    ) -> Probes: ...


@dataclass(frozen=True, slots=True)
class SystemMemory:
    """Bytes."""

    total: int
    free: int


def system_memory(cgroup: Path | None = None) -> SystemMemory:
    """Main memory: what the system has available, and no more than the control groups leave us.

    `cgroup`: the folder of one group to look at, instead of those that this process is in.
    """
    group = group_memory(own_groups() if cgroup is None else [cgroup])
    readings = smallest([available_memory(), *([] if group is None else [group])])
    return SystemMemory(total=readings.total, free=readings.free)


def nothing_known(device: str, card: Card, *, tell: Callable[[str], None], pid: int | None = None) -> Probes:
    """For a device of another machine: what the engine process there tells is all."""
    return Probes([], tell=tell)


def probes_of(
    device: str,
    card: Card,
    *,
    tell: Callable[[str], None],
    pid: int | None = None,
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
) -> Probes:
    """All that this system can be asked about the memory of `cpu`, `cuda:0`, `xpu:0`, `mps` ...

    `pid`: the process that computes. Nothing is opened before the first reading.
    """
    kind = device.partition(":")[0]
    if kind not in ("cuda", "xpu"):  # Apple's graphics live in main memory too
        return Probes(
            [available_memory, lambda: group_memory(own_groups(pid)), partial(process_memory, pid)], tell=tell
        )
    driver = NvidiaCard(card, environment=environment) if kind == "cuda" else None
    sources: list[NvidiaCard | WindowsBudget] = [] if driver is None else [driver]
    if platform == "win32":
        sources.append(WindowsBudget(card.name))
    return Probes(
        [source.read for source in sources],
        tell=tell,
        on_close=[source.close for source in sources],
        holders=dict if driver is None else driver.processes,
    )
