"""Who of the media processes does what; fake processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from fractions import Fraction

import pytest

from footfall_bridge.protocol import Refusal, Stamp
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.media.messages import (
    Abandon,
    ErrandFailed,
    Excerpt,
    Excerpted,
    Film,
    Filmed,
    Prepare,
    Prepared,
    Progress,
    WavFile,
    Write,
    Written,
)
from footfall_daemon.media_pool import MediaPool
from tests.daemon.fake_child import Nursery

NOW = Time(value=0, rate=(1, 1))
SECOND = Time(value=1, rate=(1, 1))


def a_prepare(job: str = "a") -> Prepare:
    clip = Clip(media=f"/film/{job}.mp4")
    return Prepare(job=job, clip=clip, handles=NOW, stamp=Stamp.source, window=Fraction(9), cache="/cache")


def a_film(job: str = "a") -> Film:
    return Film(
        job=job,
        segment=f"{job}/0",
        clip=Clip(media=f"/film/{job}.mp4"),
        handle_samples=0,
        start=0,
        samples=1,
        shortest=Fraction(0),
        reels=[("whole", 8)],
        encoders="",
        film="/spool/film",
        cache="/cache",
    )


def a_write(job: str = "a") -> Write:
    return Write(
        job=job,
        files=[WavFile(path="/film/.t", waves=[], channels=2, description="", coding_history="")],
        samples=1,
        time_reference=0,
        request={},
    )


def prepared(job: str = "a") -> Prepared:
    return Prepared(
        job=job,
        source_in=NOW,
        source_out=SECOND,
        duration=SECOND,
        samples=48_000,
        handle_samples=0,
        time_reference=0,
        timecode="00:00:00:00",
        segments=[],
        cues="/cache/a",
    )


def ignore(_: float) -> None:
    pass


async def until(condition: Callable[[], bool]) -> None:
    """Let the tasks run until the condition holds; the test's time limit is the patience."""
    while not condition():  # noqa: ASYNC110 - what is waited for tells nobody when it happens
        await asyncio.sleep(0)


@pytest.fixture
async def nursery() -> Nursery:
    return Nursery()


@pytest.fixture
async def pool(nursery: Nursery) -> AsyncIterator[MediaPool]:
    pool = MediaPool(nursery.spawn, 1)
    pool.open()
    yield pool
    await pool.close()


async def begun(pool: MediaPool, nursery: Nursery, children: int = 1) -> asyncio.Task[Prepared]:
    task = asyncio.create_task(pool.prepare(a_prepare(), ignore))
    await until(lambda: len(nursery.children) == children and bool(nursery.latest.told))
    return task


async def test_an_errand_is_done_by_a_child(pool: MediaPool, nursery: Nursery) -> None:
    task = await begun(pool, nursery)
    nursery.latest.reports(prepared())
    assert await task == prepared()


async def test_progress_is_passed_on(pool: MediaPool, nursery: Nursery) -> None:
    heard: list[float] = []
    task = asyncio.create_task(pool.prepare(a_prepare(), heard.append))
    await until(lambda: bool(nursery.children))
    nursery.latest.reports(Progress(job="a", fraction=0.5))
    nursery.latest.reports(prepared())
    await task
    assert heard == [0.5]


async def test_a_failed_errand_is_refused_in_the_childs_words(pool: MediaPool, nursery: Nursery) -> None:
    task = await begun(pool, nursery)
    nursery.latest.reports(ErrandFailed(job="a", code="no-picture", message="there is no picture"))
    with pytest.raises(Refusal, match="there is no picture"):
        await task


async def test_one_crash_is_forgiven(pool: MediaPool, nursery: Nursery) -> None:
    task = await begun(pool, nursery)
    nursery.latest.exits(-11)
    await until(lambda: len(nursery.children) == 2 and bool(nursery.latest.told))
    nursery.latest.reports(prepared())
    assert await task == prepared()


async def test_a_file_that_crashes_the_decoder_costs_one_clip(pool: MediaPool, nursery: Nursery) -> None:
    task = await begun(pool, nursery)
    nursery.latest.exits(-11)
    await until(lambda: len(nursery.children) == 2 and bool(nursery.latest.told))
    nursery.latest.exits(-11)
    with pytest.raises(Refusal) as refused:
        await task
    assert refused.value.code == "media-crash"
    healthy = await begun(pool, nursery, children=3)
    nursery.latest.reports(prepared())
    assert await healthy == prepared()


async def test_being_killed_is_forgiven_longer(pool: MediaPool, nursery: Nursery) -> None:
    task = await begun(pool, nursery)
    for kills in range(2, 6):
        nursery.latest.exits(-9)
        await until(lambda kills=kills: len(nursery.children) == kills and bool(nursery.latest.told))  # type: ignore[misc]
    nursery.latest.reports(prepared())
    assert await task == prepared()


async def test_a_cancelled_errand_is_abandoned_and_the_child_goes_on(pool: MediaPool, nursery: Nursery) -> None:
    task = await begun(pool, nursery)
    task.cancel()
    await asyncio.wait([task])
    await until(lambda: isinstance(nursery.latest.told[-1], Abandon))
    nursery.latest.reports(ErrandFailed(job="a", code="abandoned", message="abandoned"))
    other = asyncio.create_task(pool.prepare(a_prepare("b"), ignore))
    await until(lambda: nursery.latest.told[-1] == a_prepare("b"))
    nursery.latest.reports(prepared("b"))
    assert await other == prepared("b")
    assert len(nursery.children) == 1


async def test_film_is_made_by_a_child(pool: MediaPool, nursery: Nursery) -> None:
    heard: list[float] = []
    task = asyncio.create_task(pool.film(a_film(), heard.append))
    await until(lambda: bool(nursery.children) and nursery.latest.told == [a_film()])
    nursery.latest.reports(Progress(job="a", fraction=0.5))
    filmed = Filmed(job="a", segment="a/0", features="/cache/a.features", known=False)
    nursery.latest.reports(filmed)
    assert await task == filmed
    assert heard == [0.5]


async def test_an_excerpt_is_made_by_a_child(pool: MediaPool, nursery: Nursery) -> None:
    order = Excerpt(film=a_film(), excerpt="/spool/part")
    task = asyncio.create_task(pool.excerpt(order, ignore))
    await until(lambda: bool(nursery.children) and nursery.latest.told == [order])
    made = Excerpted(job="a", segment="a/0", features="/cache/a.features", known=False, film=a_film())
    nursery.latest.reports(made)
    assert await task == made


async def test_film_that_cannot_be_made_is_refused_in_the_childs_words(pool: MediaPool, nursery: Nursery) -> None:
    task = asyncio.create_task(pool.film(a_film(), ignore))
    await until(lambda: bool(nursery.children) and bool(nursery.latest.told))
    nursery.latest.reports(ErrandFailed(job="a", code="disk-full", message="make room"))
    with pytest.raises(Refusal, match="make room"):
        await task


async def test_what_is_nearer_to_its_end_goes_first(pool: MediaPool, nursery: Nursery) -> None:
    first = await begun(pool, nursery)
    tasks = [
        asyncio.create_task(pool.prepare(a_prepare("b"), ignore)),
        asyncio.create_task(pool.film(a_film("c"), ignore)),
        asyncio.create_task(pool.write(a_write("d"), ignore)),
    ]
    await asyncio.sleep(0)
    nursery.latest.reports(prepared())
    await first
    answers = [
        Written(job="d", samples=1),
        Filmed(job="c", segment="c/0", features="", known=False),
        prepared("b"),
    ]
    for count, answer in enumerate(answers, start=2):
        await until(lambda count=count: len(nursery.latest.told) == count)  # type: ignore[misc]
        nursery.latest.reports(answer)
    await asyncio.gather(*tasks)
    assert nursery.latest.told[1:] == [a_write("d"), a_film("c"), a_prepare("b")]


async def test_closing_amid_an_errand_is_no_accident(caplog: pytest.LogCaptureFixture) -> None:
    nursery = Nursery()
    pool = MediaPool(nursery.spawn, 1)
    pool.open()
    errand = asyncio.create_task(pool.film(a_film(), lambda share: None))
    while not nursery.children:  # noqa: ASYNC110
        await asyncio.sleep(0)
    await nursery.latest.hears(Film)
    await pool.close()
    assert caplog.text == ""
    errand.cancel()
    await asyncio.wait([errand])
