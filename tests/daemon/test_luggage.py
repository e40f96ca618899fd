"""What travels to another machine with a segment, so that its engine sees the picture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Clip
from footfall_daemon.engine.messages import Phased
from footfall_daemon.luggage import Luggage
from footfall_daemon.screening import Maps
from tests.daemon.far_stage import SEEING, TEXT_ONLY, FarStage, orders
from tests.daemon.stage import ended


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[FarStage]:
    """All work is far away."""
    stage = FarStage(tmp_path)
    await stage.only_far()
    yield stage
    await stage.foreman.close()


def seen(clip: Clip) -> Clip:
    """As a node with the studio's storage finds it."""
    return clip.model_copy(update={"media": f"/mnt{clip.media}"})


def unseen(clip: Clip) -> None:
    return None


async def test_one_that_nobody_wants_any_more_is_not_packed(stage: FarStage) -> None:
    with pytest.raises(KeyError):
        await stage.foreman.pack("a/0", unseen)


async def test_a_clip_without_picture_travels_as_it_is(stage: FarStage) -> None:
    task = await stage.perform("a", engine="seeing", order=TEXT_ONLY)
    far = await stage.comes_up(stage.far, SEEING)
    luggage = await stage.foreman.pack("a/0", seen)
    assert luggage == Luggage(orders(far)[0])
    assert stage.projector.cut == []
    await ended(task)


async def test_media_that_both_machines_see_stay_where_they_are(stage: FarStage) -> None:
    task = await stage.seen("a")
    luggage = await stage.foreman.pack("a/0", seen)
    assert [cut.mapped for cut in stage.projector.cut] == [True]
    assert luggage.film is not None
    assert luggage.film.clip.media == "/mnt/film/a.mp4"
    assert luggage.files == ()
    assert luggage.order.features == "/cache/a/0.features"
    await ended(task)


async def test_else_its_own_pictures_travel(stage: FarStage) -> None:
    task = await stage.seen("a")
    luggage = await stage.foreman.pack("a/0", unseen)
    (cut,) = stage.projector.cut
    assert not cut.mapped
    assert luggage.film == cut.film
    assert luggage.files == (Path(f"{cut.excerpt}.mkv"),)
    assert luggage.folder == luggage.files[0].parent
    assert (luggage.order.film, luggage.order.features) == ("", "/cache/a/0.features")
    await ended(task)


@pytest.mark.parametrize("maps", [seen, unseen])
async def test_with_what_is_remembered_no_picture_travels(stage: FarStage, maps: Maps) -> None:
    task = await stage.seen("a")
    stage.projector.knows = True
    luggage = await stage.foreman.pack("a/0", maps)
    assert (luggage.film, luggage.files) == (None, ())
    assert luggage.order.features == "/cache/a/0.features"
    await ended(task)


@pytest.mark.parametrize("maps", [unseen, None])
async def test_film_travels_where_pictures_cannot(stage: FarStage, maps: Maps | None) -> None:
    """They cannot be copied, or the other machine cannot decode them."""
    task = await stage.seen("a")
    stage.projector.uncut = Refusal("excerpt-impossible", "it is no film of frames")
    packing = asyncio.create_task(stage.foreman.pack("a/0", maps))
    await stage.projector.films("a/0")
    luggage = await packing
    errand = stage.projector.asked[0]
    assert luggage.film is None
    assert luggage.files == (Path(f"{errand.film}.whole.npy"),)
    assert (luggage.order.film, luggage.order.features) == (errand.film, "/cache/a/0.features")
    await ended(task)


async def test_film_that_is_remembered_does_not_travel(stage: FarStage) -> None:
    task = await stage.seen("a")
    packing = asyncio.create_task(stage.foreman.pack("a/0", None))
    await stage.projector.films("a/0", known=True)
    luggage = await packing
    assert (luggage.files, luggage.order.film) == ((), "")
    await ended(task)


async def test_what_cannot_be_packed_leaves_nothing_in_the_spool(stage: FarStage) -> None:
    task = await stage.seen("a")
    stage.projector.uncut = Refusal("media-missing", "connect the disk")
    with pytest.raises(Refusal, match="connect the disk"):
        await stage.foreman.pack("a/0", unseen)
    assert stage.films() == []
    await ended(task)


async def test_packing_that_is_called_off_leaves_nothing_in_the_spool(stage: FarStage) -> None:
    task = await stage.seen("a")
    packing = asyncio.create_task(stage.foreman.pack("a/0", None))
    await stage.projector.asked_for("a/0")
    packing.cancel()
    await asyncio.wait([packing])
    assert stage.projector.abandoned == ["a/0"]
    assert stage.films() == []
    await ended(task)


async def test_what_was_seen_meanwhile_travels_without_its_picture(stage: FarStage) -> None:
    task = await stage.seen("a")
    far = await stage.comes_up(stage.far, SEEING)
    await stage.foreman.pack("a/0", unseen)
    far.reports(Phased(segment="a/0", phase="encode", seconds=0.1))
    luggage = await stage.foreman.pack("a/0", unseen)
    assert len(stage.projector.cut) == 1
    assert luggage == Luggage(luggage.order)
    assert (luggage.order.film, luggage.order.features) == ("", "/cache/a/0.features")
    await ended(task)
