"""Which programs listen on ports of this machine: read from /proc, or asked of the daemon's package elsewhere."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footfall_bridge.checks.program import asked

_LISTENS: Final = "0A"
"""As /proc/net/tcp has it: proc_pid_net(5), and the kernel's enumeration of TCP states."""
_SOCKET: Final = re.compile(r"socket:\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Holder:
    pid: int | None
    """None: of another user, which the system does not tell."""
    name: str

    def __str__(self) -> str:
        return f"{self.name} (process {self.pid})" if self.pid is not None else "a program of another user"


def holders_of(ports: Collection[int]) -> Mapping[int, Holder]:
    """Of those that are held, by whom."""
    if sys.platform == "linux":
        return _by_proc(ports)
    told = asked("ports", *map(str, ports))
    if not isinstance(told, list):
        return {}
    return {int(port): Holder(pid, name) for port, pid, name in told}


def _by_proc(ports: Collection[int], proc: Path = Path("/proc")) -> Mapping[int, Holder]:
    sockets = {socket: port for port, socket in _listening(proc) if port in ports}
    found = {port: Holder(None, "") for port in sockets.values()}
    for process, socket in _open_sockets(proc) if sockets else ():
        if socket in sockets:
            found[sockets[socket]] = Holder(int(process.name), _name(process))
    return found


def _listening(proc: Path) -> Iterator[tuple[int, str]]:
    """Ports, and the numbers of their sockets."""
    for table in ("tcp", "tcp6"):
        file = proc / "net" / table
        for line in file.read_text().splitlines()[1:] if file.exists() else ():
            fields = line.split()
            if fields[3] == _LISTENS:
                yield int(fields[1].rpartition(":")[2], 16), fields[9]


def _open_sockets(proc: Path) -> Iterator[tuple[Path, str]]:
    for process in proc.glob("[0-9]*"):
        try:
            with os.scandir(process / "fd") as entries:
                links = [os.readlink(entry.path) for entry in entries]  # noqa: PTH115 - there are many
        except OSError:
            continue  # of another user, or gone
        yield from ((process, match[1]) for link in links if (match := _SOCKET.fullmatch(link)))


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return "a program that has just ended"
