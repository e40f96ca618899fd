"""The memory that Linux's control groups leave to this process: containers, services, sessions of a desktop.

Sources: the kernel's `admin-guide/cgroup-v2.rst` and `cgroup-v1/memory.rst`; `proc_pid_mountinfo(5)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from footfall_daemon.probes.readings import ABSURD, Reading

_SOURCE = "control group"
_PROCESSES = Path("/proc")
_USUAL = Path("/sys/fs/cgroup")
_LIMITS = ("memory.max", "memory.high", "memory.limit_in_bytes")
"""`memory.high` does not kill, but slows to a crawl who goes beyond it. The last one is version 1."""
_USES = ("memory.current", "memory.usage_in_bytes")


@dataclass(frozen=True, slots=True)
class _Mount:
    """Where a tree of groups can be read: group `root` of it lies at `folder`."""

    version: int
    root: PurePosixPath
    folder: Path

    def upwards(self, group: PurePosixPath) -> Iterator[Path]:
        """The folder of `group`, then of each group that holds it, as far as this mount shows them."""
        try:
            names = group.relative_to(self.root).parts
        except ValueError:  # a namespace of groups: our own tree begins at what is mounted
            names = ()
        if ".." in names:
            names = ()
        for depth in range(len(names), -1, -1):
            yield self.folder.joinpath(*names[:depth])


def own_groups(pid: int | None = None, processes: Path = _PROCESSES) -> list[Path]:
    """The folders of all groups that a process is in (this one by default): its own, then those around it."""
    process = processes / ("self" if pid is None else str(pid))
    groups = dict(_memberships(_text(process / "cgroup")))
    mounts = _mounts(_text(process / "mountinfo"))
    folders = [
        folder for mount in mounts if mount.version in groups for folder in mount.upwards(groups[mount.version])
    ]
    return folders or [_USUAL]


def group_memory(groups: Sequence[Path]) -> Reading | None:
    """What the tightest of the groups leaves; None where none sets a limit."""
    limits = [limit for folder in groups if (limit := _limit(folder)) is not None]
    if not limits:
        return None
    return replace(min(limits, key=lambda limit: limit.free), total=min(limit.total for limit in limits))


def _limit(folder: Path) -> Reading | None:
    limits = [number for number in _numbers(folder, _LIMITS) if 0 < number < ABSURD]
    used = next(_numbers(folder, _USES), -1)
    if not limits or used < 0:
        return None
    total = min(limits)
    held = used - min(used, _idle_cache(folder))
    return Reading(_SOURCE, total, max(0, total - held), f"limit of {folder}")


def _idle_cache(folder: Path) -> int:
    """Bytes of files that the kernel drops before it refuses anyone memory, groups below counted in."""
    fields = dict(line.split(" ", 1) for line in _text(folder / "memory.stat").splitlines() if " " in line)
    text = fields.get("total_inactive_file", fields.get("inactive_file", ""))
    return max(0, _number(text) or 0)


def _memberships(text: str) -> Iterator[tuple[int, PurePosixPath]]:
    """Version and group, from lines like `0::/user.slice` (version 2) and `4:memory:/docker/1f3` (1)."""
    for line in text.splitlines():
        number, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if number == "0" and not controllers:
            yield 2, PurePosixPath(group)
        elif "memory" in controllers.split(","):
            yield 1, PurePosixPath(group)


def _mounts(text: str) -> Iterator[_Mount]:
    for line in text.splitlines():
        place, _, system = line.partition(" - ")
        fields, kinds = place.split(" "), system.split(" ")
        if len(fields) < 5 or len(kinds) < 3:
            continue
        root, folder = PurePosixPath(fields[3]), Path(fields[4].replace("\\040", " "))
        if kinds[0] == "cgroup2":
            yield _Mount(2, root, folder)
        elif kinds[0] == "cgroup" and "memory" in kinds[2].split(","):
            yield _Mount(1, root, folder)


def _numbers(folder: Path, names: Sequence[str]) -> Iterator[int]:
    for name in names:
        number = _number(_text(folder / name))
        if number is not None:
            yield number


def _number(text: str) -> int | None:
    """None for "max", for what is no number, and where there was no file."""
    try:
        return int(text)
    except ValueError:
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
