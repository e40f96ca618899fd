"""Workers on other machines: a foreman, a fake engine here and one far away, film that comes when a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footfall_daemon.engine.messages import Finished, Phased, Stepped
from tests.daemon.far_stage import FAR, SEEING, TEXT_ONLY, FarStage, given, orders
from tests.daemon.stage import ROOM, UP, ended, settled, until


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[FarStage]:
    stage = FarStage(tmp_path)
    yield stage
    await stage.foreman.close()


# who joins and who leaves


async def test_one_that_joins_takes_over_what_waits(stage: FarStage) -> None:
    task = await stage.perform("a", segments=8)
    await stage.engine_comes_up()
    stage.joins()
    assert stage.decisions[-1] == f"{FAR} has joined"
    assert [worker.name for worker in stage.foreman.workers()] == ["cpu", FAR]
    late = await stage.perform("b", segments=8)
    far = await stage.comes_up(stage.far)
    assert given(far) != []
    assert not set(given(far)) & set(given(stage.engine))
    await ended(task, late)


async def test_one_that_leaves_takes_nothing_with_it(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.perform("a", segments=4)
    far = await stage.comes_up(stage.far)
    assert given(far) == ["a/0", "a/1"], "the others wait"
    far.reports(Finished(segment="a/1", samples=48_000))
    stage.leaves()
    await stage.foreman.reclaim("cpu")
    await stage.engine_comes_up()
    for segment in ("a/0", "a/2", "a/3"):
        assert segment in given(stage.engine)
        stage.engine.reports(Finished(segment=segment, samples=48_000))
    await task
    assert given(stage.engine) == ["a/0", "a/2", "a/3"], "each once"
    assert stage.seats["a"].states == ["running", "parked", "running"]


async def test_nobody_is_a_suspect_where_a_machine_was_lost(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.perform("a")
    await stage.comes_up(stage.far)
    for _ in range(8):  # more than a clip is allowed to take an engine down
        stage.leaves()
        stage.joins()
        await stage.comes_up(stage.far)
    assert not task.done()
    assert stage.foreman._fleet._strikes == {}
    await ended(task)


async def test_one_that_left_as_it_came_up_is_not_opened(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.perform("a")
    stage.far.latest.reports(UP)
    opening = stage.foreman._stations[FAR]._opening
    assert opening is not None
    stage.leaves()
    await opening
    assert stage.far.latest.told == []
    await ended(task)


async def test_what_one_that_left_still_says_is_nobodys_affair(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.perform("a")
    far = await stage.comes_up(stage.far)
    stage.leaves()
    far.reports(Stepped(progress={"a/0": 0.5}, seconds=0.1, memory=ROOM))
    far.exits(-9)
    assert stage.seats["a"].shares == []
    assert stage.decisions[-1] == f"{FAR} has left: render-2 has left the cluster"
    assert [worker.name for worker in stage.foreman.workers()] == ["cpu"]
    await ended(task)


async def test_one_that_left_twice_has_left(stage: FarStage) -> None:
    stage.joins()
    stage.leaves()
    stage.leaves()
    assert [worker.name for worker in stage.foreman.workers()] == ["cpu"]


async def test_a_worker_is_shown_with_its_machine(stage: FarStage) -> None:
    stage.joins()
    assert [worker.node for worker in stage.foreman.workers()] == ["", "render-2"]


async def test_one_that_joins_a_paused_queue_waits(stage: FarStage) -> None:
    await stage.foreman.release("cpu")
    stage.foreman.pause()
    task = await stage.perform("a")
    stage.joins()
    assert stage.far.children == []
    stage.foreman.resume()
    assert len(stage.far.children) == 1
    await ended(task)


async def test_one_that_was_given_back_joins_as_such(stage: FarStage) -> None:
    stage.foreman.withhold([FAR])
    await stage.only_far()
    task = await stage.perform("a")
    assert stage.far.children == []
    await stage.foreman.reclaim(FAR)
    assert len(stage.far.children) == 1
    await ended(task)


async def test_an_editor_that_asks_for_the_devices_means_those_here(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.perform("a")
    far = await stage.comes_up(stage.far)
    stage.foreman.editor(busy=True, host="Resolve", seconds=60)
    assert given(far) == ["a/0"]
    assert stage.foreman.workers()[1].state == "running"
    await ended(task)


async def test_clips_that_a_worker_cannot_make_are_made_here(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.perform("a", order=TEXT_ONLY, engine="seeing")
    stage.foreman.lacks(FAR, {"seeing": "render-2 does not have the weights of seeing"})
    assert stage.decisions[-1] == f"{FAR}: render-2 does not have the weights of seeing"
    await stage.foreman.reclaim("cpu")
    await stage.comes_up(stage.nursery, SEEING)
    assert given(stage.engine) == ["a/0"]
    await ended(task)


async def test_what_a_worker_lacks_is_said_once(stage: FarStage) -> None:
    stage.joins()
    for _ in range(3):
        stage.foreman.lacks(FAR, {"seeing": "no weights"})
    assert stage.decisions.count(f"{FAR}: no weights") == 1


# who films


async def test_what_another_machine_has_is_not_filmed_here(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.seen("a", segments=2)
    far = await stage.comes_up(stage.far, SEEING)
    assert given(far) == ["a/0", "a/1"]
    await settled()
    assert stage.projector.asked == []
    for segment in ("a/0", "a/1"):
        far.reports(Phased(segment=segment, phase="encode", seconds=0.1))
        far.reports(Finished(segment=segment, samples=48_000))
    await task
    assert stage.projector.asked == []


async def test_clips_that_wait_for_film_are_made_by_one_that_joins(stage: FarStage) -> None:
    await stage.foreman.release("cpu")
    stage.foreman.pause()
    task = await stage.seen("a")
    stage.joins()
    stage.foreman.resume()
    far = await stage.comes_up(stage.far, SEEING)
    assert given(far) == ["a/0"]
    await ended(task)


async def test_the_rest_of_a_clip_is_filmed_here_where_another_machine_took_what_was_next(
    stage: FarStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    far_away: set[str] = set()
    monkeypatch.setattr(stage.foreman, "_is_elsewhere", far_away.__contains__)
    stage.foreman.pause()
    task = await stage.seen("a", segments=3)
    await settled()
    far_away.add("a/0")
    stage.foreman.tick()
    stage.foreman.resume()
    await until(lambda: stage.projector.segments == ["a/1", "a/2"])
    await ended(task)


async def test_what_comes_home_is_filmed_once_and_goes_on(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.seen("a")
    await stage.comes_up(stage.far, SEEING)
    stage.leaves()
    await stage.foreman.reclaim("cpu")
    stage.foreman.tick()
    await stage.projector.films("a/0")
    await stage.comes_up(stage.nursery, SEEING)
    await until(lambda: given(stage.engine) == ["a/0"])
    stage.foreman.tick()
    await settled()
    assert stage.projector.segments == ["a/0"]
    assert orders(stage.engine)[0].film == stage.projector.asked[0].film
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task
    await until(lambda: stage.films() == [])


async def test_what_was_seen_far_away_is_not_filmed_here(stage: FarStage) -> None:
    await stage.only_far()
    task = await stage.seen("a")
    far = await stage.comes_up(stage.far, SEEING)
    luggage = await stage.foreman.pack("a/0", lambda clip: clip)
    far.reports(Phased(segment="a/0", phase="encode", seconds=0.1))
    stage.leaves()
    await stage.foreman.reclaim("cpu")
    await stage.comes_up(stage.nursery, SEEING)
    stage.foreman.tick()
    await settled()
    assert stage.projector.asked == []
    (order,) = orders(stage.engine)
    assert (order.film, order.features) == ("", luggage.order.features)
    await ended(task)


async def test_film_that_comes_too_late_is_not_offered(stage: FarStage) -> None:
    """Another machine was sooner."""
    task = await stage.seen("a")
    await stage.projector.asked_for("a/0")
    stage.joins()
    far = await stage.comes_up(stage.far, SEEING)
    far.reports(Phased(segment="a/0", phase="encode", seconds=0.1))
    await stage.projector.films("a/0")
    stage.foreman.tick()
    await settled()
    assert (given(far), stage.nursery.children) == (["a/0"], [])
    await until(lambda: stage.films() == [])
    far.reports(Finished(segment="a/0", samples=48_000))
    await task


async def test_film_that_comes_in_time_is_there_for_whoever_goes_on(stage: FarStage) -> None:
    task = await stage.seen("a")
    await stage.projector.asked_for("a/0")
    stage.joins()
    await stage.comes_up(stage.far, SEEING)
    await stage.projector.films("a/0")
    await until(lambda: bool(stage.foreman._repertoire.orders(["a/0"])[0].film))
    stage.leaves()
    await stage.comes_up(stage.nursery, SEEING)
    assert [order.film for order in orders(stage.engine)] == [stage.projector.asked[0].film]
    assert stage.projector.segments == ["a/0"]
    await ended(task)
    assert stage.films() == []


async def test_what_is_made_is_not_offered_to_one_that_joins(stage: FarStage) -> None:
    """It is much faster than the processor here, and takes the rest."""
    task = await stage.seen("a", segments=2)
    await stage.projector.films("a/0", "a/1")
    await stage.comes_up(stage.nursery, SEEING)
    await until(lambda: given(stage.engine) == ["a/0", "a/1"])
    stage.engine.reports(Phased(segment="a/0", phase="encode", seconds=0.1))
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    stage.joins()
    assert stage.foreman._fleet.home("a/0") is None
    far = await stage.comes_up(stage.far, SEEING)
    assert given(far) == ["a/1"]
    await ended(task)
