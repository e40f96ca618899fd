"""Workers on the nodes of a real Ray cluster: the same samples as at home, whatever happens to the nodes.

The nodes are on this machine, but see nothing of the daemon's folders unless a test says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from footfall_bridge.client import Client
from footfall_bridge.protocol import JobState, Order
from footfall_bridge.timeline import Clip
from tests.end_to_end.abroad import PATIENCE, configure, elsewhere, joined, lend, pull
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, a_house, processes_with, until
from tests.end_to_end.raylets import Raylets, raylets
from tests.engine.hunyuan.checkpoints import make_set
from tests.footage import Film
from tests.synthetic import install
from tests.synthetic.options import Cost, Options

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
_SLOW = Options(steps=20, step=Cost(fixed=0.05))
"""A clip lasts for a second: a node can be killed meanwhile."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return install.environment(tmp_path_factory.mktemp("engines"), _SLOW)


@pytest.fixture(scope="module")
def cluster(engines: Mapping[str, str]) -> Iterator[Raylets]:
    with raylets(nodes=2, gpus=1, extra=engines) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_set(tmp_path_factory.mktemp("downloads"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, engines: Mapping[str, str], weights: Path) -> Iterator[House]:
    """Without a cluster: what it makes is how it has to sound."""
    with a_house(tmp_path_factory.mktemp("alone"), engines) as house:
        pull(house, weights)
        yield house


def test_every_gpu_of_the_cluster_is_a_worker(
    cluster: Raylets, engines: Mapping[str, str], tmp_path: Path
) -> None:
    with joined(tmp_path, cluster.client_address, cluster, engines) as house:
        workers = {worker.name: worker for worker in elsewhere(house)}
        assert sorted(workers) == [f"{node.name}/gpu-1" for node in cluster.nodes]
        assert {worker.node for worker in workers.values()} == {node.name for node in cluster.nodes}
        assert all(worker.note for worker in workers.values()), "each says why it does nothing"


def test_a_driver_on_a_node_leaves_that_node_to_itself(
    cluster: Raylets, engines: Mapping[str, str], tmp_path: Path
) -> None:
    with joined(tmp_path, cluster.address, cluster, engines, count=1) as house:
        (worker,) = elsewhere(house)
        assert worker.node != cluster.head.name


def test_who_has_not_the_token_is_kept_out_and_told_so(
    cluster: Raylets, engines: Mapping[str, str], tmp_path: Path
) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("0" * 64, "utf-8")
    with a_house(
        tmp_path / "home", {**engines, **cluster.environment, "RAY_AUTH_TOKEN_PATH": str(wrong)}
    ) as house:
        configure(house, "cluster.address", cluster.address)
        until(lambda: "cannot be joined" in state(house), "it to be refused", PATIENCE)
        assert elsewhere(house) == []


def test_sketch_makes_the_same_samples_there(
    cluster: Raylets, engines: Mapping[str, str], alone: House, tmp_path: Path
) -> None:
    film = Film().make(tmp_path / "film.mp4")
    order = Order(clip=Clip(media=str(film)), engine="sketch", prompt="steps on gravel", seed=5, layers=["feet"])
    with joined(tmp_path, cluster.client_address, cluster, engines) as house:
        assert same(heard(house, order), heard(alone, order))


def test_a_worker_that_is_given_back_leaves_its_gpu_to_other_jobs_of_the_cluster(
    cluster: Raylets, engines: Mapping[str, str], tmp_path: Path
) -> None:
    film = Film().make(tmp_path / "film.mp4")
    with joined(tmp_path, cluster.client_address, cluster, engines) as house:
        heard(house, Order(clip=Clip(media=str(film)), engine="sketch"))
        assert posts(cluster)
        for worker in elsewhere(house):
            lend(house, "release", worker.name)
        until(lambda: not posts(cluster), "the cluster to have its GPUs back")


def test_hunyuan_films_there_and_makes_the_same_samples(
    cluster: Raylets, engines: Mapping[str, str], alone: House, weights: Path, tmp_path: Path
) -> None:
    """The weights are where a rule says, the pictures come along."""
    film = Film(frames=13).make(tmp_path / "film.mp4")
    order = Order(clip=Clip(media=str(film)), engine="hunyuan-xl", prompt="steps", seed=5, steps=3)
    with joined(tmp_path, cluster.client_address, cluster, engines, weights=weights) as house:
        there = heard(house, order)
        again = heard(house, order.model_copy(update={"seed": 6}))
    assert same(there, heard(alone, order))
    assert not same(there, again)


def test_a_node_that_dies_loses_nothing(
    cluster: Raylets, engines: Mapping[str, str], alone: House, tmp_path: Path
) -> None:
    film = Film().make(tmp_path / "film.mp4")
    orders = [Order(clip=Clip(media=str(film)), engine="synthetic", seed=seed) for seed in range(8)]
    with joined(tmp_path, cluster.client_address, cluster, engines) as house, house.client() as client:
        lend(house, "release", f"{cluster.head.name}/gpu-1")
        ids = client.submit(orders)
        victim = cluster.nodes[-1]
        until(lambda: bool(running_at(client, victim.name)), "it to run there", PATIENCE)
        cluster.kill(victim)
        lend(house, "reclaim", f"{cluster.head.name}/gpu-1")
        jobs = client.wait(ids)
        assert [job.state for job in jobs] == [JobState.done] * len(orders)
        assert victim.name not in {worker.node for worker in client.status().workers}
    assert len(list((tmp_path / "Foley").glob("*.wav"))) == len(orders)  # each once
    assert same([samples_of(the_wav(job)) for job in jobs], heard(alone, *orders))


def posts(cluster: Raylets) -> list[psutil.Process]:
    """What holds GPUs of the cluster for us, as Ray names its processes."""
    return [process for node in cluster.nodes for process in processes_with("ray::Post", node.process.pid)]


def state(house: House) -> str:
    """How it is with the cluster, as users are told."""
    with house.client() as client:
        return client.status().cluster


def test_a_cluster_whose_head_dies_loses_nothing(
    cluster: Raylets, engines: Mapping[str, str], tmp_path: Path
) -> None:
    """The last test: there is no cluster any more. Nor does Ray start one of its own here, as it likes to."""
    film = Film().make(tmp_path / "film.mp4")
    orders = [Order(clip=Clip(media=str(film)), engine="synthetic", seed=seed) for seed in range(4)]
    with joined(tmp_path, cluster.client_address, cluster, engines) as house, house.client() as client:
        ids = client.submit(orders)
        head = cluster.head.name
        until(lambda: bool(running_at(client, head)), "it to run there", PATIENCE)
        cluster.kill(cluster.head)
        until(lambda: not elsewhere(house), "the head to be missed", PATIENCE, every=0.5)
        lend(house, "reclaim", "auto")
        assert [job.state for job in client.wait(ids)] == [JobState.done] * len(orders)
        assert house.children("gcs_server") == []
    assert len(list((tmp_path / "Foley").glob("*.wav"))) == len(orders)  # each once


def running_at(client: Client, node: str) -> list[str]:
    return [job for worker in client.status().workers if worker.node == node for job in worker.running]


def heard(house: House, *orders: Order) -> list[NDArray[np.int32]]:
    with house.client() as client:
        return [samples_of(the_wav(job)) for job in client.wait(client.submit(orders))]


def same(some: list[NDArray[np.int32]], others: list[NDArray[np.int32]]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))
