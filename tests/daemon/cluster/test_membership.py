"""The cluster as the daemon sees it; a fake child."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from footfall_bridge.timeline import Clip
from footfall_daemon.cluster.member import Maps, Member
from footfall_daemon.cluster.membership import Cluster
from footfall_daemon.cluster.messages import (
    Connected,
    Exited,
    Failed,
    Heard,
    Joined,
    Lacks,
    Left,
    Open,
    Say,
    Sent,
    Start,
    Terms,
    Unseen,
)
from footfall_daemon.engine.messages import Admit, Alive
from footfall_daemon.luggage import Luggage
from footfall_daemon.settings import LiveSettings
from footfall_daemon.worker import Spawn, was_killed
from tests.daemon.cluster.making import an_order
from tests.daemon.fake_child import FakeChild, Nursery

WORKER = "render-2/gpu-1"
JOINED = Joined(worker=WORKER, node="render-2", device="gpu")


class Hall:
    """Stands in for the foreman: who is there, and how they may be started."""

    def __init__(self) -> None:
        self.spawns: dict[str, Spawn] = {}
        self.nodes: dict[str, tuple[str, str]] = {}
        self.reasons: list[str] = []
        """For which workers left."""
        self.lacking: dict[str, Mapping[str, str]] = {}
        self.maps: list[Maps | None] = []
        """By which media were to be found, of each segment that was packed."""

    def join(self, name: str, *, node: str, device: str, spawn: Spawn) -> None:
        assert name not in self.spawns
        self.spawns[name], self.nodes[name] = spawn, (node, device)

    def leave(self, name: str, reason: str) -> None:
        del self.spawns[name]
        self.reasons.append(reason)

    def lacks(self, name: str, engines: Mapping[str, str]) -> None:
        self.lacking[name] = engines

    async def pack(self, segment: str, maps: Maps | None) -> Luggage:
        self.maps.append(maps)
        return Luggage(an_order(segment))


class Bench:
    def __init__(self, folder: Path) -> None:
        self.nursery = Nursery()
        self.hall = Hall()
        self.decisions: list[str] = []
        self.settings = LiveSettings(folder / "settings.toml")
        self.refusal: OSError | None = None
        """Why no child can be started."""
        self.cluster = Cluster(
            self._spawn,
            self.hall,
            self.settings,
            weights=lambda: {"seeing": "/weights/lenses/set.json"},
            decide=self.decisions.append,
        )
        self.heard: list[Any] = []
        self.exits: list[int] = []

    def _spawn(self, on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Any:
        if self.refusal is not None:
            raise self.refusal
        return self.nursery.spawn(on_message, on_exit)

    @property
    def child(self) -> FakeChild:
        return self.nursery.latest

    async def connects(self, address: str = "auto") -> None:
        self.settings.change("cluster.address", address)
        await self.cluster.tick()
        self.child.reports(Connected(nodes=2))

    def starts(self) -> Member:
        """An engine process at the worker."""
        return cast(Member, self.hall.spawns[WORKER](self.heard.append, self.exits.append))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.cluster.close()


async def sent(bench: Bench, number: int) -> None:
    """So many segments have gone to the child."""
    while sum(isinstance(told, Say) for told in bench.child.told) < number:  # noqa: ASYNC110
        await asyncio.sleep(0)


# its child


async def test_without_an_address_nothing_is_started(bench: Bench) -> None:
    await bench.cluster.tick()
    assert (bench.nursery.children, bench.cluster.state) == ([], "")


async def test_the_child_is_told_all_that_it_must_know(bench: Bench) -> None:
    bench.settings.change("cluster.cpu_workers", 1)
    bench.settings.change("cluster.paths", "/film=/mnt/film")
    await bench.connects("render-1:6379")
    terms = Terms(address="render-1:6379", cpu_workers=1, paths="/film=/mnt/film")
    assert bench.child.told == [Open(terms=terms, weights={"seeing": "/weights/lenses/set.json"})]


async def test_it_is_said_how_it_is_with_the_cluster(bench: Bench) -> None:
    bench.settings.change("cluster.address", "auto")
    await bench.cluster.tick()
    assert bench.cluster.state == "connecting to auto"
    bench.child.reports(Connected(nodes=1))
    assert bench.cluster.state == "connected to auto, 1 node"
    assert bench.decisions == ["connected to auto, 1 node"]


async def test_a_second_look_starts_no_second_child(bench: Bench) -> None:
    await bench.connects()
    await bench.cluster.tick()
    assert len(bench.nursery.children) == 1


async def test_why_it_cannot_be_joined_is_said(bench: Bench) -> None:
    bench.settings.change("cluster.address", "auto")
    await bench.cluster.tick()
    bench.child.reports(Failed(message="nobody answers at auto"))
    bench.child.exits(1)
    assert bench.cluster.state == "nobody answers at auto"
    assert bench.decisions == ["nobody answers at auto"]


async def test_a_child_that_crashes_is_not_taken_to_be_connected(bench: Bench) -> None:
    await bench.connects()
    bench.child.exits(-11)
    assert bench.cluster.state == "the driver of the cluster ended with -11"


async def test_a_child_that_ended_is_started_again(bench: Bench) -> None:
    await bench.connects()
    bench.child.exits(-11)
    await bench.cluster.tick()
    assert len(bench.nursery.children) == 2
    assert isinstance(bench.child.told[0], Open)


async def test_one_that_keeps_ending_is_not_started_in_a_loop(bench: Bench) -> None:
    bench.settings.change("cluster.address", "auto")
    for _ in range(10):
        await bench.cluster.tick()
        if not bench.child.ended:
            bench.child.exits(1)
    assert len(bench.nursery.children) == 3


async def test_another_address_is_tried_at_once(bench: Bench) -> None:
    await test_one_that_keeps_ending_is_not_started_in_a_loop(bench)
    bench.settings.change("cluster.address", "render-1:6379")
    await bench.cluster.tick()
    assert len(bench.nursery.children) == 4


async def test_a_child_that_cannot_be_started_is_said_and_tried_again(bench: Bench) -> None:
    bench.refusal = OSError("too many processes")
    bench.settings.change("cluster.address", "auto")
    await bench.cluster.tick()
    assert bench.cluster.state == "the driver of the cluster could not be started: too many processes"
    bench.refusal = None
    await bench.cluster.tick()
    assert len(bench.nursery.children) == 1


async def test_other_settings_are_for_another_child(bench: Bench) -> None:
    await bench.connects()
    bench.settings.change("cluster.cpu_workers", 2)
    await bench.cluster.tick()
    assert bench.child.ended
    await bench.cluster.tick()
    assert bench.child.told[0] == Open(
        terms=Terms(address="auto", cpu_workers=2), weights={"seeing": "/weights/lenses/set.json"}
    )


async def test_without_its_address_the_cluster_is_left(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.settings.change("cluster.address", None)
    await bench.cluster.tick()
    assert bench.child.ended
    assert bench.hall.spawns == {}
    await bench.cluster.tick()
    assert (len(bench.nursery.children), bench.cluster.state) == (1, "")


async def test_closing_ends_the_child(bench: Bench) -> None:
    await bench.connects()
    await bench.cluster.close()
    assert bench.child.ended


# its workers


async def test_workers_join_and_leave(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    assert bench.hall.nodes == {WORKER: ("render-2", "gpu")}
    bench.child.reports(Left(worker=WORKER, reason="render-2 has left the cluster"))
    assert (bench.hall.spawns, bench.hall.reasons) == ({}, ["render-2 has left the cluster"])


async def test_one_that_left_may_join_again(bench: Bench) -> None:
    await bench.connects()
    for message in (JOINED, Left(worker=WORKER, reason="gone"), JOINED):
        bench.child.reports(message)
    assert list(bench.hall.spawns) == [WORKER]


async def test_with_the_child_all_workers_leave(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.child.reports(Joined(worker="render-3/gpu-1", node="render-3", device="gpu"))
    bench.child.exits(-9)
    assert bench.hall.reasons == ["the cluster is not connected any more"] * 2


async def test_engines_that_a_worker_cannot_load_are_passed_on(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.child.reports(Lacks(worker=WORKER, engines={"seeing": "no weights"}))
    bench.child.reports(Lacks(worker="render-9/gpu-1", engines={}))
    assert bench.hall.lacking == {WORKER: {"seeing": "no weights"}}


async def test_an_engine_is_started_through_the_child(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.starts()
    assert bench.child.last(Start) == Start(worker=WORKER)
    bench.child.reports(Heard(worker=WORKER, message=Alive().model_dump(mode="json")))
    assert bench.heard == [{"kind": "alive"}]


async def test_an_engine_that_ended_says_nothing_any_more(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.starts()
    bench.child.reports(Exited(worker=WORKER, code=0, killed=False))
    bench.child.reports(Heard(worker=WORKER, message={"kind": "alive"}))
    bench.child.reports(Exited(worker=WORKER, code=0, killed=False))
    assert (bench.heard, bench.exits) == ([], [0])


async def test_why_an_engine_did_not_begin_is_said(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    member = bench.starts()
    bench.child.reports(Exited(worker=WORKER, code=1, killed=False, reason="no GPU of render-2 is free"))
    assert bench.decisions[-1] == "render-2/gpu-1: no GPU of render-2 is free"
    assert member.last_words == "no GPU of render-2 is free"


async def test_one_that_was_killed_is_known_to_be(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.starts()
    bench.child.reports(Exited(worker=WORKER, code=1, killed=True))
    assert [was_killed(code) for code in bench.exits] == [True]


async def test_with_its_worker_an_engine_is_gone_without_a_word(bench: Bench) -> None:
    """The foreman knows: it is nobody's fault."""
    await bench.connects()
    bench.child.reports(JOINED)
    bench.starts()
    bench.child.reports(Left(worker=WORKER, reason="gone"))
    bench.child.reports(Exited(worker=WORKER, code=1, killed=True))
    assert bench.exits == []


async def test_no_engine_is_started_while_the_child_leaves(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.child.end = lambda: None  # type: ignore[method-assign]
    bench.settings.change("cluster.address", None)
    await bench.cluster.tick()
    with pytest.raises(OSError, match="not connected"):
        bench.starts()
    bench.child.exits(0)


async def test_media_are_found_by_the_rules_until_they_are_not(bench: Bench) -> None:
    bench.settings.change("cluster.paths", "/film=/mnt/film")
    await bench.connects()
    bench.child.reports(JOINED)
    bench.starts().say(Admit(segments=[an_order("a/0")]))
    await sent(bench, 1)
    bench.child.reports(Sent(worker=WORKER, segment="a/0"))
    bench.child.reports(Unseen(worker=WORKER, segment="a/0", message="no such file", came=False))
    await sent(bench, 2)
    clip = Clip(media="/film/a.mp4")
    found = [maps and maps(clip) for maps in bench.hall.maps]
    assert found == [clip.model_copy(update={"media": "/mnt/film/a.mp4"}), None]
    assert bench.decisions[-1] == "render-2/gpu-1 cannot film a clip, so pictures are sent: no such file"


async def test_film_is_sent_where_pictures_are_of_no_use(bench: Bench) -> None:
    await bench.connects()
    bench.child.reports(JOINED)
    bench.starts().say(Admit(segments=[an_order("a/0")]))
    await sent(bench, 1)
    bench.child.reports(Unseen(worker=WORKER, segment="a/0", message="it is damaged", came=True))
    await sent(bench, 2)
    assert bench.hall.maps[-1] is None
    assert bench.decisions[-1] == "render-2/gpu-1 cannot film a clip, so film is sent: it is damaged"
