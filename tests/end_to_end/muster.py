"""A driver that asks every node of a Ray cluster to answer: `python -m tests.end_to_end.muster ADDRESS NAME...`

Ends when the living nodes are those named and each has run a task; prints their names with their raylets' pids.
"""

from __future__ import annotations

import os
import sys
import time

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy


@ray.remote(num_cpus=0)
def answer() -> int:
    return os.getppid()


def living() -> dict[str, str]:
    """Names, with Ray's own."""
    return {node["NodeName"]: node["NodeID"] for node in ray.nodes() if node["Alive"]}


def main() -> None:
    address, *names = sys.argv[1:]
    ray.init(address=address, log_to_driver=False)
    while living().keys() != set(names):
        time.sleep(0.1)
    for name, node in living().items():
        there = NodeAffinitySchedulingStrategy(node, soft=False)
        sys.stdout.write(f"{name} {ray.get(answer.options(scheduling_strategy=there).remote())}\n")


if __name__ == "__main__":
    main()
