"""Which batches are run, in which order, and how a benchmark ends early."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import Time
from footfall_daemon.bench.course import Course
from footfall_daemon.bench.rig import EngineLost, Rig
from footfall_daemon.engine.messages import Load, SegmentFailed
from footfall_daemon.jobs import Plan, SegmentPlan
from tests.daemon.bench.engine_double import Clock, EngineDouble

PLAN = Plan(
    source_in=None,
    source_out=None,
    duration=Time(value=10, rate=(1, 1)),
    samples=480_000,
    handle_samples=0,
    time_reference=0,
    timecode="00:00:00:00",
    segments=[SegmentPlan(start=0, samples=480_000)],
    cues="cues",
)


@pytest.fixture
def engine() -> EngineDouble:
    return EngineDouble(Clock())


async def course_of(engine: EngineDouble, *sizes: int, limit: float = 1000.0) -> Course:
    course, _ = await told_course_of(engine, *sizes, limit=limit)
    return course


async def told_course_of(
    engine: EngineDouble, *sizes: int, limit: float = 1000.0
) -> tuple[Course, list[tuple[float, str]]]:
    rig = Rig(engine.spawn, engine.clock)
    await rig.up()
    await rig.load(Load(engine="sketch"))
    told: list[tuple[float, str]] = []
    course = Course(
        rig,
        sizes,
        plan=PLAN,
        spool=Path("spool"),
        limit=limit,
        look=lambda: 0.5,
        tell=lambda done, text: told.append((done, text)),
        clock=engine.clock,
    )
    try:
        await course.run()
    finally:
        await rig.close()
    return course, told


async def test_sizes_take_turns_after_a_warm_up_until_they_are_settled(engine: EngineDouble) -> None:
    await course_of(engine, 4, 2, 1)
    assert engine.batches == [1, *(1, 2, 4) * 3]


async def test_one_clip_alone_is_always_measured(engine: EngineDouble) -> None:
    course = await course_of(engine, 8)
    assert sorted(course.runs) == [1, 8]


async def test_every_size_is_measured_once_whatever_the_time(engine: EngineDouble) -> None:
    await course_of(engine, 1, 2, 4, limit=1.0)
    assert engine.batches == [1, 1, 2, 4]


async def test_the_warm_up_does_not_count(engine: EngineDouble) -> None:
    course = await course_of(engine, 1, 2, limit=1.0)
    assert [len(repeats) for repeats in course.runs.values()] == [1, 1]


async def test_what_does_not_fit_ends_the_table_with_a_word(engine: EngineDouble) -> None:
    engine.room = 2
    course = await course_of(engine, 1, 2, 4, 8)
    assert sorted(course.runs) == [1, 2]
    assert course.note == "batch 4: out of memory"
    assert engine.batches.count(4) == 1
    assert engine.batches.count(8) == 0
    assert len(engine.dropped) == 4


async def test_smaller_sizes_are_still_repeated_after_one_that_does_not_fit(engine: EngineDouble) -> None:
    engine.room = 2
    course = await course_of(engine, 1, 2, 4)
    assert [len(course.runs[size]) for size in (1, 2)] == [3, 3]


async def test_a_single_clip_that_does_not_fit_is_refused_with_the_figures(engine: EngineDouble) -> None:
    engine.room = 0
    with pytest.raises(Refusal, match=r"single clip \(21\.0 GiB are free\)") as refused:
        await course_of(engine, 1, 2)
    assert refused.value.code == "out-of-memory"


async def test_an_engine_that_the_system_ends_keeps_what_was_measured(engine: EngineDouble) -> None:
    engine.dies_at[4] = -9
    course = await course_of(engine, 1, 2, 4, 8)
    assert sorted(course.runs) == [1, 2]
    assert course.note.startswith("batch 4: the system ended the engine")


async def test_an_engine_that_crashes_is_an_error(engine: EngineDouble) -> None:
    engine.dies_at[2] = 139
    with pytest.raises(EngineLost) as lost:
        await course_of(engine, 1, 2)
    assert lost.value.code == 139


async def test_what_the_engine_says_of_a_failed_clip_is_passed_on(engine: EngineDouble) -> None:
    engine.fails = SegmentFailed(segment="", code="engine-error", message="The engine failed.")
    with pytest.raises(Refusal, match="The engine failed") as refused:
        await course_of(engine, 1)
    assert refused.value.code == "engine-error"


async def test_progress_comes_to_its_end_with_the_time(engine: EngineDouble) -> None:
    _, told = await told_course_of(engine, 1, 2, limit=9.0)
    shares = [done for done, text in told if text.startswith("batch")]
    assert shares == sorted(shares)
    assert shares[0] < 0.5
    assert shares[-1] == pytest.approx(1.0)
