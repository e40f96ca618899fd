"""The table, its knee and what the scheduler learns from it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from footfall_daemon.bench.rig import Batch
from footfall_daemon.bench.table import knee_of, rows_of, settled, teach
from footfall_daemon.catalog import SKETCH
from footfall_daemon.engine.messages import Memory, Phased, Stepped
from footfall_daemon.memory import Costs

CLIP = 500.0
"""Tokens."""


def a_batch(size: int, seconds: float, *, steps: int = 2, use: float | None = None) -> Batch:
    batch = Batch(size, 0, seconds=seconds, use=use)
    memory = Memory(total=0, free=0, held=0)
    for number in range(1, steps + 1):
        progress = {f"{clip}": number / steps for clip in range(size)}
        batch.step(Stepped(progress=progress, seconds=seconds / steps, memory=memory, peak=(5 + size) * 10**9))
    return batch


def curve(*seconds: tuple[int, float]) -> dict[int, Sequence[Batch]]:
    return {size: [a_batch(size, each) for _ in range(3)] for size, each in seconds}


def the_knee(runs: dict[int, Sequence[Batch]]) -> int | None:
    costs = Costs.guessed(SKETCH)
    teach(costs, runs, CLIP)
    return knee_of(costs, runs, CLIP)


def test_rows_go_by_size_and_hold_medians() -> None:
    runs = {2: [a_batch(2, 3.0), a_batch(2, 4.0), a_batch(2, 30.0)], 1: [a_batch(1, 3.0, use=0.5)]}
    one, two = rows_of(runs)
    assert (one.batch, two.batch) == (1, 2)
    assert (two.latency_s, two.clips_per_s, two.step_s) == (4.0, 0.5, 2.0)
    assert (one.ratio_to_one, two.ratio_to_one) == (1.0, 1.5)
    assert (one.device_use, two.device_use) == (0.5, None)
    assert two.peak_bytes == 7 * 10**9


def test_a_peak_outside_the_steps_counts_too() -> None:
    batch = Batch(1, held=10)
    batch.phase(Phased(segment="a", phase="encode", seconds=0.1, peak=7))
    assert batch.peak == 17


@pytest.mark.parametrize(
    ("seconds", "enough"),
    [
        ([1.0, 1.0], False),
        ([1.0, 1.0, 1.0], True),
        ([1.0, 1.0, 9.0], True),
        ([1.0, 1.1, 1.2], False),
        ([1.0, 1.1, 1.2] * 3, True),
    ],
)
def test_repeats_end_when_half_of_them_agree(seconds: list[float], enough: bool) -> None:
    assert settled([a_batch(1, each) for each in seconds]) is enough


def test_an_engine_that_gains_nothing_has_its_knee_at_one() -> None:
    assert the_knee(curve((1, 1.0), (2, 2.0), (4, 4.0))) == 1


def test_the_knee_is_the_smallest_batch_near_the_best_rate() -> None:
    assert the_knee(curve((1, 1.0), (2, 1.0), (4, 1.0), (8, 2.0), (16, 4.0))) == 4


def test_a_knee_beyond_what_was_measured_is_at_most_twice_as_far() -> None:
    assert the_knee(curve((1, 1.0), (2, 1.01), (4, 1.02))) == 8


def test_one_size_has_no_knee() -> None:
    assert the_knee(curve((1, 1.0))) is None


def test_the_scheduler_learns_seconds_bytes_and_steps() -> None:
    costs = Costs(base_bytes=5 * 10**9, bytes_per_token=1.0)
    runs = curve((1, 1.0), (2, 2.0), (4, 4.0))
    runs[1][0].phase(Phased(segment="a", phase="encode", seconds=0.5, peak=10**9))
    teach(costs, runs, CLIP)
    estimate = costs.seconds_of(2 * CLIP)
    assert estimate is not None
    assert estimate.value == pytest.approx(1.0)
    assert costs.peak(4 * CLIP) == pytest.approx(9 * 10**9, rel=0.02)
    assert costs.steps == pytest.approx(2.0)
    assert "encode" in costs.phases
