"""How long a device takes to be free, and to work again: `python -m tests.benchmarks.release [--json]`.

The synthetic engine, in the middle of steps of a given length. Free means: no engine process is left.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from footfall_bridge.client import Client
from footfall_bridge.protocol import Order
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House, a_house, until
from tests.synthetic import install
from tests.synthetic.options import Cost, Options

STEPS = (0.05, 0.5, 3.0)
"""Seconds."""


def release(house: House, client: Client) -> dict[str, float]:
    """Seconds from the word until it is true."""
    clip = Clip(duration=Time(value=4, rate=(1, 1)))
    jobs = client.submit([Order(clip=clip, engine="synthetic", seed=seed) for seed in range(4)])
    until(lambda: client.job(jobs[0]).progress > 0.35, "the clips to be on their way")
    start = time.perf_counter()
    client.release()
    until(lambda: not house.children("footfall_daemon.engine"), "the device to be free")
    freed = time.perf_counter() - start
    progress = client.job(jobs[0]).progress
    start = time.perf_counter()
    client.reclaim()
    until(lambda: client.job(jobs[0]).progress > progress, "the clips to go on")
    going = time.perf_counter() - start
    client.cancel(jobs)
    return {"free after, s": round(freed, 2), "goes on after, s": round(going, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    seen: dict[str, dict[str, float]] = {}
    for step in STEPS:
        with tempfile.TemporaryDirectory() as folder:
            options = Options(steps=40, step=Cost(fixed=step))
            extra = install.environment(Path(folder) / "packages", options)
            with a_house(Path(folder) / "home", extra) as house, house.client() as client:
                seen[f"steps of {step} s"] = release(house, client)
    if arguments.json:
        print(json.dumps(seen))
        return
    for name, figures in seen.items():
        print(f"{name:20}", ", ".join(f"{what} {value:.2f}" for what, value in figures.items()))


if __name__ == "__main__":
    main()
