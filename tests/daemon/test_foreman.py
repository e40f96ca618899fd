"""The foreman and a fake engine process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from footfall_bridge.protocol import Order, Refusal
from footfall_bridge.timeline import Clip
from footfall_daemon.engine.messages import (
    Alive,
    Drop,
    EngineFailed,
    Finished,
    Load,
    Loaded,
    SegmentFailed,
    Stepped,
)
from tests.daemon.fake_child import Nursery
from tests.daemon.making import a_job
from tests.daemon.stage import ROOM, SECOND, UP, Stage

TEXT_ONLY = Order(clip=Clip(duration=SECOND))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    await stage.foreman.close()


async def test_a_job_is_performed_segment_by_segment(stage: Stage) -> None:
    task = await stage.perform("a", segments=2)
    await stage.engine_comes_up()
    assert stage.admitted() == ["a/0", "a/1"]
    assert stage.seats["a"].states == ["running"]
    stage.engine.reports(Stepped(progress={"a/0": 0.5, "a/1": 0.0}, seconds=0.1, memory=ROOM))
    stage.engine.reports(Finished(segment="a/1", samples=48_000))
    stage.engine.reports(Finished(segment="a/0", samples=48_000, notes=["could not read 'xyzzy'"]))
    waves, notes = await task
    assert [(wave.start, wave.samples) for wave in waves] == [(0, 48_000), (48_000, 48_000)]
    assert notes == ["could not read 'xyzzy'"]
    assert stage.seats["a"].shares == [0.25]


async def test_no_engine_runs_before_it_is_wanted(stage: Stage) -> None:
    stage.foreman.tick()
    assert stage.nursery.children == []
    assert stage.foreman.workers()[0].state == "stopped"


async def test_clips_join_while_others_run(stage: Stage) -> None:
    first = await stage.perform("a")
    await stage.engine_comes_up()
    second = await stage.perform("b")
    assert stage.admitted() == ["a/0", "b/0"]
    assert stage.foreman.workers()[0].running == ["a", "b"]
    first.cancel()
    second.cancel()
    await asyncio.wait([first, second])


async def test_a_failing_segment_fails_its_job_alone(stage: Stage) -> None:
    bad, good = await stage.perform("bad", segments=2), await stage.perform("good")
    await stage.engine_comes_up()
    stage.engine.reports(SegmentFailed(segment="bad/0", code="cues-missing", message="gone"))
    with pytest.raises(Refusal, match="gone"):
        await bad
    assert stage.engine.last(Drop).segments == ["bad/0", "bad/1"]
    stage.engine.reports(Finished(segment="good/0", samples=48_000))
    await good


async def test_cancelling_leaves_the_engine(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    task.cancel()
    await asyncio.wait([task])
    assert stage.engine.last(Drop).segments == ["a/0"]
    assert stage.foreman.workers()[0].state == "idle"


async def test_a_crash_restarts_the_engine_and_nothing_is_lost(stage: Stage) -> None:
    one, two = await stage.perform("a"), await stage.perform("b")
    await stage.engine_comes_up()
    stage.engine.exits(-11)
    assert len(stage.nursery.children) == 2
    assert "unexpectedly" in stage.decisions[-1]
    await stage.engine_comes_up()
    assert stage.admitted() == ["a/0"]
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    assert stage.admitted() == ["a/0", "b/0"]
    stage.engine.reports(Finished(segment="b/0", samples=48_000))
    await asyncio.gather(one, two)


async def test_a_clip_that_crashes_the_engine_alone_twice_fails(stage: Stage) -> None:
    task = await stage.perform("a")
    for _ in range(2):
        await stage.engine_comes_up()
        stage.engine.exits(-11)
    with pytest.raises(Refusal) as refused:
        await task
    assert refused.value.code == "engine-crash"


async def test_an_engine_that_cannot_be_loaded_is_a_coded_failure(stage: Stage) -> None:
    task = await stage.perform("a")
    stage.engine.reports(UP)
    stage.engine.reports(
        EngineFailed(engine="sketch", code="weights-missing", message="install the weights", memory=ROOM)
    )
    with pytest.raises(Refusal) as refused:
        await task
    assert refused.value.code == "weights-missing"


async def test_an_engine_that_has_no_room_is_given_up_with_the_numbers(stage: Stage) -> None:
    task = await stage.perform("a")
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    stage.engine.reports(EngineFailed(engine="sketch", code="out-of-memory", message="", memory=ROOM))
    with pytest.raises(Refusal, match=r"sketch needs more than [0-9.]+ GiB") as refused:
        await task
    assert refused.value.code == "out-of-memory"


async def test_who_waits_for_memory_is_told_and_shown(stage: Stage) -> None:
    stage.settings.change("memory.headroom", 0)
    task = await stage.perform("a")
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    little = ROOM.model_copy(update={"free": 10**8})
    stage.engine.reports(EngineFailed(engine="sketch", code="out-of-memory", message="", memory=little))
    worker = stage.foreman.workers()[0]
    assert worker.state == "waiting"
    assert worker.note == stage.decisions[-1]
    assert worker.note.startswith("sketch waits for memory: it needs 0.5 GiB, 0.1 GiB are free for us")
    stage.settings.change("memory.limit", 64)
    stage.foreman.tick()
    assert sum(isinstance(told, Load) for told in stage.engine.told) == 2
    assert stage.foreman.workers()[0].state == "loading"
    task.cancel()
    await asyncio.wait([task])


async def test_an_engine_that_hangs_is_ended_but_not_one_that_beats(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.foreman._stations["cpu"]._idle_at -= 1000
    stage.engine.heard -= 1000
    stage.engine.reports(Alive())
    stage.foreman.tick()
    assert len(stage.nursery.children) == 1
    stage.engine.heard -= 1000
    stage.foreman.tick()
    assert len(stage.nursery.children) == 2
    task.cancel()
    await asyncio.wait([task])


async def test_an_engine_that_dies_at_once_is_not_started_in_a_loop(stage: Stage) -> None:
    task = await stage.perform("a")
    while stage.engine.ended is False:
        stage.engine.exits(1)
    assert len(stage.nursery.children) <= 3
    worker = stage.foreman.workers()[0]
    assert worker.state == "waiting"
    assert "and made nothing" in worker.note
    assert worker.note.endswith(": next try in 1 s")
    assert not task.done()
    stage.foreman.resume()
    await stage.engine_comes_up()
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task


async def test_pausing_holds_newcomers_back(stage: Stage) -> None:
    stage.foreman.pause()
    task = await stage.perform("a")
    assert stage.nursery.children == []
    stage.foreman.resume()
    await stage.engine_comes_up()
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task


async def test_a_clip_without_guidance_is_foreseen_to_take_half_the_time(stage: Stage) -> None:
    task = await stage.perform("a", engine="seeing", order=Order(clip=Clip(duration=SECOND)))
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    stage.engine.reports(Loaded(engine="seeing", mode="float32", seconds=1.0, memory=ROOM))
    for step in range(1, 5):
        stage.engine.reports(Stepped(progress={"a/0": step / 10}, seconds=0.05, memory=ROOM))
    guided, alone = (stage.foreman.making(a_job(engine="seeing", guidance=g), 1.0) for g in (4.5, 1.0))
    assert guided is not None
    assert alone == pytest.approx(guided / 2)
    task.cancel()
    await asyncio.wait([task])


async def test_the_pace_is_learned(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    assert stage.foreman.making(a_job(), 1.0) is None
    for step in range(1, 5):
        stage.engine.reports(Stepped(progress={"a/0": step / 10}, seconds=0.05, memory=ROOM))
    assert stage.foreman.making(a_job(), 1.0) == pytest.approx(0.5)
    task.cancel()
    await asyncio.wait([task])


async def test_an_engine_is_given_what_it_needs_to_be_loaded(stage: Stage, tmp_path: Path) -> None:
    stage.settings.change("engine.precision", "fp8")
    task = await stage.perform("a", engine="seeing", order=TEXT_ONLY)
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    load = stage.engine.last(Load)
    assert (load.weights, load.precision) == (str(tmp_path / "lenses.json"), "fp8")
    assert load.budget == stage.foreman.workers()[0].memory.budget
    task.cancel()
    await asyncio.wait([task])


async def test_an_engine_without_weights_is_given_none(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    assert stage.engine.last(Load).weights == ""
    task.cancel()
    await asyncio.wait([task])


async def test_it_is_said_how_an_engine_was_loaded(stage: Stage) -> None:
    task = await stage.perform("a", engine="seeing", order=TEXT_ONLY)
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    held = ROOM.model_copy(update={"held": 3 * 2**30})
    stage.engine.reports(
        Loaded(engine="seeing", mode="bf16 fp8-weights", seconds=9.0, memory=held, streamable=2**30)
    )
    assert stage.decisions[-1] == "loaded seeing as bf16 fp8-weights: 3.0 GiB held"
    task.cancel()
    await asyncio.wait([task])


async def test_what_can_be_streamed_is_as_the_loaded_engine_says(stage: Stage) -> None:
    """Half of its weights were streamed from the start: what it held then is not all that it has."""
    task = await stage.perform("a", engine="seeing", order=TEXT_ONLY)
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    scheduler = stage.foreman._fleet["cpu"]
    scheduler.process.level = 4
    held = ROOM.model_copy(update={"held": 2**30})
    stage.engine.reports(Loaded(engine="seeing", mode="fp8", seconds=9.0, memory=held, streamable=2 * 2**30))
    costs = scheduler.costs["seeing"]
    assert (costs.streamable_bytes, costs.base_bytes, costs.base(4)) == (2 * 2**30, 2 * 2**30, 2**30)
    assert "loaded seeing as fp8: 1.0 GiB held, streaming 4 of 8 parts of its weights" in stage.decisions
    task.cancel()
    await asyncio.wait([task])


async def test_what_is_not_filmed_waits_here_whoever_joins(stage: Stage) -> None:
    """The engine here would miss the film. Who joins cannot make the clip, so that it stays here."""
    for name in ("render-1", "render-2"):
        stage.foreman.join(f"{name}/gpu-1", node=name, device="gpu", spawn=Nursery().spawn)
        stage.foreman.lacks(f"{name}/gpu-1", {"seeing": "no weights"})
    task = await stage.perform("a", engine="seeing")
    stage.foreman.join("render-3/gpu-1", node="render-3", device="gpu", spawn=Nursery().spawn)
    stage.foreman.lacks("render-3/gpu-1", {"seeing": "no weights"})
    assert stage.nursery.children == []
    task.cancel()
    await asyncio.wait([task])
