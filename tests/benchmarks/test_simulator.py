"""The simulator says what the reference says."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import policies
from tests.benchmarks.simulator import baselines
from tests.benchmarks.simulator.baselines import BATCH1, NEAR8PRIO, PRIO1, S1, S1S2, S1S2S3, STATIC8
from tests.benchmarks.simulator.devices import GB, MODEL_A, RTX4090, STEPS
from tests.benchmarks.simulator.goals import OURS, Goal
from tests.benchmarks.simulator.outcome import Outcome
from tests.benchmarks.simulator.traces import BACKGROUND, INTERACTIVE, Clip, t1, t2


def clips(*lengths: float, class_: int = BACKGROUND) -> list[Clip]:
    return [Clip(number, 0.0, 0, class_, length) for number, length in enumerate(lengths)]


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_model_a_is_the_published_table(count: int) -> None:
    batch = [10.0] * count
    assert STEPS * MODEL_A.dense(batch) == pytest.approx(0.325 + 0.0977 * count)
    assert MODEL_A.base + MODEL_A.bytes_per_second * sum(batch) == pytest.approx((5.26 + 3.30 * count) * GB)


def test_a_step_of_the_desktop_card_takes_its_arithmetic() -> None:
    assert RTX4090.dense([8.0]) == pytest.approx((0.7544 * 8 + 0.0018 * 64) / 100, rel=0.03)


def test_jitter_is_the_same_for_a_step_and_for_a_batch_on_average() -> None:
    dice = random.Random(1)
    steps = [RTX4090.jitter(dice) for _ in range(20_000)]
    batches = [RTX4090.jitter(dice, STEPS) for _ in range(2_000)]
    assert sum(steps) / len(steps) == pytest.approx(sum(batches) / len(batches), rel=0.01)


def test_s1_as_printed_loses_all_replies_but_one_of_a_batch() -> None:
    outcome = baselines.run(S1, t1(1, MODEL_A), MODEL_A)
    assert 0.84 <= outcome.replies_lost / 200 <= 1.0


def test_s2_takes_fewer_of_the_long_ones() -> None:
    assert len(S1S2.choose(clips(*[14.0] * 9), RTX4090)) == 8
    assert len(S1S2.choose(clips(*[15.0] * 9), RTX4090)) == 4
    assert len(S1S2.choose(clips(*[61.0] * 9), RTX4090)) == 2
    assert S1S2.choose(clips(10.0, 20.0, 10.0), RTX4090) == [clips(10.0)[0], clips(0, 0, 10.0)[2]]


@pytest.mark.parametrize(("left", "most"), [(31, 8), (21, 4), (11, 2), (10, 1)])
def test_s3_goes_by_the_total_less_what_it_holds_itself(left: int, most: int) -> None:
    device = replace(RTX4090, total=RTX4090.base + left * GB)
    assert len(S1S2S3.choose(clips(*[10.0] * 9), device)) == most


def test_near8prio_takes_the_oldest_urgent_clip_and_those_nearest_in_length() -> None:
    waiting = [*clips(3.0), *(Clip(n, 1.0, 1, INTERACTIVE, float(n)) for n in range(10, 20))]
    assert sorted(clip.number for clip in NEAR8PRIO.choose(waiting, RTX4090)) == list(range(10, 18))


def test_the_simple_ones_go_by_arrival_or_by_class() -> None:
    waiting = [Clip(0, 0.0, 0, BACKGROUND, 9.0), *(Clip(n, 1.0, 1, INTERACTIVE, 5.0) for n in range(1, 10))]
    assert [clip.number for clip in BATCH1.choose(waiting, RTX4090)] == [0]
    assert [clip.number for clip in PRIO1.choose(waiting, RTX4090)] == [1]
    assert [clip.number for clip in STATIC8.choose(waiting, RTX4090)] == list(range(8))


def test_padding_counts_as_computed() -> None:
    outcome = baselines.run(STATIC8, t2(1, RTX4090), RTX4090)
    assert outcome.overhead > 0.5


def test_a_goal_says_whether_it_is_met() -> None:
    goal = Goal("finished", ">=", 2, lambda runs: runs["any", "T1", OURS][0].expected)
    assert not goal.told({("any", "T1", OURS): [Outcome(expected=1)]})["met"]
    assert goal.told({("any", "T1", OURS): [Outcome(expected=2)]})["met"]


def test_the_benchmark_runs_as_a_file_from_anywhere(tmp_path: Path) -> None:
    script = Path(policies.__file__)
    ran = subprocess.run([sys.executable, str(script), "--help"], cwd=tmp_path, capture_output=True, check=True)
    assert b"--seeds" in ran.stdout
