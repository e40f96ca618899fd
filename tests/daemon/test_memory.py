"""What is learned from steps, their peaks and the phases beside them."""

from __future__ import annotations

import random

import pytest

from footfall_daemon.memory import Costs, budget


def measured(step: dict[float, float], noise: float = 0.0, outliers: float = 0.0) -> Costs:
    dice = random.Random(1)
    costs = Costs(base_bytes=100, bytes_per_token=1.0)
    for _ in range(9):
        for tokens, seconds in step.items():
            wrong = 5.0 if dice.random() < outliers else 1.0
            costs.stepped(tokens, seconds * wrong * dice.lognormvariate(0, noise))
    return costs


def test_nothing_is_claimed_before_anything_was_measured() -> None:
    costs = Costs(base_bytes=100, bytes_per_token=2.0)
    assert costs.seconds_of(10) is None
    assert costs.pace_in() is None
    assert costs.bytes_of(10) == 20


def test_the_knee_of_an_affine_cost() -> None:
    costs = measured({tokens: 1.0 + 0.1 * tokens for tokens in (10, 40, 100, 200, 400, 800)})
    assert costs.room() == pytest.approx(240, rel=0.1)  # t / (1 + 0.1 t) = 0.96 / 0.1


def test_the_knee_of_a_launch_bound_device() -> None:
    costs = measured({tokens: max(1.0, tokens / 100) for tokens in (10, 25, 50, 100, 200, 400)})
    assert costs.room() == pytest.approx(96, rel=0.1)


def test_the_set_is_explored_by_doubling() -> None:
    assert measured({10: 1.0, 20: 1.0}).room() == 40


def test_outliers_do_not_move_the_prediction() -> None:
    step = {float(tokens): 1.0 + 0.1 * tokens for tokens in range(50, 500, 50)}
    estimate = measured(step, noise=0.02, outliers=0.1).seconds_of(300)
    assert estimate is not None
    assert estimate.value == pytest.approx(31, rel=0.05)
    assert 0 < estimate.error < 5


def peak_after_20_batches(seed: int, *, noise: float, outliers: float) -> Costs:
    """Of an engine with 1000 bytes of weights, 300 of working memory, and 2 a token; the guess is 5."""
    costs = Costs(base_bytes=1000, bytes_per_token=5.0)
    dice = random.Random(seed)
    for _ in range(20):
        tokens = dice.uniform(100, 800)
        wrong = 3.0 if dice.random() < outliers else dice.uniform(1 - noise, 1 + noise)
        costs.weighed(tokens, round((1300 + 2.0 * tokens) * wrong))
    return costs


@pytest.mark.parametrize("tokens", [100, 450, 800])
def test_the_peak_is_known_after_20_batches(tokens: float) -> None:
    costs = peak_after_20_batches(seed=1, noise=0.0, outliers=0.0)
    assert costs.peak(tokens) == pytest.approx(1300 + 2 * tokens, rel=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_the_peak_is_known_within_a_tenth_also_from_noise_and_outliers(seed: int) -> None:
    costs = peak_after_20_batches(seed, noise=0.1, outliers=0.1)
    assert costs.peak(450) == pytest.approx(2200, rel=0.1)


def test_a_larger_set_never_looks_free() -> None:
    costs = Costs(base_bytes=1000, bytes_per_token=5.0)
    for tokens in (100, 200, 400) * 3:
        costs.weighed(tokens, 2000 - tokens)
    assert costs.bytes_of(1000) > 100


def test_one_size_says_what_others_take_in_proportion() -> None:
    costs = Costs(base_bytes=1000, bytes_per_token=5.0)
    costs.weighed(100, 1400)
    assert costs.peak(200) == 1800


def test_streamed_weights_are_no_part_of_the_peak() -> None:
    costs = Costs(base_bytes=1000, streamable_bytes=800, bytes_per_token=2.0)
    assert costs.peak(100, level=4) == 1000 - 400 + 200


def test_a_phase_is_learned_beside_the_steps() -> None:
    costs = Costs(base_bytes=1000, bytes_per_token=2.0)
    costs.phased("encode", 100, seconds=1.0, peak=300)
    costs.phased("finish", 100, seconds=2.0, peak=700)
    assert costs.phase_of(200) == 1400
    assert costs.phase_seconds("finish", 100) == 2.0


def test_a_device_that_does_not_tell_the_peak_of_a_phase_tells_its_seconds() -> None:
    costs = Costs(base_bytes=1000, bytes_per_token=2.0)
    costs.phased("finish", 100, seconds=2.0, peak=None)
    assert (costs.phase_of(100), costs.phase_seconds("finish", 100)) == (0, 2.0)


def test_an_unmeasured_level_is_as_fast_as_resident_weights_or_as_the_link() -> None:
    costs = measured({tokens: 0.1 * tokens for tokens in (10, 20, 40)})
    costs.streamable_bytes, costs.link = 800, 100.0
    small, large = costs.seconds_of(10, level=2), costs.seconds_of(40, level=2)
    assert small is not None
    assert large is not None
    assert small.value == pytest.approx(2.0)  # 200 bytes over the link
    assert large.value == pytest.approx(4.0)


def test_the_pace_of_full_sets_counts_steps_and_phases() -> None:
    costs = measured({tokens: 0.1 * tokens for tokens in (10, 20, 40)})
    costs.advanced(0.02)
    costs.phased("finish", 10, seconds=5.0, peak=None)
    pace = costs.pace_in()
    assert pace is not None
    assert pace.value == pytest.approx(50 * 0.1 + 0.5)


def test_steps_are_counted_from_progress_whatever_one_report_says() -> None:
    costs = Costs(base_bytes=100, bytes_per_token=1.0)
    for share in (0.02, 0.02, 1.0, 0.02, -0.5):
        costs.advanced(share)
    assert costs.steps == pytest.approx(50)


def test_what_was_learned_survives_a_restart() -> None:
    costs = measured({tokens: 1.0 + 0.1 * tokens for tokens in (10, 40, 100, 200)})
    costs.phased("encode", 100, seconds=1.0, peak=300)
    again = Costs.model_validate_json(costs.model_dump_json())
    assert again == costs


@pytest.mark.parametrize(("limit", "expected"), [(0, 700), (500, 500)])
def test_the_budget_leaves_the_headroom_to_others(limit: int, expected: int) -> None:
    assert budget(free=600, held=200, headroom=100, limit=limit) == expected
