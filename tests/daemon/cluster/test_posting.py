"""All that is said to an engine process on a node and by it, and the files of both; a fake post."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from footfall_daemon.cluster.messages import Exited, FromCluster, Heard, Lacks, Left, Parcel, Say, Sent, Unseen
from footfall_daemon.cluster.nodes import Slot
from footfall_daemon.cluster.posting import PIECE, Posting
from footfall_daemon.engine.messages import (
    Admit,
    Alive,
    Drop,
    Finished,
    Load,
    Measure,
    Phased,
    SegmentOrder,
    Sounding,
)
from tests.daemon.cluster.fake_post import FakeLink, FakePost, Listener
from tests.daemon.cluster.making import an_order
from tests.daemon.stage import until

WORKER = "render-2/gpu-1"
SLOT = Slot(WORKER, "render-2", "f00d", 1)


class Bench:
    """A posting at a fake post, and what the daemon hears of it. Its spool and its cache are one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.link = FakeLink()
        self.listener = Listener()
        self.here: list[set[str]] = []
        """Files that were here each time the daemon heard something."""
        self.posting = Posting(SLOT, self.link.hire, lambda: {"seeing": {"name": "lenses"}}, self._hear)
        self._task: asyncio.Task[None] | None = None

    def _hear(self, message: FromCluster) -> None:
        self.here.append({path.name for path in self.folder.iterdir()})
        self.listener(message)

    @property
    def post(self) -> FakePost:
        return self.link.posts[WORKER]

    @property
    def task(self) -> asyncio.Task[None]:
        """That runs it."""
        self._task = self._task or asyncio.create_task(self.posting.run())
        return self._task

    async def starts(self) -> None:
        assert self.task
        await self.listener.hears("lacks")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def order(self, id_: str = "a/0", **changes: Any) -> SegmentOrder:
        name = id_.replace("/", "-")
        paths = {"cues": "ab.cues", "features": "cd.features", "wave": f"{name}.npy", "state": f"{name}.state"}
        return an_order(id_, **{field: str(self.folder / name) for field, name in paths.items()} | changes)

    def admits(self, order: SegmentOrder, *files: Path) -> None:
        parcel = Parcel(order=order, files=[str(path) for path in files])
        words = Admit(segments=[]).model_dump(mode="json")
        self.posting.say(Say(worker=WORKER, message=words, parcels=[parcel]))

    async def brings(self, order: SegmentOrder, *files: Path) -> None:
        """Until all of it is there."""
        sent = self.listener.kinds.count("sent")
        self.admits(order, *files)
        await self.listener.hears("sent", sent + 1)

    def names(self) -> set[str]:
        """Of the files that are here."""
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.close()


# how it begins


async def test_the_node_is_told_its_device_and_which_weights_are_wanted(bench: Bench) -> None:
    await bench.starts()
    assert bench.post.opened == ("gpu", {"seeing": {"name": "lenses"}})
    assert bench.listener.heard == [Lacks(worker=WORKER, engines={})]


async def test_engines_without_weights_there_are_named_with_what_to_do(bench: Bench) -> None:
    bench.link.make = lambda: made(unloadable=["seeing"])
    await bench.starts()
    (lacks,) = bench.listener.heard
    assert isinstance(lacks, Lacks)
    assert lacks.engines == {
        "seeing": "render-2 does not have the weights of seeing: `footfall engines pull seeing` there, "
        "or a rule in cluster.paths"
    }


async def test_a_node_without_our_packages_is_told_what_to_install(bench: Bench) -> None:
    bench.link.make = lambda: made(packages=["torch", "av"])
    await bench.task
    reason = "render-2 lacks torch, av: install there what footfall[daemon] needs"
    assert bench.listener.heard == [Exited(worker=WORKER, code=1, killed=False, reason=reason)]
    assert bench.post.dismissed


async def test_a_node_whose_gpu_another_job_has_says_so(bench: Bench) -> None:
    bench.link.refusal = TimeoutError()
    await bench.task
    reason = "no GPU of render-2 is free: another job of the cluster has it"
    assert bench.listener.heard == [Exited(worker=WORKER, code=1, killed=False, reason=reason)]


async def test_why_nobody_can_be_hired_is_told(bench: Bench) -> None:
    bench.link.refusal = OSError("render-2: the runtime environment failed")
    await bench.task
    (exited,) = bench.listener.heard
    assert isinstance(exited, Exited)
    assert exited.reason == "render-2: the runtime environment failed"


# to the node


async def test_messages_arrive_in_the_order_in_which_they_were_said(bench: Bench) -> None:
    await bench.starts()
    for message in (Load(engine="seeing"), Measure(), Drop(segments=["a/0"])):
        bench.posting.say(Say(worker=WORKER, message=message.model_dump(mode="json")))
    await until(lambda: len(bench.post.told) == 3)
    assert [fields["kind"] for fields, _ in bench.post.told] == ["load", "measure", "drop"]


async def test_what_was_said_before_the_node_was_ready_is_not_lost(bench: Bench) -> None:
    bench.posting.say(Say(worker=WORKER, message=Measure().model_dump(mode="json")))
    await bench.starts()
    await until(lambda: len(bench.post.told) == 1)


async def test_all_that_a_segment_needs_is_there_before_the_engine_hears_of_it(bench: Bench) -> None:
    excerpt = bench.folder / "excerpt.mkv"
    for name in ("ab.cues", "cd.features", "a-0.state", excerpt.name):
        (bench.folder / name).write_bytes(name.encode())
    await bench.starts()
    await bench.brings(bench.order(), excerpt)
    assert bench.post.there == [
        {"cache/ab.cues", "cache/cd.features", "own/a-0.state", "own/a-0/excerpt.mkv"},
    ]
    assert bench.post.files["cache/ab.cues"] == b"ab.cues"
    ((_, parcels),) = bench.post.told
    assert [parcel.order for parcel in parcels] == [bench.order()]
    assert bench.listener.heard[-1] == Sent(worker=WORKER, segment="a/0")


async def test_a_large_file_travels_in_pieces(bench: Bench) -> None:
    data = os.urandom(2 * PIECE + 5)
    (bench.folder / "ab.cues").write_bytes(data)
    await bench.starts()
    await bench.brings(bench.order())
    assert bench.post.pieces == [("cache/ab.cues", PIECE), ("cache/ab.cues", PIECE), ("cache/ab.cues", 5)]
    assert bench.post.files["cache/ab.cues"] == data


async def test_what_is_there_already_is_not_sent_again(bench: Bench) -> None:
    for name in ("ab.cues", "cd.features"):
        (bench.folder / name).write_bytes(b"x")
    await bench.starts()
    bench.post.files["cache/cd.features"] = b"x"
    await bench.brings(bench.order("a/0"))
    await bench.brings(bench.order("a/1"))
    assert bench.post.pieces == [("cache/ab.cues", 1)]


async def test_a_state_that_travels_is_no_longer_here(bench: Bench) -> None:
    """It is of use to one engine: a second that found it would go on from there, too."""
    (bench.folder / "a-0.state").write_bytes(b"half way")
    await bench.starts()
    await bench.brings(bench.order())
    assert bench.post.files["own/a-0.state"] == b"half way"
    assert bench.names() == set()


async def test_a_segment_whose_files_are_gone_was_cancelled(bench: Bench) -> None:
    await bench.starts()
    bench.admits(bench.order("a/0"), bench.folder / "excerpt.mkv")
    bench.admits(bench.order("b/0"))
    await bench.listener.hears("sent", 2)
    assert [[parcel.order.id for parcel in parcels] for _, parcels in bench.post.told] == [[], ["b/0"]]


async def test_what_is_forgotten_here_as_it_would_be_sent_is_done_without(bench: Bench) -> None:
    await bench.starts()
    for name in ("ab.cues", "cd.features"):
        (bench.folder / name).write_bytes(b"x")
    write = bench.post.write

    async def forgetting(name: str, offset: int, data: bytes, last: bool) -> None:
        (bench.folder / "cd.features").unlink()
        await write(name, offset, data, last)

    bench.post.write = forgetting  # type: ignore[method-assign]
    await bench.brings(bench.order())
    ((_, parcels),) = bench.post.told
    assert [parcel.order.id for parcel in parcels] == ["a/0"]
    assert bench.post.there == [{"cache/ab.cues"}]


async def test_a_node_that_takes_no_file_ends_and_says_why(bench: Bench) -> None:
    """It is no clip's fault."""
    (bench.folder / "ab.cues").write_bytes(b"x")
    await bench.starts()
    bench.post.full = OSError(errno.ENOSPC, "render-2: no space left")
    bench.admits(bench.order())
    await bench.task
    exited = bench.listener.heard[-1]
    assert isinstance(exited, Exited)
    assert exited.killed
    assert "render-2: no space left" in exited.reason


async def test_a_mistake_of_ours_is_not_kept_secret(bench: Bench) -> None:
    await bench.starts()

    async def broken(*_: object) -> None:
        raise KeyError("ours")

    bench.post.missing = broken  # type: ignore[assignment,method-assign]
    bench.admits(bench.order())
    with pytest.raises(KeyError, match="ours"):
        await bench.task
    assert bench.post.dismissed


# from the node


async def test_what_the_engine_says_is_heard(bench: Bench) -> None:
    await bench.starts()
    bench.post.says(Alive())
    heard = await bench.listener.hears("heard")
    assert heard == Heard(worker=WORKER, message={"kind": "alive"})


async def test_a_waveform_is_here_before_it_is_said_to_be_finished(bench: Bench) -> None:
    await bench.starts()
    await bench.brings(bench.order())
    wave = os.urandom(PIECE + 7)
    bench.post.says(Finished(segment="a/0", samples=48_000), **{"own/a-0.npy": wave})
    await bench.listener.hears("heard")
    assert bench.here[-1] == {"a-0.npy"}
    assert (bench.folder / "a-0.npy").read_bytes() == wave


async def test_every_layer_comes_home(bench: Bench) -> None:
    await bench.starts()
    await bench.brings(bench.order(sounding=Sounding(layers=["mix", "footsteps"])))
    bench.post.says(
        Finished(segment="a/0", samples=48_000), **{"own/a-0.npy": b"m", "own/a-0.footsteps.npy": b"f"}
    )
    await bench.listener.hears("heard")
    assert (bench.folder / "a-0.footsteps.npy").read_bytes() == b"f"
    assert bench.names() == {"a-0.npy", "a-0.footsteps.npy"}


async def test_what_only_the_daemon_wants_does_not_stay_there(bench: Bench) -> None:
    await bench.starts()
    await bench.brings(bench.order())
    bench.post.says(Phased(segment="a/0", phase="encode", seconds=0.1), **{"cache/cd.features": b"seen"})
    bench.post.says(Finished(segment="a/0", samples=48_000), **{"own/a-0.npy": b"m"})
    await bench.listener.hears("heard", 2)
    assert bench.post.files == {"cache/cd.features": b"seen"}


async def test_what_was_made_of_a_picture_is_remembered_here_too(bench: Bench) -> None:
    await bench.starts()
    await bench.brings(bench.order())
    bench.post.says(Phased(segment="a/0", phase="encode", seconds=0.1), **{"cache/cd.features": b"seen"})
    await bench.listener.hears("heard")
    assert bench.here[-1] == {"cd.features"}
    assert (bench.folder / "cd.features").read_bytes() == b"seen"


async def test_what_is_remembered_here_stays_as_it_is(bench: Bench) -> None:
    (bench.folder / "cd.features").write_bytes(b"ours")
    await bench.starts()
    await bench.brings(bench.order())
    bench.post.says(Phased(segment="a/0", phase="encode", seconds=0.1), **{"cache/cd.features": b"theirs"})
    await bench.listener.hears("heard")
    assert (bench.folder / "cd.features").read_bytes() == b"ours"


async def test_files_of_segments_that_nobody_sent_are_left_there(bench: Bench) -> None:
    await bench.starts()
    bench.post.says(Finished(segment="x/0", samples=1), **{"own/x-0.npy": b"m"})
    await bench.listener.hears("heard")
    assert bench.names() == set()


async def test_a_file_that_does_not_come_home_ends_nobody(bench: Bench) -> None:
    """A full disk is told by whoever misses it; half of a file is none."""
    await bench.starts()
    await bench.brings(bench.order())

    async def broken(name: str, offset: int, size: int) -> bytes:
        if offset:
            raise OSError("render-2: read error")
        return bytes(size)

    bench.post.read = broken  # type: ignore[method-assign]
    bench.post.says(Finished(segment="a/0", samples=48_000), **{"own/a-0.npy": bytes(PIECE + 1)})
    await bench.listener.hears("heard")
    assert bench.names() == set()
    assert not bench.task.done()


async def test_media_that_the_node_does_not_find_are_told(bench: Bench) -> None:
    await bench.starts()
    bench.post.reports("unseen", {"segment": "a/0", "message": "no such file", "came": True})
    unseen = await bench.listener.hears("unseen")
    assert unseen == Unseen(worker=WORKER, segment="a/0", message="no such file", came=True)


# how it ends


async def test_one_that_is_asked_to_end_hears_first_what_was_said_before(bench: Bench) -> None:
    await bench.starts()
    bench.posting.say(Say(worker=WORKER, message=Measure().model_dump(mode="json")))
    bench.posting.end()
    await bench.task
    assert [fields["kind"] for fields, _ in bench.post.told] == ["measure"]
    assert bench.post.ended
    assert bench.listener.heard[-1] == Exited(worker=WORKER, code=0, killed=False)
    assert bench.post.dismissed


async def test_what_it_parked_is_here_before_it_is_said_to_have_ended(bench: Bench) -> None:
    await bench.starts()
    await bench.brings(bench.order())
    bench.post.exits(files={"own/a-0.state": b"half way"})
    await bench.task
    assert bench.here[-1] == {"a-0.state"}
    assert (bench.folder / "a-0.state").read_bytes() == b"half way"


@pytest.mark.parametrize(("code", "killed"), [(3, False), (-9, True)])
async def test_how_it_ended_is_told(bench: Bench, code: int, killed: bool) -> None:
    await bench.starts()
    bench.post.exits(code, killed=killed)
    await bench.task
    assert bench.listener.heard[-1] == Exited(worker=WORKER, code=code, killed=killed)


async def test_with_its_node_the_worker_has_left(bench: Bench) -> None:
    await bench.starts()
    bench.post.is_lost(with_node=True)
    await bench.task
    assert bench.listener.heard[-1] == Left(worker=WORKER, reason="render-2 does not answer")


async def test_a_post_that_is_lost_alone_was_killed(bench: Bench) -> None:
    await bench.starts()
    bench.post.is_lost(with_node=False)
    await bench.task
    assert bench.listener.heard[-1] == Exited(worker=WORKER, code=1, killed=True)


async def test_one_that_is_cancelled_is_ended_at_once(bench: Bench) -> None:
    await bench.starts()
    bench.task.cancel()
    await asyncio.wait([bench.task])
    assert bench.listener.heard[-1] == Exited(worker=WORKER, code=1, killed=True)
    assert (bench.post.dismissed, bench.post.ended) == (True, False)


def made(*, packages: list[str] | None = None, unloadable: list[str] | None = None) -> FakePost:
    post = FakePost()
    post.packages, post.unloadable = packages or [], unloadable or []
    return post
