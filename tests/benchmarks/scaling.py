"""How much faster the real daemon is with 1, 2, 4 workers, and where they wait. Steps sleep, as beside a device.

python tests/benchmarks/scaling.py [--json] [--workers 1 2 4] [--clips N] [--kind machine]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

if not __package__:  # run as a file: beside it lies a `queue` that is not Python's
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState, Order, WorkerInfo
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House
from tests.synthetic.info import SYNTHETIC
from tests.synthetic.install import environment
from tests.synthetic.options import Cost, Options

_STEPS: Final = 10
_STEP: Final = Cost(per_token=1e-3, knee=50)
"""A clip of two seconds takes a second, alone or with others: what is gained, more workers gain."""
_LENGTH: Final = Time(value=2, rate=(1, 1))
_REHEARSED: Final = 6
"""Clips for each worker, from which it learns what steps cost."""
_LOOK_EVERY: Final = 0.1
_WORKS: Final = "works"
_IN_WORDS: Final = "{clips} clips, each of which takes a worker {each:g} s; idle is a share of all workers' time."

Kind = Callable[[int], AbstractContextManager[str]]
"""For so many workers: the settings of a daemon that has them. What they need beside it is there meanwhile."""


@contextmanager
def on_this_machine(workers: int) -> Iterator[str]:
    yield f'[engine]\ndevice = "{",".join(["cpu"] * workers)}"\n'


KINDS: Final[dict[str, Kind]] = {"machine": on_this_machine}


@dataclass(frozen=True, slots=True)
class Run:
    workers: int
    start_s: float
    """Until all had loaded the engine and learned what it costs."""
    seconds: float
    clips: int
    time: Counter[str]
    """Of all workers: how often each was seen at work, or idle for what reason."""

    @property
    def rate(self) -> float:
        return self.clips / self.seconds

    @property
    def idle(self) -> dict[str, float]:
        """Shares of the time of all workers, by reason, the largest first."""
        seen = self.time.total()
        return {why: round(count / seen, 3) for why, count in self.time.most_common() if why != _WORKS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="the first is compared with")
    parser.add_argument("--clips", type=int, default=48)
    parser.add_argument("--kind", choices=KINDS, default="machine", help="where the workers are")
    arguments = parser.parse_args()
    runs = [run(KINDS[arguments.kind], workers, arguments.clips) for workers in arguments.workers]
    table = rows(runs)
    each = _STEPS * _STEP.seconds(SYNTHETIC.tokens_per_second * float(_LENGTH.seconds))
    if arguments.json:
        known = {"kind": arguments.kind, "clips": arguments.clips, "seconds_of_steps": each}
        print(json.dumps({**known, "rows": table}, indent=1))
    else:
        show(table)
        print(_IN_WORDS.format(clips=arguments.clips, each=each))


def run(kind: Kind, workers: int, clips: int) -> Run:
    with tempfile.TemporaryDirectory() as name, kind(workers) as settings:
        house = House(Path(name) / "home", environment(Path(name), Options(steps=_STEPS, step=_STEP)))
        with house.places.settings_file.open("a") as file:
            file.write(settings)
        began = time.monotonic()
        house.start()
        try:
            with house.client() as client:
                while not _all_ready(client.status().workers, workers):
                    _make(client, workers * _REHEARSED)
                ready = time.monotonic()
                with watched(house) as seen:
                    _make(client, clips)
                return Run(workers, ready - began, time.monotonic() - ready, clips, seen)
        finally:
            house.close()


def _make(client: Client, clips: int) -> None:
    orders = [Order(clip=Clip(duration=_LENGTH), engine="synthetic", seed=number) for number in range(clips)]
    ended = client.wait(client.submit(orders))
    assert all(job.state is JobState.done for job in ended), ended


def _all_ready(workers: Sequence[WorkerInfo], wanted: int) -> bool:
    return len(workers) == wanted and all(worker.engine and worker.rate for worker in workers)


@contextmanager
def watched(house: House) -> Iterator[Counter[str]]:
    """What workers do meanwhile, seen by a client of its own."""
    seen: Counter[str] = Counter()
    done = Event()
    thread = Thread(target=_watch, args=(house, seen, done))
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _watch(house: House, seen: Counter[str], done: Event) -> None:
    with house.client() as client:
        while not done.wait(_LOOK_EVERY):
            seen.update(_WORKS if worker.running else worker.note for worker in client.status().workers)


def rows(runs: Sequence[Run]) -> list[dict[str, Any]]:
    first = runs[0]
    return [
        {
            "workers": it.workers,
            "clips/s": round(it.rate, 2),
            "speed-up": round(it.rate / first.rate, 2),
            "efficiency": round(it.rate / first.rate * first.workers / it.workers, 3),
            "idle": round(sum(it.idle.values()), 3),
            "start_s": round(it.start_s, 1),
            "seconds": round(it.seconds, 1),
            "idle_because": it.idle,
        }
        for it in runs
    ]


def show(table: Sequence[dict[str, Any]]) -> None:
    keys = [key for key in table[0] if key != "idle_because"]
    print("  ".join(f"{key:>10}" for key in keys))
    for row in table:
        print("  ".join(f"{row[key]!s:>10}" for key in keys))
    for row in table:
        for why, share in row["idle_because"].items():
            print(f"{row['workers']} workers, {share:.1%} idle: {why}")


if __name__ == "__main__":
    main()
