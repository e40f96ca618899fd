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
    assert costs.eta(10) is None
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


def test_bytes_are_learned_from_peaks_within_a_tenth() -> None:
    costs = Costs(base_bytes=1000, bytes_per_token=5.0)
    dice = random.Random(2)
    for _ in range(20):
        tokens = dice.uniform(100, 800)
        costs.weighed(tokens, round(1000 + 300 + 2.0 * tokens))
    assert costs.base() + costs.bytes_of(500) == pytest.approx(2300, rel=0.1)


def test_the_eta_is_that_of_a_full_set() -> None:
    costs = measured({tokens: 0.1 * tokens for tokens in (10, 20, 40)})
    eta = costs.eta(1000)
    assert eta is not None
    assert eta.value == pytest.approx(100, rel=0.05)


def test_what_was_learned_survives_a_restart() -> None:
    costs = measured({tokens: 1.0 + 0.1 * tokens for tokens in (10, 40, 100, 200)})
    again = Costs.from_dict(costs.to_dict())
    assert again.room() == costs.room()
    assert again == costs


@pytest.mark.parametrize(("limit", "expected"), [(0, 700), (500, 500)])
def test_the_budget_leaves_the_headroom_to_others(limit: int, expected: int) -> None:
    assert budget(free=600, held=200, headroom=100, limit=limit) == expected
