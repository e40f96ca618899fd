"""A worker's place on a node: fake engine and media processes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footfall_bridge.places import HOME_VARIABLE, Places
from footfall_daemon.cluster import post as module
from footfall_daemon.cluster.locker import kept
from footfall_daemon.cluster.messages import Parcel
from footfall_daemon.cluster.post import Event, Post
from footfall_daemon.cluster.weights import Wanted
from footfall_daemon.engine.messages import (
    Admit,
    Alive,
    Card,
    Drop,
    Finished,
    Leave,
    Load,
    Memory,
    Park,
    Phased,
    Resume,
    SegmentOrder,
    Up,
)
from footfall_daemon.media.messages import Abandon, ErrandFailed, Film, Filmed
from footfall_daemon.worker import Spawn
from tests.daemon.cluster.making import a_film, an_order
from tests.daemon.fake_child import FakeChild, Nursery

UP = Up(device="cpu", card=Card(), memory=Memory(total=8, free=4, held=0))


class Node:
    """A post, and the processes that it starts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engines, self.media = Nursery(), Nursery()
        monkeypatch.setattr(module, "spawner", self._spawner)
        self.post = Post()
        self.cache = Places.of_user().cache

    def _spawner(self, roster: object, *arguments: str) -> Spawn:
        return self.engines.spawn if "footfall_daemon.engine" in arguments else self.media.spawn

    @property
    def engine(self) -> FakeChild:
        return self.engines.latest

    async def admits(self, order: SegmentOrder, film: Film | None = None, *files: str) -> None:
        parcel = Parcel(order=order, film=film, files=list(files))
        await self.post.tell(Admit(segments=[]).model_dump(mode="json"), [parcel.model_dump(mode="json")])

    def admitted(self) -> list[str]:
        return [order.id for told in self.engine.told if isinstance(told, Admit) for order in told.segments]

    async def asked_to_film(self) -> Film:
        while not self.media.children:  # noqa: ASYNC110
            await asyncio.sleep(0)
        await self.media.latest.hears(Film)
        return self.media.latest.last(Film)

    def films(self, errand: Film, *, known: bool = False) -> None:
        filmed = Filmed(job=errand.job, segment=errand.segment, features="/cache/cd.features", known=known)
        self.media.latest.reports(filmed)

    def cannot_film(self, errand: Film, code: str) -> None:
        self.media.latest.reports(ErrandFailed(job=errand.job, code=code, message="no such file"))

    async def heard(self) -> list[Event]:
        return await self.post.events(0, 0.0)


@pytest.fixture
async def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    node = Node(monkeypatch)
    await node.post.open("cpu", {})
    yield node
    await node.post.close()


def write(path: str, data: bytes) -> None:
    """As a process of the node does."""
    Path(path).write_bytes(data)


def read(path: str) -> bytes:
    return Path(path).read_bytes()


# what is said to the engine


async def test_a_segment_is_admitted_with_this_nodes_paths(node: Node) -> None:
    await node.admits(an_order(features=""))
    (order,) = node.engine.last(Admit).segments
    assert order.cues == str(node.cache / "ab.cues")
    assert Path(order.wave).name == "a-0.npy"
    assert Path(order.wave).parent.is_dir()


async def test_a_segment_is_filmed_before_the_engine_gets_it(node: Node) -> None:
    await node.admits(an_order(), a_film(), "/spool/film-1/excerpt.mkv")
    errand = await node.asked_to_film()
    assert errand.clip.media is not None
    assert Path(errand.clip.media).parent == Path(errand.film).parent, "what came along lies beside the film"
    assert node.admitted() == []
    node.films(errand)
    await node.engine.hears(Admit)
    assert node.engine.last(Admit).segments[0].film == errand.film


async def test_media_that_the_node_sees_are_filmed_in_their_place(node: Node) -> None:
    await node.admits(an_order(), a_film("/mnt/shows/a.mov"))
    assert (await node.asked_to_film()).clip.media == "/mnt/shows/a.mov"


async def test_what_is_remembered_on_the_node_is_not_filmed(node: Node) -> None:
    await node.post.write(kept("/cache/cd.features"), 0, b"seen", True)
    await node.admits(an_order(), a_film())
    assert node.admitted() == ["a/0"]
    assert node.media.children == []


async def test_what_is_wanted_afresh_is_filmed_whatever_is_remembered(node: Node) -> None:
    await node.post.write(kept("/cache/cd.features"), 0, b"seen", True)
    await node.admits(an_order(), a_film().model_copy(update={"fresh": True}))
    assert (await node.asked_to_film()).fresh
    assert node.admitted() == []


async def test_what_was_remembered_while_it_waited_needs_no_film(node: Node) -> None:
    await node.admits(an_order(), a_film())
    node.films(await node.asked_to_film(), known=True)
    await node.engine.hears(Admit)
    assert node.engine.last(Admit).segments[0].film == ""


async def test_one_that_is_resumed_is_resumed_there(node: Node) -> None:
    parcel = Parcel(order=an_order(features=""))
    await node.post.tell(Resume(segments=[]).model_dump(mode="json"), [parcel.model_dump(mode="json")])
    assert [order.id for order in node.engine.last(Resume).segments] == ["a/0"]


@pytest.mark.parametrize("came", [False, True])
async def test_what_cannot_be_filmed_there_is_told_and_forgotten(node: Node, came: bool) -> None:
    """`came`: the pictures had come along, so that no rule is to blame."""
    await node.admits(an_order(), a_film(), *(["/spool/film-1/excerpt.mkv"] if came else []))
    errand = await node.asked_to_film()
    node.cannot_film(errand, "media-missing")
    (event,) = await node.post.events(0, 60.0)
    assert event == Event("unseen", {"segment": "a/0", "message": "no such file", "came": came}, {})
    assert not Path(errand.film).parent.exists()
    assert node.admitted() == []


@pytest.mark.parametrize("message", [Drop(segments=["a/0", "b/0"]), Park(segments=["a/0", "b/0"])])
async def test_who_is_being_filmed_is_not_the_engines_affair(node: Node, message: Drop | Park) -> None:
    await node.admits(an_order("a/0"), a_film())
    await node.admits(an_order("b/0", features=""))
    await node.asked_to_film()
    await node.post.tell(message.model_dump(mode="json"), [])
    assert node.engine.last(type(message)).segments == ["b/0"]
    await node.media.latest.hears(Abandon)
    assert node.admitted() == ["b/0"]


async def test_one_that_is_parked_and_resumed_at_once_is_filmed_once_more(node: Node) -> None:
    await node.admits(an_order(), a_film())
    first = await node.asked_to_film()
    await node.post.tell(Park(segments=["a/0"]).model_dump(mode="json"), [])
    await node.admits(an_order(), a_film())
    await node.media.latest.hears(Abandon)
    node.cannot_film(first, "abandoned")
    await node.post.tell(Drop(segments=["a/0"]).model_dump(mode="json"), [])
    assert node.engine.last(Drop).segments == [], "it was not with the engine"


async def test_an_engine_finds_its_weights_where_the_node_has_them(node: Node, tmp_path: Path) -> None:
    weights = tmp_path / "dit.pth"
    weights.touch()
    wanted = Wanted(name="lenses", there={"dit": str(weights)})
    missing = Wanted(name="glasses")
    asked = {"seeing": wanted.model_dump(mode="json"), "blind": missing.model_dump(mode="json")}
    assert await node.post.open("cpu", asked) == ([], ["blind"])
    await node.post.tell(Load(engine="seeing", weights="/home/anna/lenses.json").model_dump(mode="json"), [])
    assert json.loads(read(node.engine.last(Load).weights)) == {"dit": str(weights)}


# what it says


async def test_events_are_kept_until_they_were_taken(node: Node) -> None:
    node.engine.reports(UP)
    node.engine.reports(Alive())
    assert [event.content["kind"] for event in await node.post.events(0, 0.0)] == ["up", "alive"]
    assert [event.content["kind"] for event in await node.post.events(0, 0.0)] == ["up", "alive"]
    assert [event.content["kind"] for event in await node.post.events(1, 0.0)] == ["alive"]
    assert await node.post.events(2, 0.0) == []


async def test_who_asks_for_events_waits_for_one(node: Node) -> None:
    asked = asyncio.create_task(node.post.events(0, 60.0))
    await asyncio.sleep(0)
    node.engine.reports(UP)
    assert [event.kind for event in await asked] == ["heard"]


async def test_signs_of_life_do_not_pile_up(node: Node) -> None:
    for _ in range(5):
        node.engine.reports(Alive())
    assert len(await node.heard()) == 1


async def test_with_what_is_finished_come_its_waveforms(node: Node) -> None:
    await node.admits(an_order(features=""))
    write(node.engine.last(Admit).segments[0].wave, b"wave")
    node.engine.reports(Finished(segment="a/0", samples=48_000))
    (event,) = await node.heard()
    assert event.files == {"own/a-0.npy": 4}


async def test_with_what_is_encoded_come_its_features_and_its_film_goes(node: Node) -> None:
    await node.admits(an_order(), a_film())
    errand = await node.asked_to_film()
    write(f"{errand.film}.whole.npy", b"frames")
    node.films(errand)
    await node.engine.hears(Admit)
    write(str(node.cache / "cd.features"), b"seen")
    node.engine.reports(Phased(segment="a/0", phase="encode", seconds=0.1))
    (event,) = await node.heard()
    assert event.files == {"cache/cd.features": 4}
    assert not Path(errand.film).parent.exists()


async def test_what_is_dropped_leaves_no_film(node: Node) -> None:
    await node.admits(an_order(), a_film())
    errand = await node.asked_to_film()
    write(f"{errand.film}.whole.npy", b"frames")
    await node.post.tell(Drop(segments=["a/0"]).model_dump(mode="json"), [])
    assert not Path(errand.film).parent.exists()


@pytest.mark.parametrize(("code", "asked", "killed"), [(3, False, False), (-9, False, True), (-9, True, False)])
async def test_how_the_engine_ended_is_told(node: Node, code: int, asked: bool, killed: bool) -> None:
    node.engine.leaves = False
    if asked:
        await node.post.tell(Leave().model_dump(mode="json"), [])
    node.engine.exits(code)
    (event,) = await node.heard()
    assert event == Event("exited", {"code": code, "killed": killed}, {})


async def test_with_the_engines_end_come_the_states_that_it_left(node: Node) -> None:
    for id_ in ("a/0", "b/0"):
        await node.admits(an_order(id_, features=""))
        write(node.engine.last(Admit).segments[0].state, b"half way")
    await node.post.tell(Drop(segments=["b/0"]).model_dump(mode="json"), [])
    await node.post.end()
    (event,) = await node.heard()
    assert event.files == {"own/a-0.state": 8}


async def test_closing_leaves_no_process_and_no_file(node: Node) -> None:
    await node.admits(an_order(), a_film())
    errand = await node.asked_to_film()
    await node.post.close()
    assert (node.engine.ended, node.media.latest.ended) == (True, True)
    assert not Path(errand.film).parent.parent.exists()


async def test_a_node_without_our_packages_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setattr(module, "lacking", lambda: ["torch"])
    node = Node(monkeypatch)
    assert await node.post.open("cpu", {}) == (["torch"], [])
    assert node.engines.children == []
    assert not node.cache.exists()
    await node.post.close()
