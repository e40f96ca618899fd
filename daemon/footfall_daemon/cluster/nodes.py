"""Which workers a cluster offers: one for each GPU of its nodes, and as many without one as were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one worker."""

    worker: str
    """`render-2/gpu-1`: the same each time that the node is there."""
    node: str
    """Its name."""
    node_id: str
    gpus: int

    @property
    def device(self) -> str:
        return "gpu" if self.gpus else "cpu"


def slots_of(nodes: Iterable[Mapping[str, Any]], *, own: str, cpu_workers: int) -> list[Slot]:
    """Of the nodes that are alive, as `ray.nodes` tells them.

    `own`: id of the node that is this machine, whose devices have workers already; empty where it is none of them.
    """
    alive = [node for node in nodes if node["Alive"] and node["NodeID"] != own]
    return [slot for node, name in _named(alive) for slot in _slots(node, name, cpu_workers)]


def is_of_node(worker: str) -> bool:
    """Whether a worker of this name is on a node, not on this machine."""
    return "/" in worker


def _slots(node: Mapping[str, Any], name: str, cpu_workers: int) -> list[Slot]:
    id_ = node["NodeID"]
    gpus = [Slot(f"{name}/gpu-{number}", name, id_, 1) for number in range(1, _gpus(node) + 1)]
    return [*gpus, *(Slot(f"{name}/cpu-{number}", name, id_, 0) for number in range(1, cpu_workers + 1))]


def _gpus(node: Mapping[str, Any]) -> int:
    return int(node.get("Resources", {}).get("GPU", 0))


def _named(nodes: list[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    """Nodes that bear the same name are told apart by what Ray calls them."""
    names = [_name(node) for node in nodes]
    count = Counter(names)
    return [
        (node, name if count[name] == 1 else f"{name}-{node['NodeID'][:6]}")
        for node, name in zip(nodes, names, strict=True)
    ]


def _name(node: Mapping[str, Any]) -> str:
    """As it was started with, else as the machine is called: Ray's own default is its address."""
    name = str(node.get("NodeName") or "")
    address = str(node.get("NodeManagerAddress") or "")
    return name if name and name != address else str(node.get("NodeManagerHostname") or address)
