"""When a job's sound is there."""

from __future__ import annotations

from pathlib import Path

from footfall_daemon.performance import Performance
from tests.daemon.making import a_job
from tests.daemon.stage import Seat, a_plan


async def test_segments_that_end_with_the_same_step_are_both_waited_for(tmp_path: Path) -> None:
    performance = Performance.of(a_job("a"), a_plan(segments=2), tmp_path, Seat())
    performance.advance({"a/0": 1.0, "a/1": 1.0})
    performance.finish("a/0", [])
    assert not performance.done.done()
    performance.finish("a/1", [])
    assert performance.done.done()


async def test_waveforms_that_nobody_gets_leave_the_spool(tmp_path: Path) -> None:
    performance = Performance.of(a_job("a"), a_plan(segments=2), tmp_path, Seat())
    for name in ("a-0.npy", "a-1.state"):
        (tmp_path / name).touch()
    performance.finish("a/0", [])
    performance.clear_up()
    assert [name for name in ("a-0.npy", "a-1.state") if (tmp_path / name).exists()] == []
