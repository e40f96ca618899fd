"""How the queue behaves when it is long: `python -m tests.benchmarks.queue [--jobs N] [--json]`."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from footfall_bridge.client import Client
from footfall_bridge.locate import read_connection
from footfall_bridge.protocol import Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.house import House, a_house


def milliseconds(work: Callable[[], object], repeats: int = 1) -> float:
    """The median of `repeats` runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(times), 1)


def resident_mib(house: House) -> float:
    connection = read_connection(house.places)
    assert connection is not None
    return round(psutil.Process(connection.pid).memory_info().rss / 2**20, 1)


def figures(house: House, client: Client, count: int) -> dict[str, float]:
    order = Order(clip=Clip(media="/nowhere/film.mp4"))
    client.pause()
    seen: dict[str, float] = {"resident MiB, empty": resident_mib(house)}
    seen["submit one, ms"] = milliseconds(lambda: client.submit([order]), 20)
    orders = [order.model_copy(update={"seed": seed}) for seed in range(count)]
    seen[f"submit {count}, ms"] = milliseconds(lambda: client.submit(orders))
    seen[f"submit one more behind {count}, ms"] = milliseconds(lambda: client.submit([order]), 20)
    seen["list a page of 200, ms"] = milliseconds(lambda: next(iter(client.jobs(limit=200))), 20)
    seen[f"list all {count}, ms"] = milliseconds(lambda: list(client.jobs()), 5)
    seen["status, ms"] = milliseconds(client.status, 20)
    seen[f"resident MiB, {count} jobs"] = resident_mib(house)
    for _ in range(20):
        list(client.jobs())
    seen["resident MiB after listing all 20 times"] = resident_mib(house)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, a_house(Path(folder)) as house, house.client() as client:
        seen = figures(house, client, arguments.jobs)
    if arguments.json:
        print(json.dumps(seen))
        return
    for name, value in seen.items():
        print(f"{name:45} {value:10.1f}")


if __name__ == "__main__":
    main()
