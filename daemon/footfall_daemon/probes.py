"""Free memory as the system tells it, without a device context of our own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class SystemMemory:
    """Bytes."""

    total: int
    free: int


def system_memory(cgroup: Path = _CGROUP) -> SystemMemory:
    """Main memory: what the system has available, and no more than the control group leaves us."""
    memory = psutil.virtual_memory()
    total, free = memory.total, memory.available
    limit, used = _number(cgroup / "memory.max"), _number(cgroup / "memory.current")
    if limit is not None and used is not None:
        total, free = min(total, limit), min(free, max(0, limit - used))
    return SystemMemory(total=total, free=free)


def _number(path: Path) -> int | None:
    """The number in a control-group file; None where there is none ("max", no such file, not Linux)."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None
