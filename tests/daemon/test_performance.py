"""When a job's sound is there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from footfall_daemon.catalog import SKETCH, EngineInfo
from footfall_daemon.performance import Performance
from tests.daemon.making import a_job
from tests.daemon.stage import SEEING, Seat, a_plan


def a_performance(spool: Path, engine: EngineInfo = SKETCH, **changes: Any) -> Performance:
    job = a_job("a", engine=engine.name, **changes)
    return Performance.of(job, a_plan(segments=2), engine, turn=0.0, spool=spool, audience=Seat())


async def test_segments_are_sized_by_their_engine(tmp_path: Path) -> None:
    engine = replace(SEEING, shortest=Fraction(2))
    guided, alone = (a_performance(tmp_path, engine, guidance=guidance) for guidance in (4.5, 1.0))
    assert [guided.segment(id_).tokens for id_ in guided.orders] == [100.0, 100.0]
    assert alone.segment("a/0").tokens == 50.0
    guided.advance({"a/0": 0.5})
    assert guided.left == 150.0


async def test_engines_are_told_what_was_resolved(tmp_path: Path) -> None:
    performance = a_performance(tmp_path, negative="music", guidance=3.0, steps=20)
    told = performance.orders["a/1"]
    assert (told.negative, told.guidance, told.steps) == ("music", 3.0, 20)


async def test_segments_that_end_with_the_same_step_are_both_waited_for(tmp_path: Path) -> None:
    performance = a_performance(tmp_path)
    performance.advance({"a/0": 1.0, "a/1": 1.0})
    performance.finish("a/0", [])
    assert not performance.done.done()
    performance.finish("a/1", [])
    assert performance.done.done()


async def test_waveforms_that_nobody_gets_leave_the_spool(tmp_path: Path) -> None:
    performance = a_performance(tmp_path)
    for name in ("a-0.npy", "a-1.state"):
        (tmp_path / name).touch()
    performance.finish("a/0", [])
    performance.clear_up()
    assert [name for name in ("a-0.npy", "a-1.state") if (tmp_path / name).exists()] == []
