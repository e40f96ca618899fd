"""An engine process on another machine, as a station talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Clip
from footfall_daemon.cluster.member import Maps, Member
from footfall_daemon.cluster.messages import End, Say, Start, ToCluster
from footfall_daemon.engine.messages import (
    Admit,
    Alive,
    Drop,
    Finished,
    Leave,
    Load,
    Measure,
    Park,
    Resume,
    SegmentFailed,
    Unload,
)
from footfall_daemon.luggage import Luggage
from footfall_daemon.worker import was_killed
from tests.daemon.cluster.making import an_order
from tests.daemon.stage import until

WORKER = "render-2/gpu-1"


class Bench:
    """A member, what the cluster child hears of it and what its station hears."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[ToCluster] = []
        self.heard: list[dict[str, Any]] = []
        self.exits: list[int] = []
        self.packed: list[tuple[str, str]] = []
        """Segments that were packed, and how: by which rules their pictures were to be found, if by any."""
        self.refusals: dict[str, Exception] = {}
        """Why a segment cannot be packed."""
        self.may_pack = asyncio.Event()
        self.may_pack.set()
        self._more = asyncio.Event()
        self.member = Member(
            WORKER,
            self._tell,
            pack=self._pack,
            maps=lambda clip: clip,
            on_message=self.heard.append,
            on_exit=self.exits.append,
        )

    def _tell(self, message: ToCluster) -> None:
        self.told.append(message)
        self._more.set()

    async def _pack(self, segment: str, maps: Maps | None) -> Luggage:
        rules = "none" if maps is None else "seen" if maps(Clip(media="/film/a.mp4")) else "sent"
        self.packed.append((segment, rules))
        await self.may_pack.wait()
        if (error := self.refusals.get(segment)) is not None:
            raise error
        folder = self.folder / f"film-{len(self.packed)}"
        file = folder / "excerpt.mkv"
        await asyncio.to_thread(_write, file)
        return Luggage(an_order(segment, features="/cache/named.features"), folder, None, (file,))

    @property
    def said(self) -> list[Say]:
        return [message for message in self.told if isinstance(message, Say)]

    async def says(self, number: int) -> Say:
        """The n-th thing that is said to the engine, once it was."""
        while len(self.said) < number:
            self._more.clear()
            await self._more.wait()
        return self.said[number - 1]

    def folders(self) -> list[str]:
        """Of segments' pictures, that lie in the spool."""
        return sorted(path.name for path in self.folder.iterdir())


def _write(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"packets")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.member.abandon()


async def test_it_is_started_as_soon_as_it_is_made(bench: Bench) -> None:
    assert bench.told == [Start(worker=WORKER)]


async def test_what_is_said_arrives_in_its_order_though_a_segment_takes_its_time(bench: Bench) -> None:
    bench.may_pack.clear()
    for message in (Load(engine="seeing"), Admit(segments=[an_order("a/0")]), Measure()):
        bench.member.say(message)
    await bench.says(1)
    assert len(bench.said) == 1
    bench.may_pack.set()
    await bench.says(3)
    assert [said.message["kind"] for said in bench.said] == ["load", "admit", "measure"]


async def test_each_segment_goes_as_soon_as_it_is_packed(bench: Bench) -> None:
    bench.member.say(Resume(segments=[an_order("a/0"), an_order("a/1")]))
    await bench.says(2)
    assert [said.message for said in bench.said] == [{"kind": "resume", "segments": []}] * 2
    assert [parcel.order.id for said in bench.said for parcel in said.parcels] == ["a/0", "a/1"]


async def test_a_segment_goes_as_it_was_packed(bench: Bench) -> None:
    bench.member.say(Admit(segments=[an_order("a/0")]))
    (parcel,) = (await bench.says(1)).parcels
    assert parcel.order.features == "/cache/named.features"
    assert parcel.files == [str(bench.folder / "film-1" / "excerpt.mkv")]


async def test_what_was_sent_does_not_stay_here(bench: Bench) -> None:
    bench.member.say(Admit(segments=[an_order("a/0"), an_order("b/0")]))
    await bench.says(2)
    assert bench.folders() == ["film-1", "film-2"]
    bench.member.sent("a/0")
    await until(lambda: bench.folders() == ["film-2"])


async def test_what_is_sent_again_stays_until_it_has_arrived_too(bench: Bench) -> None:
    """Parked while its pictures were on their way, and wanted again."""
    for message in (Admit, Resume):
        bench.member.say(message(segments=[an_order("a/0")]))
    await bench.says(2)
    bench.member.sent("a/0")
    await until(lambda: bench.folders() == ["film-2"])
    bench.member.sent("a/0")
    await until(lambda: bench.folders() == [])


async def test_a_segment_that_cannot_be_packed_fails_alone(bench: Bench) -> None:
    bench.refusals["a/0"] = Refusal("media-missing", "connect the disk")
    bench.member.say(Admit(segments=[an_order("a/0"), an_order("b/0")]))
    await bench.says(1)
    failed = SegmentFailed(segment="a/0", code="media-missing", message="connect the disk")
    assert bench.heard == [failed.model_dump(mode="json")]
    assert [parcel.order.id for said in bench.said for parcel in said.parcels] == ["b/0"]


async def test_a_segment_that_was_cancelled_is_not_sent(bench: Bench) -> None:
    bench.refusals["a/0"] = KeyError("a/0")
    bench.member.say(Admit(segments=[an_order("a/0"), an_order("b/0")]))
    await bench.says(1)
    assert [parcel.order.id for said in bench.said for parcel in said.parcels] == ["b/0"]
    assert bench.heard == []


async def test_a_mistake_of_ours_ends_it(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing could be said to it any more."""
    bench.refusals["a/0"] = ZeroDivisionError("ours")
    bench.member.say(Admit(segments=[an_order("a/0")]))
    await asyncio.wait([bench.member._sending])
    await asyncio.sleep(0)
    assert bench.told[-1] == End(worker=WORKER, killed=True)
    assert "ours" in caplog.text


@pytest.mark.parametrize("message", [Park(segments=["a/0"]), Drop(segments=["a/0"]), Unload(), Leave()])
async def test_nothing_waits_for_a_segment_that_is_not_to_run_any_more(
    bench: Bench, message: Park | Drop | Unload | Leave
) -> None:
    bench.may_pack.clear()
    bench.member.say(Admit(segments=[an_order("a/0")]))
    await until(lambda: bool(bench.packed))
    bench.member.say(message)
    assert (await bench.says(1)).message["kind"] == message.kind
    assert bench.folders() == []


async def test_one_that_is_called_off_before_its_turn_is_not_packed(bench: Bench) -> None:
    bench.member.say(Admit(segments=[an_order("a/0"), an_order("b/0")]))
    bench.member.say(Drop(segments=["a/0"]))
    await bench.says(2)
    assert bench.packed == [("b/0", "seen")]


async def test_one_that_is_parked_and_resumed_before_its_turn_is_packed(bench: Bench) -> None:
    for message in (
        Admit(segments=[an_order("a/0")]),
        Park(segments=["a/0"]),
        Resume(segments=[an_order("a/0")]),
    ):
        bench.member.say(message)
    await bench.says(3)
    assert [said.message["kind"] for said in bench.said][-1] == "resume"


# media that its node does not find


async def test_a_clip_that_its_node_does_not_find_is_sent_and_so_are_all_others(bench: Bench) -> None:
    bench.member.say(Admit(segments=[an_order("a/0")]))
    await bench.says(1)
    bench.member.unseen("a/0", came=False)
    again = await bench.says(2)
    assert (again.message["kind"], [parcel.order.id for parcel in again.parcels]) == ("admit", ["a/0"])
    bench.member.say(Admit(segments=[an_order("b/0")]))
    await bench.says(3)
    assert bench.packed == [("a/0", "seen"), ("a/0", "sent"), ("b/0", "sent")]


async def test_pictures_that_its_node_cannot_film_are_filmed_here_and_no_others(bench: Bench) -> None:
    bench.member.say(Resume(segments=[an_order("a/0")]))
    await bench.says(1)
    bench.member.unseen("a/0", came=True)
    assert (await bench.says(2)).message["kind"] == "resume"
    bench.member.say(Admit(segments=[an_order("b/0")]))
    await bench.says(3)
    assert bench.packed == [("a/0", "seen"), ("a/0", "none"), ("b/0", "seen")]


@pytest.mark.parametrize("message", [Park(segments=["a/0"]), Drop(segments=["a/0"])])
async def test_one_that_is_not_to_run_any_more_is_not_sent_again(bench: Bench, message: Park | Drop) -> None:
    bench.member.say(Admit(segments=[an_order("a/0")]))
    await bench.says(1)
    bench.member.say(message)
    bench.member.unseen("a/0", came=False)
    bench.member.say(Measure())
    await bench.says(3)
    assert [said.message["kind"] for said in bench.said] == ["admit", message.kind, "measure"]


async def test_one_that_is_finished_is_not_sent_again(bench: Bench) -> None:
    bench.member.say(Admit(segments=[an_order("a/0")]))
    await bench.says(1)
    bench.member.hear(Finished(segment="a/0", samples=1).model_dump(mode="json"))
    bench.member.unseen("a/0", came=False)
    bench.member.say(Measure())
    assert (await bench.says(2)).message["kind"] == "measure"


# how it ends


async def test_it_is_asked_to_end_or_ended(bench: Bench) -> None:
    bench.member.end()
    bench.member.kill()
    assert bench.told[1:] == [End(worker=WORKER), End(worker=WORKER, killed=True)]


@pytest.mark.parametrize(("code", "killed"), [(0, False), (3, False), (1, True)])
async def test_its_station_learns_how_it_ended(bench: Bench, code: int, killed: bool) -> None:
    bench.member.exit(code, "no GPU is free", killed=killed)
    (heard,) = bench.exits
    assert was_killed(heard) is killed
    assert killed or heard == code
    assert bench.member.last_words == "no GPU is free"


async def test_after_its_end_nothing_is_sent_and_nothing_lies_here(bench: Bench) -> None:
    bench.member.say(Admit(segments=[an_order("a/0")]))
    await bench.says(1)
    bench.may_pack.clear()
    bench.member.say(Admit(segments=[an_order("b/0")]))
    await until(lambda: len(bench.packed) == 2)
    bench.member.exit(0, "", killed=False)
    await asyncio.wait([bench.member._sending])
    assert len(bench.said) == 1
    await until(lambda: bench.folders() == [])


async def test_what_it_says_is_heard_and_a_sign_of_life(bench: Bench) -> None:
    bench.member.heard = 0.0
    bench.member.hear(Alive().model_dump(mode="json"))
    assert bench.heard == [{"kind": "alive"}]
    assert bench.member.heard > 0.0
