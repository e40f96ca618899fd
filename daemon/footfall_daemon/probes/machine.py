"""Main memory: what the system has available, and what limits of a process leave of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import psutil

from footfall_daemon.probes.readings import ABSURD, Reading

_SYSTEM = "system"
_PROCESS = "process limit"


def available_memory() -> Reading:
    memory = psutil.virtual_memory()
    return Reading(_SYSTEM, memory.total, memory.available)


def process_memory(pid: int | None = None) -> Reading | None:
    """What `ulimit` leaves to a process (this one by default); None where it sets no limit.

    On Linux alone: Windows has no such limits, and macOS lets programs set them but does not keep to them.
    """
    try:
        return tightest(_limits(pid))
    except psutil.Error:  # the process has ended, or is another user's
        return None
    except OSError as error:
        return Reading.missing(_PROCESS, f"cannot be asked: {error.strerror}")


def tightest(limits: Iterable[tuple[str, int, int]]) -> Reading | None:
    """Of names, limits and uses in bytes, the one that leaves least; what is no limit does not count."""
    readings = [
        Reading(_PROCESS, limit, min(limit, max(0, limit - used)), name)
        for name, limit, used in limits
        if 0 < limit < ABSURD and used >= 0
    ]
    return min(readings, key=lambda reading: reading.free, default=None)


if sys.platform == "linux":

    def _limits(pid: int | None) -> list[tuple[str, int, int]]:
        """Address space, and its private writable part (the kernel's count, or a little more: with stacks)."""
        process = psutil.Process(pid)
        used = process.memory_info()
        return [
            ("RLIMIT_AS", process.rlimit(psutil.RLIMIT_AS)[0], used.vms),
            ("RLIMIT_DATA", process.rlimit(psutil.RLIMIT_DATA)[0], used.data),
        ]

else:

    def _limits(pid: int | None) -> list[tuple[str, int, int]]:
        return []
