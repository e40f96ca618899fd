"""How much faster the real daemon is with 1, 2, 4 workers, and where they wait. Steps sleep, as beside a device.

python tests/benchmarks/scaling.py [--json] [--workers 1 2 4] [--clips N] [--kind machine ray]

`ray`: on the nodes of a cluster, each with its own processes on this machine. Kinds are run side by side.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

if not __package__:  # run as a file: beside it lies a `queue` that is not Python's
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState, Order, WorkerInfo
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.house import House, until
from tests.end_to_end.raylets import raylets
from tests.synthetic.info import SYNTHETIC
from tests.synthetic.install import environment
from tests.synthetic.options import Cost, Options

_STEPS: Final = 10
_STEP: Final = Cost(per_token=1e-3, knee=50)
"""A clip of two seconds takes a second, alone or with others: what is gained, more workers gain."""
_LENGTH: Final = Time(value=2, rate=(1, 1))
_REHEARSED: Final = 6
"""Clips for each worker, or more, from which it learns what steps cost."""
_LOOK_EVERY: Final = 0.1
_PATIENCE: Final = 240.0
_WORKS: Final = "works"
_IN_WORDS: Final = "{clips} clips, each of which takes a worker {each:g} s; idle is a share of all workers' time."


@dataclass(frozen=True, slots=True)
class Site:
    """Where workers are."""

    settings: str
    """Of a daemon that has them."""
    environment: Mapping[str, str]
    left_alone: Sequence[str] = ()
    """Workers that such a daemon has, too."""


Kind = Callable[[int, Mapping[str, str]], AbstractContextManager[Site]]
"""For so many workers, and the environment in which they find their engine. What they need is there meanwhile."""


@contextmanager
def on_this_machine(workers: int, engines: Mapping[str, str]) -> Iterator[Site]:
    yield Site(f'[engine]\ndevice = "{",".join(["cpu"] * workers)}"\n', engines)


@contextmanager
def on_nodes(workers: int, engines: Mapping[str, str]) -> Iterator[Site]:
    """Of two, or one for an odd number, which say that they have GPUs: a worker for each."""
    nodes = 1 if workers % 2 else 2
    with raylets(nodes=nodes, gpus=workers // nodes, extra=engines) as cluster:
        settings = f'[cluster]\naddress = "{cluster.client_address}"\n'
        yield Site(settings, {**engines, **cluster.environment}, left_alone=["auto"])


KINDS: Final[dict[str, Kind]] = {"machine": on_this_machine, "ray": on_nodes}


@dataclass(frozen=True, slots=True)
class Run:
    kind: str
    workers: int
    join_s: float
    """From when the daemon answered until it knew of all workers."""
    first_s: float
    """From then until the first step of a clip that was ordered there: a worker's process and engine started."""
    start_s: float
    """Until all had loaded the engine and learned what it costs, from when it answered."""
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
    parser.add_argument("--kind", choices=KINDS, nargs="+", default=["machine"], help="where the workers are")
    arguments = parser.parse_args()
    runs = [run(kind, workers, arguments.clips) for workers in arguments.workers for kind in arguments.kind]
    table = rows(runs)
    each = _STEPS * _STEP.seconds(SYNTHETIC.tokens_per_second * float(_LENGTH.seconds))
    if arguments.json:
        known = {"clips": arguments.clips, "seconds_of_steps": each}
        print(json.dumps({**known, "rows": table}, indent=1))
    else:
        show(table)
        print(_IN_WORDS.format(clips=arguments.clips, each=each))


def run(kind: str, workers: int, clips: int) -> Run:
    with tempfile.TemporaryDirectory() as name:
        engines = environment(Path(name), Options(steps=_STEPS, step=_STEP))
        with (
            KINDS[kind](workers, engines) as site,
            _opened(Path(name) / "home", site) as house,
            house.client() as client,
        ):
            began = time.monotonic()
            until(lambda: len(_present(client)) == workers, "the workers to join", _PATIENCE)
            joined = time.monotonic()
            rehearsed = workers * _REHEARSED
            first = _make(client, rehearsed)
            while not all(worker.engine and worker.rate for worker in _present(client)):
                rehearsed *= 2  # as many as it is worth while to load the engine once more for
                _make(client, rehearsed)
            ready = time.monotonic()
            with watched(house) as seen:
                _make(client, clips)
            seconds = time.monotonic() - ready
    return Run(kind, workers, joined - began, first - joined, ready - began, seconds, clips, seen)


@contextmanager
def _opened(home: Path, site: Site) -> Iterator[House]:
    house = House(home, site.environment)
    with house.places.settings_file.open("a") as file:
        file.write(site.settings)
    house.start()
    try:
        with house.client() as client:
            for worker in site.left_alone:
                client.release(worker)
        yield house
    finally:
        house.close()


def _make(client: Client, clips: int) -> float:
    """When the first of all steps was made."""
    stepping: list[float] = []

    def look(job: JobInfo) -> None:
        if job.state is JobState.running:
            stepping.append(time.monotonic())

    ended = client.wait(client.submit([_order(number) for number in range(clips)]), look)
    assert all(job.state is JobState.done for job in ended), ended
    return stepping[0]


def _order(number: int) -> Order:
    return Order(clip=Clip(duration=_LENGTH), engine="synthetic", seed=number)


def _present(client: Client) -> list[WorkerInfo]:
    return [worker for worker in client.status().workers if worker.state != "released"]


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
            seen.update(_WORKS if worker.running else worker.note for worker in _present(client))


def rows(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Each against the first of its kind."""
    firsts = {it.kind: it for it in reversed(runs)}
    return [_row(it, firsts[it.kind]) for it in runs]


def _row(it: Run, first: Run) -> dict[str, Any]:
    return {
        "kind": it.kind,
        "workers": it.workers,
        "clips/s": round(it.rate, 2),
        "speed-up": round(it.rate / first.rate, 2),
        "efficiency": round(it.rate / first.rate * first.workers / it.workers, 3),
        "idle": round(sum(it.idle.values()), 3),
        "join_s": round(it.join_s, 1),
        "first_s": round(it.first_s, 1),
        "start_s": round(it.start_s, 1),
        "seconds": round(it.seconds, 1),
        "idle_because": it.idle,
    }


def show(table: Sequence[dict[str, Any]]) -> None:
    keys = [key for key in table[0] if key != "idle_because"]
    print("  ".join(f"{key:>10}" for key in keys))
    for row in table:
        print("  ".join(f"{row[key]!s:>10}" for key in keys))
    for row in table:
        for why, share in row["idle_because"].items():
            print(f"{row['kind']}, {row['workers']} workers, {share:.1%} idle: {why}")


if __name__ == "__main__":
    main()
