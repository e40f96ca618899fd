"""Devices given back, taken again and shared, as the foreman sees to it; engine processes are fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from footfall_bridge.protocol import Refusal
from footfall_daemon.engine.messages import (
    Alive,
    Finished,
    Leave,
    Load,
    Measure,
    Measured,
    Memory,
    Park,
    Resume,
    Stepped,
)
from footfall_daemon.probes import Card, Probes
from footfall_daemon.probes.neighbours import name_of
from footfall_daemon.worker import Child
from tests.daemon.making import a_job
from tests.daemon.stage import LOADED, ROOM, UP, Stage, come_up

GIB = 2**30


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    await stage.foreman.close()


async def test_a_released_device_is_free_and_its_clips_go_on_where_they_were(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.engine.reports(Stepped(progress={"a/0": 0.5}, seconds=0.1, memory=ROOM))
    await stage.foreman.release()
    assert isinstance(stage.engine.told[-1], Leave)
    assert stage.engine.last(Park).segments == ["a/0"]
    assert (stage.engine.ended, stage.seats["a"].states[-1]) == (True, "parked")
    stage.foreman.tick()
    assert (len(stage.nursery.children), stage.foreman.workers()[0].state) == (1, "released")
    await stage.foreman.reclaim()
    await stage.engine_comes_up()
    assert [order.id for order in stage.engine.last(Resume).segments] == ["a/0"]
    assert stage.seats["a"].states[-1] == "running"
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task


async def test_a_device_released_while_its_engine_starts_is_freed_too(stage: Stage) -> None:
    task = await stage.perform("a")
    release = asyncio.create_task(stage.foreman.release())
    await asyncio.sleep(0)
    stage.engine.reports(UP)
    await release
    assert stage.engine.ended
    task.cancel()
    await asyncio.wait([task])


async def test_a_clip_that_ends_while_its_engine_leaves_is_not_made_again(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.engine.leaves = False
    release = asyncio.create_task(stage.foreman.release())
    await asyncio.sleep(0)
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task
    stage.engine.exits(0)
    await release


async def test_an_engine_that_does_not_leave_is_ended(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footfall_daemon.engine_process._FAREWELL", 0.0)
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.engine.leaves = False
    stage.engine.heard -= 60
    await stage.foreman.release()
    assert stage.engine.ended
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize("patience", [30.0, 0.0])
async def test_an_engine_at_work_has_time_to_leave_but_not_for_ever(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr("footfall_daemon.engine_process._FAREWELL", 0.0)
    monkeypatch.setattr("footfall_daemon.engine_process._LONG_FAREWELL", patience)
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.engine.leaves = False
    release = asyncio.create_task(stage.foreman.release())
    for _ in range(10):
        await asyncio.sleep(0)
        if not stage.engine.ended:
            stage.engine.reports(Alive())
    assert stage.engine.ended is (patience == 0.0)
    stage.engine.end()
    await release
    task.cancel()
    await asyncio.wait([task])


async def test_an_unknown_device_is_refused(stage: Stage) -> None:
    with pytest.raises(Refusal, match="no worker is on 'cuda:7': there is cpu"):
        await stage.foreman.release("cuda:7")


async def test_an_editor_that_renders_has_the_device_until_its_word_lapses(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.foreman.editor(busy=True, host="Resolve", seconds=60.0)
    assert stage.engine.last(Park).segments == ["a/0"]
    stage.foreman.tick()
    assert stage.foreman.workers()[0].state == "yielding"
    stage.foreman.editor(busy=True, host="Resolve", seconds=-1.0)
    stage.foreman.tick()
    assert [order.id for order in stage.engine.last(Resume).segments] == ["a/0"]
    assert stage.decisions[-1] == "Resolve is done"
    task.cancel()
    await asyncio.wait([task])


async def test_the_budget_is_what_the_tightest_source_leaves(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    little = Memory(total=8 * 2**30, free=2**30 + 4711, held=100)
    stage.engine.reports(Stepped(progress={"a/0": 0.5}, seconds=0.1, memory=little))
    memory = stage.foreman.workers()[0].memory
    assert memory.free == min(source.free for source in memory.sources if source.total)
    assert {"engine", "system"} <= {source.source for source in memory.sources}
    assert memory.budget == max(0, memory.free + 100 - 2**30)
    task.cancel()
    await asyncio.wait([task])


async def test_two_workers_share_the_queue_and_one_takes_over(tmp_path: Path) -> None:
    stage = Stage(tmp_path, devices=("cpu", "cpu"))
    tasks = [await stage.perform(id_) for id_ in ("a", "b")]
    one, two = stage.nursery.children
    await come_up(one)
    await come_up(two)
    assert [worker.name for worker in stage.foreman.workers()] == ["cpu", "cpu (2)"]
    assert sorted(worker.running[0] for worker in stage.foreman.workers()) == ["a", "b"]
    await stage.foreman.release("cpu (2)")
    worker = stage.foreman.workers()[0]
    assert sorted(worker.running + worker.parked) == ["a", "b"]
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await stage.foreman.close()


async def test_a_clip_that_crashes_one_worker_alone_is_made_by_the_other(tmp_path: Path) -> None:
    stage = Stage(tmp_path, devices=("cpu", "cpu"))
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.engine.exits(1)
    await stage.engine_comes_up()
    assert [worker.running for worker in stage.foreman.workers()] == [[], ["a"]]
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task
    await stage.foreman.close()


async def test_a_worker_that_crashes_again_and_again_is_to_blame_itself(tmp_path: Path) -> None:
    stage = Stage(tmp_path, devices=("cpu", "cpu"))
    tasks = [await stage.perform(f"{number}") for number in range(20)]
    broken, other = stage.nursery.children
    await come_up(other)
    for _ in range(6):
        await come_up(broken)
        broken.exits(1)
        broken = stage.nursery.latest
    one, two = stage.foreman.workers()
    assert (one.state, one.running, one.parked) == ("waiting", [], [])
    assert two.state == "running"
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await stage.foreman.close()


async def test_the_clips_of_a_worker_that_cannot_start_go_to_the_other(tmp_path: Path) -> None:
    def refuse(on_message: Callable[[Any], None], on_exit: Callable[[int], None]) -> Child:
        raise OSError("no more processes")

    stage = Stage(tmp_path, devices=("cpu", "cpu"))
    stage.foreman._stations["cpu"]._process._spawn = refuse
    task = await stage.perform("a")
    while not stage.nursery.children:
        stage.foreman.tick()
    await stage.engine_comes_up()
    broken, other = stage.foreman.workers()
    assert (broken.state, other.running) == ("waiting", ["a"])
    assert "ended 3 times" in broken.note
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task
    await stage.foreman.close()


async def test_what_was_learned_is_kept(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    task = await stage.perform("a")
    await stage.engine_comes_up()
    for step in range(1, 5):
        stage.engine.reports(Stepped(progress={"a/0": step / 10}, seconds=0.05, memory=ROOM))
    task.cancel()
    await asyncio.wait([task])
    await stage.foreman.close()
    later = Stage(tmp_path)
    task = await later.perform("a")
    await later.engine_comes_up()
    assert later.foreman.making(a_job(), 1.0) == pytest.approx(0.5)
    task.cancel()
    await asyncio.wait([task])
    await later.foreman.close()


async def test_the_program_that_took_memory_is_named(tmp_path: Path) -> None:
    other = psutil.Process().parent()
    assert other is not None
    held = {other.pid: GIB}

    def probes(device: str, card: Card, *, tell: Callable[[str], None], pid: int | None = None) -> Probes:
        return Probes([], tell=tell, holders=lambda: dict(held))

    stage = Stage(tmp_path, ("cuda",), probes=probes)
    stage.settings.change("memory.headroom", 0)
    tasks = [await stage.perform("a"), await stage.perform("b")]
    stage.engine.reports(UP)
    await stage.engine.hears(Load)
    loaded = Memory(total=8 * GIB, free=6 * GIB, held=GIB // 2)
    stage.engine.reports(LOADED.model_copy(update={"memory": loaded}))
    stage.engine.reports(stepped(loaded))
    held[other.pid] = 7 * GIB
    stage.engine.reports(stepped(loaded.model_copy(update={"free": 2**22})))
    assert stage.decisions[-1] == f"parked 1 clip: {name_of(other.name())} took 6.0 GiB"
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def stepped(memory: Memory) -> Stepped:
    return Stepped(progress={"a/0": 0.1, "b/0": 0.1}, seconds=1.0, memory=memory)


async def test_gauges_tell_of_the_running_set_without_asking_anyone(stage: Stage) -> None:
    (before,) = stage.foreman.gauges()
    assert (before.name, before.sample.running, before.sample.rate) == ("cpu", 0, None)
    task = await stage.perform("a")
    await stage.engine_comes_up()
    (gauge,) = stage.foreman.gauges()
    assert (gauge.sample.running, gauge.sample.tokens_or_seconds) == (1, 1.0)
    assert gauge.sample.total > gauge.sample.free > 0
    task.cancel()
    await asyncio.wait([task])


async def test_who_looks_has_an_idle_engine_measure(stage: Stage) -> None:
    task = await stage.perform("a")
    await stage.engine_comes_up()
    stage.engine.reports(Finished(segment="a/0", samples=48_000))
    await task
    stage.engine.told.clear()
    stage.foreman.gauges()
    assert stage.engine.told == []
    stage.foreman.look()
    assert stage.engine.told == [Measure()]
    stage.engine.reports(Measured(memory=ROOM.model_copy(update={"held": GIB})))
    assert stage.foreman.gauges()[0].sample.held == GIB
