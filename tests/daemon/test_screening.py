"""Film for engines that want to see it: a foreman, a fake engine process, film that comes when a test says."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from footfall_bridge.protocol import Order, Priority, Refusal
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.engine.messages import Admit, Finished, Load, Loaded, Phased, SegmentFailed, SegmentOrder
from tests.daemon.stage import FILM_BYTES, FILMS, ROOM, UP, Performance, Stage, ended, rounds, settled, until

FULL = Refusal("disk-full", "make room")
LOADED = Loaded(engine="seeing", mode="bf16", seconds=1.0, memory=ROOM)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    await stage.foreman.close()


async def seen(stage: Stage, id_: str, segments: int = 1, **changes: Any) -> Performance:
    return await stage.perform(id_, segments, engine="seeing", **changes)


async def comes_up(stage: Stage) -> None:
    await until(lambda: bool(stage.nursery.children))
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    stage.engine.reports(LOADED)


async def known(stage: Stage, segments: int) -> None:
    """So many are filmed or wait for it: who they are is asked of the disk, each on a thread."""
    await until(lambda: len(stage.foreman._screening._shows) == segments)


def encoded(stage: Stage, *segments: str) -> None:
    for segment in segments:
        stage.engine.reports(Phased(segment=segment, phase="encode", seconds=0.1))


def told(stage: Stage, segment: str) -> SegmentOrder:
    """As the engine was last told of it."""
    orders = [order for said in stage.engine.told if isinstance(said, Admit) for order in said.segments]
    return [order for order in orders if order.id == segment][-1]


def films(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("film-*")]


async def test_a_segment_is_offered_when_it_is_filmed(stage: Stage) -> None:
    task = await seen(stage, "a", segments=2)
    await stage.projector.asked_for("a/1")
    assert stage.nursery.children == []
    await stage.projector.films("a/0")
    await comes_up(stage)
    assert stage.admitted() == ["a/0"]
    await stage.projector.films("a/1")
    await until(lambda: stage.admitted() == ["a/0", "a/1"])
    for segment in ("a/0", "a/1"):
        assert told(stage, segment).film == stage.projector.asked[int(segment[-1])].film
        assert told(stage, segment).features == f"/cache/{segment}.features"
        stage.engine.reports(Finished(segment=segment, samples=48_000))
    await task


async def test_a_child_is_told_all_that_it_needs(stage: Stage) -> None:
    clip = Clip(media="/film/a.mp4", source_in=Time(value=1, rate=(1, 1)), reverse=True)
    task = await seen(stage, "a", segments=2, order=Order(clip=clip, fresh=True))
    errand = await stage.projector.asked_for("a/1")
    assert (errand.clip, errand.start, errand.samples, errand.fresh) == (clip, 48_000, 48_000, True)
    assert (errand.reels, errand.encoders) == ([("whole", 8)], "eyes 1")
    await ended(task)


async def test_an_engine_is_told_after_which_encoders_features_are_named(stage: Stage) -> None:
    stage.eyes = "blue"
    task = await seen(stage, "a")
    errand = await stage.projector.asked_for("a/0")
    await stage.projector.films("a/0")
    await comes_up(stage)
    assert (errand.encoders, told(stage, "a/0").eyes) == ("eyes 1 blue", "blue")
    await ended(task)


async def test_clips_without_picture_are_offered_at_once(stage: Stage) -> None:
    task = await seen(stage, "a", order=Order(clip=Clip(duration=Time(value=1, rate=(1, 1)))))
    await comes_up(stage)
    assert (stage.admitted(), told(stage, "a/0").film) == (["a/0"], "")
    assert stage.projector.asked == []
    await ended(task)


async def test_what_is_remembered_is_not_filmed(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a")
    await stage.projector.films("a/0", known=True)
    await comes_up(stage)
    assert (told(stage, "a/0").film, told(stage, "a/0").features) == ("", "/cache/a/0.features")
    await until(lambda: films(tmp_path) == [])
    await ended(task)


async def test_film_is_made_only_a_little_ahead(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a", segments=6)
    await stage.projector.films(*(f"a/{n}" for n in range(FILMS)))
    await comes_up(stage)
    await rounds()
    assert stage.projector.segments == [f"a/{n}" for n in range(FILMS)]
    assert len(films(tmp_path)) == FILMS
    encoded(stage, "a/0")
    await stage.projector.asked_for(f"a/{FILMS}")
    assert len(films(tmp_path)) == FILMS
    await ended(task)
    assert films(tmp_path) == []


async def test_a_paused_queue_films_nothing_new(stage: Stage) -> None:
    first = await seen(stage, "first", segments=3)
    await stage.projector.asked_for("first/1")
    stage.foreman.pause()
    second = await seen(stage, "second")
    await stage.projector.films("first/0", "first/1", known=True)
    await settled()
    assert stage.projector.segments == ["first/0", "first/1"]
    stage.foreman.resume()
    await stage.projector.asked_for("second/0")
    assert stage.projector.segments == ["first/0", "first/1", "first/2", "second/0"]
    for task in (first, second):
        await ended(task)


async def test_film_is_ahead_of_the_engine(stage: Stage) -> None:
    """Before the engine has seen anything two more segments are there, and more are made while it works."""
    task = await seen(stage, "a", segments=4)
    await stage.projector.films("a/0", "a/1", "a/2")
    await comes_up(stage)
    encoded(stage, "a/0")
    await stage.projector.films("a/3")
    await ended(task)


async def test_the_first_by_rank_is_filmed_first(stage: Stage) -> None:
    tasks = [await seen(stage, "first", segments=2)]
    await stage.projector.asked_for("first/1")  # as many as there are hands
    tasks.append(await seen(stage, "second"))
    tasks.append(await seen(stage, "third"))
    await known(stage, 4)
    assert stage.projector.segments == ["first/0", "first/1"]
    stage.foreman.rerank({"third": (1, -1.0, 3)})
    await stage.projector.films("first/0")
    await stage.projector.asked_for("third/0")
    assert stage.projector.segments == ["first/0", "first/1", "third/0"]
    for task in tasks:
        await ended(task)


async def test_urgent_clips_find_room_whatever_lies_there_for_others(stage: Stage) -> None:
    late = await seen(stage, "late", segments=6, priority=Priority.background)
    await stage.projector.films(*(f"late/{n}" for n in range(FILMS)))
    urgent = await seen(stage, "urgent", segments=2, priority=Priority.interactive)
    await stage.projector.films("urgent/0", "urgent/1")
    await comes_up(stage)
    assert stage.admitted()[0] == "urgent/0"
    assert f"late/{FILMS}" not in stage.projector.segments
    await ended(urgent)
    await ended(late)


async def test_the_shortest_clip_of_an_action_is_filmed_first(stage: Stage) -> None:
    """As the scheduler would have them; two that came before keep all hands busy."""
    busy = await seen(stage, "busy", segments=2, priority=Priority.interactive)
    await stage.projector.asked_for("busy/1")
    long = await seen(stage, "long", segments=3, request_id="one")
    short = await seen(stage, "short", request_id="one")
    await known(stage, 4)
    await stage.projector.films("busy/0")
    await stage.projector.asked_for("short/0")
    for task in (busy, long, short):
        await ended(task)


async def test_a_segment_larger_than_all_room_is_filmed_alone(stage: Stage) -> None:
    task = await seen(stage, "a", segments=2)
    stage.foreman._screening._room = 1
    await stage.projector.films("a/0")
    await comes_up(stage)
    encoded(stage, "a/0")
    await stage.projector.films("a/1")
    await until(lambda: stage.admitted() == ["a/0", "a/1"])
    await ended(task)


async def test_film_takes_half_of_what_the_disk_has(stage: Stage) -> None:
    stage.disk = 4 * FILM_BYTES
    task = await seen(stage, "a", segments=4)
    await stage.projector.films("a/0", "a/1")
    await comes_up(stage)
    await settled()
    assert stage.projector.segments == ["a/0", "a/1"]
    encoded(stage, "a/0")
    await stage.projector.films("a/2")
    await ended(task)


async def test_urgent_clips_leave_alone_what_the_disk_needs_for_others(stage: Stage) -> None:
    """Four films lie there, or will: half of what is left by the two of others is one."""
    stage.disk = 4 * FILM_BYTES
    late = await seen(stage, "late", segments=2, priority=Priority.background)
    await stage.projector.films("late/0", "late/1")
    urgent = await seen(stage, "urgent", segments=2, priority=Priority.interactive)
    await stage.projector.films("urgent/0")
    await comes_up(stage)
    await settled()
    assert "urgent/1" not in stage.projector.segments
    encoded(stage, "urgent/0")
    await stage.projector.films("urgent/1")
    await ended(urgent)
    await ended(late)


async def test_film_that_fills_the_disk_waits_for_what_lies_there(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a", segments=2)
    await stage.projector.films("a/0")
    await stage.projector.refuses("a/1", FULL)
    await until(lambda: len(films(tmp_path)) == 1)
    await comes_up(stage)
    await settled()
    assert stage.projector.segments == ["a/0", "a/1"]
    encoded(stage, "a/0")
    await stage.projector.films("a/1")
    await until(lambda: stage.admitted() == ["a/0", "a/1"])
    for segment in ("a/0", "a/1"):
        stage.engine.reports(Finished(segment=segment, samples=48_000))
    await task


async def test_films_that_fill_the_disk_together_are_made_one_after_the_other(stage: Stage) -> None:
    task = await seen(stage, "a", segments=2)
    await stage.projector.asked_for("a/1")
    await stage.projector.refuses("a/0", FULL)
    await stage.projector.refuses("a/1", FULL)
    await stage.projector.films("a/0")
    await comes_up(stage)
    await settled()
    assert stage.projector.segments == ["a/0", "a/1", "a/0"]
    encoded(stage, "a/0")
    await stage.projector.films("a/1")
    await ended(task)


async def test_film_that_fills_the_disk_alone_fails(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a")
    await stage.projector.refuses("a/0", FULL)
    with pytest.raises(Refusal, match="make room"):
        await task
    assert (stage.projector.segments, films(tmp_path)) == (["a/0"], [])


async def test_a_spool_that_was_cleared_away_is_made_again(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "run" / "spool"
    monkeypatch.setattr(stage.foreman._screening, "_spool", spool)
    task = await seen(stage, "a")
    await stage.projector.films("a/0")
    assert len(films(spool)) == 1
    if os.name == "posix":
        assert spool.stat().st_mode & 0o777 == 0o700
    await ended(task)


async def test_a_spool_that_cannot_be_written_is_named(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").touch()
    monkeypatch.setattr(stage.foreman._screening, "_spool", tmp_path / "run" / "spool")
    with pytest.raises(Refusal, match=r"run.spool, where film waits .* allow it and retry") as refused:
        await (await seen(stage, "a"))
    assert refused.value.code == "spool-unwritable"


async def test_it_is_told_how_much_of_the_film_is_made(stage: Stage) -> None:
    task = await seen(stage, "a", segments=2)
    await stage.projector.asked_for("a/0")
    stage.projector.progress["a/0"](0.5)
    stage.projector.progress["a/0"](0.25)  # another child begins again
    await stage.projector.films("a/0", "a/1")
    await comes_up(stage)
    await until(lambda: stage.admitted() == ["a/0", "a/1"])
    assert stage.seats["a"].films == [0.25, 0.25, 0.5, 1.0]
    await ended(task)


async def test_other_weights_have_other_encoders(stage: Stage) -> None:
    stage.eyes = "glass"
    tasks = [await seen(stage, "a")]
    assert (await stage.projector.asked_for("a/0")).encoders == "eyes 1 glass"
    stage.eyes = "crystal"
    tasks.append(await seen(stage, "b"))
    assert (await stage.projector.asked_for("b/0")).encoders == "eyes 1 crystal"
    for task in tasks:
        await ended(task)


async def test_a_retake_waits_for_what_the_first_take_sees(stage: Stage) -> None:
    order = Order(clip=Clip(media="/film/a.mp4"))
    takes = [await seen(stage, id_, order=order, request_id="one") for id_ in ("a", "b")]
    await stage.projector.films("a/0")
    await comes_up(stage)
    await rounds()
    assert stage.projector.segments == ["a/0"]
    encoded(stage, "a/0")
    await stage.projector.films("b/0", known=True)
    await until(lambda: stage.admitted() == ["a/0", "b/0"])
    for task in takes:
        await ended(task)


async def test_a_retake_is_filmed_where_the_first_take_is_cancelled(stage: Stage) -> None:
    order = Order(clip=Clip(media="/film/a.mp4"))
    first, second = [await seen(stage, id_, order=order, request_id="one") for id_ in ("a", "b")]
    await stage.projector.asked_for("a/0")
    await ended(first)
    await stage.projector.asked_for("b/0")
    await ended(second)


@pytest.mark.parametrize("filmed", [False, True])
async def test_a_cancelled_clip_leaves_no_film(stage: Stage, tmp_path: Path, filmed: bool) -> None:
    task = await seen(stage, "a", segments=2)
    await stage.projector.asked_for("a/1")
    if filmed:
        await stage.projector.films("a/0", "a/1")
        await comes_up(stage)
    await ended(task)
    assert sorted(stage.projector.abandoned) == ([] if filmed else ["a/0", "a/1"])
    assert films(tmp_path) == []
    assert stage.foreman._screening._shows == []


async def test_a_clip_that_cannot_be_filmed_fails_in_the_childs_words(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a", segments=2)
    await stage.projector.films("a/0")
    await stage.projector.refuses("a/1", Refusal("media-crash", "convert the file"))
    with pytest.raises(Refusal, match="convert the file"):
        await task
    assert films(tmp_path) == []


async def test_a_clip_that_the_engine_fails_leaves_no_film(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a", segments=4)
    await stage.projector.films("a/0", "a/1")
    await comes_up(stage)
    stage.engine.reports(SegmentFailed(segment="a/0", code="film-damaged", message="gone"))
    with pytest.raises(Refusal, match="gone"):
        await task
    assert films(tmp_path) == []
    assert stage.foreman._screening._shows == []


async def test_film_is_kept_for_an_engine_that_crashed_before_it_saw_it(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a")
    await stage.projector.films("a/0")
    await comes_up(stage)
    stage.engine.exits(-11)
    assert len(films(tmp_path)) == 1
    await comes_up(stage)
    assert (told(stage, "a/0").film, len(films(tmp_path))) == (stage.projector.asked[0].film, 1)
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task


async def test_after_a_crash_the_engine_finds_what_it_saw(stage: Stage, tmp_path: Path) -> None:
    task = await seen(stage, "a")
    await stage.projector.films("a/0")
    await comes_up(stage)
    encoded(stage, "a/0")
    await until(lambda: films(tmp_path) == [])
    stage.engine.exits(-11)
    await comes_up(stage)
    assert told(stage, "a/0").features == "/cache/a/0.features"
    assert stage.projector.segments == ["a/0"]
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task


async def test_a_mistake_of_ours_ends_the_job_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(stage.foreman._screening, "_errand", broken)
    with pytest.raises(KeyError, match="ours"):
        await (await seen(stage, "a"))
