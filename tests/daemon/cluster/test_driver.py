"""Which workers there are in a cluster and who has an engine process; a fake connection, fake posts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from footfall_daemon.cluster import driver as module
from footfall_daemon.cluster.driver import Driver
from footfall_daemon.cluster.messages import Connected, End, Exited, Heard, Joined, Left, Open, Say, Start, Terms
from footfall_daemon.engine.messages import Alive, Measure
from tests.daemon.cluster.fake_post import FakeLink, FakePost, Listener
from tests.daemon.stage import until

GPU_1, GPU_2, OTHER = "render-2/gpu-1", "render-2/gpu-2", "render-3/gpu-1"


def a_node(name: str, gpus: float, id_: str = "") -> dict[str, Any]:
    return {"NodeID": id_ or name, "Alive": True, "NodeName": name, "Resources": {"GPU": gpus}}


ROOM = (a_node("render-2", 2.0), a_node("render-3", 1.0))


class Bench:
    """A driver at a fake cluster, and what the daemon hears of it."""

    def __init__(self, *nodes: dict[str, Any], **terms: Any) -> None:
        self.link = FakeLink(*nodes)
        self.listener = Listener()
        opened = Open(terms=Terms(address="auto", **terms), weights={})
        self.driver = Driver(self.link, opened, self.listener)
        self.task = asyncio.create_task(self.driver.run())

    async def starts(self, *workers: str) -> None:
        """With an engine process each."""
        for worker in workers:
            times = self.listener.kinds.count("lacks")
            self.driver.take(Start(worker=worker))
            await self.listener.hears("lacks", times + 1)

    def post(self, worker: str) -> FakePost:
        return self.link.posts[worker]

    def of(self, worker: str) -> list[str]:
        """Kinds of all that was heard of a worker."""
        return [message.kind for message in self.listener.heard if getattr(message, "worker", "") == worker]

    async def close(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK", 0.001)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench(*ROOM)
    await bench.listener.hears("joined", 3)
    yield bench
    await bench.close()


async def test_workers_join_as_they_are_found(bench: Bench) -> None:
    assert bench.listener.heard == [
        Connected(nodes=2),
        Joined(worker=GPU_1, node="render-2", device="gpu"),
        Joined(worker=GPU_2, node="render-2", device="gpu"),
        Joined(worker=OTHER, node="render-3", device="gpu"),
    ]


async def test_a_node_that_comes_later_joins_too(bench: Bench) -> None:
    bench.link.there.append(a_node("render-4", 1.0))
    joined = await bench.listener.hears("joined", 4)
    assert joined == Joined(worker="render-4/gpu-1", node="render-4", device="gpu")
    assert await bench.listener.hears("connected", 2) == Connected(nodes=3)


async def test_workers_on_the_processor_are_found_where_they_are_wanted() -> None:
    bench = Bench(a_node("render-5", 0.0), cpu_workers=1)
    assert await bench.listener.hears("joined") == Joined(worker="render-5/cpu-1", node="render-5", device="cpu")
    await bench.close()


async def test_a_node_that_is_gone_takes_its_workers_with_it(bench: Bench) -> None:
    await bench.starts(GPU_1)
    bench.link.there.remove(ROOM[0])
    await bench.listener.hears("left", 2)
    assert bench.listener.heard[-2:] == [
        Left(worker=GPU_1, reason="render-2 has left the cluster"),
        Left(worker=GPU_2, reason="render-2 has left the cluster"),
    ]
    await until(lambda: bench.post(GPU_1).dismissed)


async def test_a_node_that_was_started_again_is_another(bench: Bench) -> None:
    bench.link.there[1] = a_node("render-3", 1.0, "again")
    await bench.listener.hears("joined", 4)
    assert bench.of(OTHER) == ["joined", "left", "joined"]


async def test_who_left_says_nothing_any_more(bench: Bench) -> None:
    await bench.starts(OTHER)
    bench.link.there.remove(ROOM[1])
    await bench.listener.hears("left")
    bench.post(OTHER).says(Alive())
    await until(lambda: bench.post(OTHER).dismissed)
    assert bench.of(OTHER) == ["joined", "lacks", "left"]


async def test_a_worker_is_talked_to_by_its_name(bench: Bench) -> None:
    await bench.starts(GPU_1, OTHER)
    bench.driver.take(Say(worker=OTHER, message=Measure().model_dump(mode="json")))
    await until(lambda: bool(bench.post(OTHER).told))
    assert bench.post(GPU_1).told == []
    bench.post(OTHER).says(Alive())
    assert await bench.listener.hears("heard") == Heard(worker=OTHER, message={"kind": "alive"})


async def test_what_is_said_to_a_worker_that_left_is_lost(bench: Bench) -> None:
    bench.driver.take(Say(worker="render-9/gpu-1", message=Measure().model_dump(mode="json")))
    bench.driver.take(End(worker="render-9/gpu-1"))
    bench.driver.take(End(worker="render-9/gpu-1", killed=True))
    await bench.starts(OTHER)
    assert not bench.task.done()


async def test_a_worker_that_left_cannot_be_started(bench: Bench) -> None:
    bench.driver.take(Start(worker="render-9/gpu-1"))
    reason = "it has left the cluster"
    assert bench.listener.heard[-1] == Exited(worker="render-9/gpu-1", code=1, killed=False, reason=reason)


async def test_one_that_is_asked_to_end_ends_and_may_be_started_again(bench: Bench) -> None:
    await bench.starts(OTHER)
    bench.driver.take(End(worker=OTHER))
    assert await bench.listener.hears("exited") == Exited(worker=OTHER, code=0, killed=False)
    assert bench.post(OTHER).ended
    await bench.starts(OTHER)
    assert bench.of(OTHER) == ["joined", "lacks", "exited", "lacks"]


async def test_one_that_is_killed_does_not_end_by_itself(bench: Bench) -> None:
    await bench.starts(OTHER)
    bench.driver.take(End(worker=OTHER, killed=True))
    assert await bench.listener.hears("exited") == Exited(worker=OTHER, code=1, killed=True)
    assert (bench.post(OTHER).ended, bench.post(OTHER).dismissed) == (False, True)
    await bench.starts(OTHER)


async def test_one_that_is_ending_still_is_not_started_beside(bench: Bench) -> None:
    await bench.starts(OTHER)
    bench.driver.take(Start(worker=OTHER))
    reason = "it is ending still"
    assert bench.listener.heard[-1] == Exited(worker=OTHER, code=1, killed=False, reason=reason)


async def test_a_post_that_is_lost_alone_may_be_hired_again(bench: Bench) -> None:
    await bench.starts(OTHER)
    bench.post(OTHER).is_lost(with_node=False)
    assert await bench.listener.hears("exited") == Exited(worker=OTHER, code=1, killed=True)
    await bench.starts(OTHER)
    assert "left" not in bench.listener.kinds


async def test_with_a_node_that_does_not_answer_all_its_workers_leave(bench: Bench) -> None:
    await bench.starts(GPU_1, GPU_2, OTHER)
    bench.post(GPU_2).is_lost(with_node=True)
    await bench.listener.hears("left", 2)
    assert bench.listener.heard[-2:] == [
        Left(worker=GPU_1, reason="render-2 does not answer"),
        Left(worker=GPU_2, reason="render-2 does not answer"),
    ]
    await until(lambda: bench.post(GPU_1).dismissed)
    assert bench.of(OTHER) == ["joined", "lacks"]


async def test_a_node_that_does_not_answer_is_left_alone_for_a_while(bench: Bench) -> None:
    """Ray takes it to be alive still."""
    await bench.starts(OTHER)
    bench.post(OTHER).is_lost(with_node=True)
    await bench.listener.hears("left")
    bench.link.there.append(a_node("render-4", 1.0))
    await bench.listener.hears("joined", 4)
    assert bench.of(OTHER) == ["joined", "lacks", "left"]
    bench.driver._barred = dict.fromkeys(bench.driver._barred, 0.0)  # the while is over
    await bench.listener.hears("joined", 5)
    await bench.starts(OTHER)


async def test_a_mistake_of_ours_is_told_as_an_end(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("ours")

    with monkeypatch.context() as patched:
        patched.setattr(bench.driver, "_weights", broken)
        bench.driver.take(Start(worker=OTHER))
        exited = await bench.listener.hears("exited")
    assert exited == Exited(worker=OTHER, code=1, killed=False, reason="a mistake of ours: 'ours'")
    await bench.starts(OTHER)


async def test_with_the_driver_all_posts_end(bench: Bench) -> None:
    await bench.starts(GPU_1, OTHER)
    await bench.close()
    assert (bench.post(GPU_1).dismissed, bench.post(OTHER).dismissed) == (True, True)


async def test_a_connection_that_is_lost_is_told_in_its_words(bench: Bench) -> None:
    bench.link.gone = ConnectionError("the cluster at auto is lost")
    with pytest.raises(ConnectionError, match="is lost"):
        await bench.task


async def test_a_cluster_that_does_not_answer_any_more_is_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ray may wait for ever for a head that died, and so would whoever says that to its posts."""
    await bench.starts(GPU_1)
    monkeypatch.setattr(module, "_PATIENCE", 0.001)

    async def silent() -> list[dict[str, Any]]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(bench.link, "nodes", silent)
    with pytest.raises(ConnectionError, match="does not answer"):
        await bench.task
    assert not bench.post(GPU_1).dismissed
