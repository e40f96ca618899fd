"""A Ray cluster of several nodes on this one machine: each a raylet, with processes as on a box of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from tests.bridge.gateway.door import free_ports
from tests.end_to_end.house import until

PATIENCE = 120.0
"""Ray starts six programs for a node: seconds on an idle machine, and never quick on a busy one."""
_STORE = 80_000_000
"""Bytes of shared memory for a node's objects: Ray's least is 75 MB."""
_MANNERS = {
    "RAY_AUTH_MODE": "token",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "1",  # more nodes than one are a trial there
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_health_check_initial_delay_ms": "1000",  # a lost node is missed after six seconds, not fourteen
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "3000",
    "RAY_memory_monitor_refresh_ms": "0",  # others fill this machine's memory: no reason to end our workers
}
_NODE = ("--block", "--include-log-monitor=false", f"--object-store-memory={_STORE}")


@dataclass(frozen=True)
class Raylet:
    name: str
    """By which `ray.nodes()` knows it: `NodeName`. Host name and address are the same for all nodes here."""
    process: subprocess.Popen[bytes]
    """`ray start`, below which all else of the node runs."""
    log: Path

    def has_joined(self) -> bool:
        said = self.log.read_text("utf-8", errors="replace")
        assert self.process.poll() is None, f"{self.name} did not start:\n{said}"
        return "Ray runtime started" in said


class Raylets:
    """The first node is the head, which ends the cluster when it dies."""

    def __init__(self, folder: Path, cpus: int = 1, gpus: int = 0) -> None:
        """`folder`: of a short path, since sockets lie below it. `cpus`, `gpus`: what each node says it has."""
        self._folder = folder
        self._has = (f"--num-cpus={cpus}", f"--num-gpus={gpus}")
        self._port, self._client_port = free_ports(2)
        self._token = folder / "token"
        self._token.write_text(secrets.token_hex(32), "utf-8")
        self._started = 0
        self.nodes: list[Raylet] = []

    @property
    def address(self) -> str:
        """For a driver on one of the nodes."""
        return f"127.0.0.1:{self._port}"

    @property
    def client_address(self) -> str:
        """For a driver anywhere else."""
        return f"ray://127.0.0.1:{self._client_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a driver must have in its environment to be let in."""
        return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(self._token), "RAY_USAGE_STATS_ENABLED": "0"}

    @property
    def head(self) -> Raylet:
        return self.nodes[0]

    def start(self, nodes: int = 2) -> None:
        """The others while the head is still about it: they need no more of it than its table of nodes."""
        ports = (f"--port={self._port}", f"--ray-client-server-port={self._client_port}")
        head = self._launch("--head", "--include-dashboard=false", "--no-monitor", *ports)
        until(lambda: _listens(self._port) or head.has_joined(), "the cluster's head to listen", PATIENCE)
        others = [self._launch(f"--address={self.address}") for _ in range(nodes - 1)]
        for node in (head, *others):
            until(node.has_joined, f"{node.name} to join", PATIENCE)

    def add_node(self) -> Raylet:
        node = self._launch(f"--address={self.address}")
        until(node.has_joined, f"{node.name} to join", PATIENCE)
        return node

    def kill(self, node: Raylet) -> None:
        """As a machine that lost its power: everything of the node, at once and without a word."""
        self.nodes.remove(node)
        _end(node.process)

    def close(self) -> None:
        for node in reversed(self.nodes):
            _end(node.process)
        self.nodes.clear()

    def _launch(self, *how: str) -> Raylet:
        name = f"node-{self._started}"
        self._started += 1
        log = self._folder / f"{name}.log"
        ray = [sys.executable, "-m", "ray.scripts.scripts", "start", *how, *_NODE, *self._has]
        with log.open("wb") as said:
            process = subprocess.Popen(
                [*ray, f"--node-name={name}", f"--temp-dir={self._folder / name}"],
                cwd=self._folder,
                env=_without_ray() | _MANNERS | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        node = Raylet(name, process, log)
        self.nodes.append(node)
        return node


@contextmanager
def raylets(nodes: int = 2, cpus: int = 1, gpus: int = 0) -> Iterator[Raylets]:
    """Skips without Ray. In a folder of its own, since pytest's are too deep for the sockets of Ray."""
    if find_spec("ray") is None:
        pytest.skip("needs `ray`: footfall[cluster]")
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        cluster = Raylets(Path(folder), cpus, gpus)
        try:
            cluster.start(nodes)
            yield cluster
        finally:
            cluster.close()


def _without_ray() -> dict[str, str]:
    """Whoever runs the tests may have a cluster, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """And all below it: halted first, so that none starts another meanwhile."""
    halted: dict[int, psutil.Process] = {}
    while fresh := [one for one in _family(process.pid) if one.pid not in halted]:
        for one in fresh:
            halted[one.pid] = one
            with suppress(psutil.NoSuchProcess):
                one.suspend()
    for one in halted.values():
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait(PATIENCE)
    _, alive = psutil.wait_procs(list(halted.values()), timeout=PATIENCE)
    assert not alive, f"they outlive their node: {alive}"


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
