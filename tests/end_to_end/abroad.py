"""A daemon that uses the workers of a Ray cluster alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from footfall_bridge.protocol import WorkerInfo
from tests.end_to_end.house import House, a_house, until
from tests.end_to_end.raylets import Raylets

PATIENCE = 240.0


@contextmanager
def joined(
    folder: Path,
    address: str,
    cluster: Raylets,
    engines: Mapping[str, str],
    *,
    count: int | None = None,
    weights: Path | None = None,
) -> Iterator[House]:
    """Its own device is left to others. `count`: of the workers, else one for each node."""
    with a_house(folder / "home", {**engines, **cluster.environment}) as house:
        if weights is not None:
            pull(house, weights)
            configure(house, "cluster.paths", f"{weights}={weights}")
        configure(house, "cluster.address", address)
        wanted = len(cluster.nodes) if count is None else count
        until(lambda: len(elsewhere(house)) == wanted, "the nodes to join", PATIENCE)
        lend(house, "release", "auto")
        yield house


def lend(house: House, action: str, worker: str) -> None:
    run = house.run("gpu", action, "--device", worker)
    assert run.returncode == 0, run.stdout + run.stderr


def pull(house: House, weights: Path) -> None:
    run = house.run("engines", "pull", "hunyuan-xl", "--from", str(weights), "--accept-licence", "--json")
    assert run.returncode == 0, run.stdout + run.stderr


def configure(house: House, key: str, value: str) -> None:
    run = house.run("config", "set", key, value)
    assert run.returncode == 0, run.stdout + run.stderr


def elsewhere(house: House) -> list[WorkerInfo]:
    with house.client() as client:
        return [worker for worker in client.status().workers if worker.node]
