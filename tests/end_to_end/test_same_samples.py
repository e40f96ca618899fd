"""The same clip gives the same samples: alone, in company, after a restart, after the engine was killed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.protocol import Order
from footfall_bridge.timeline import Clip, Time
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House, until
from tests.footage import Film

PROMPT = "a ball bounces on wood, wind"


@pytest.fixture
def order(tmp_path: Path) -> Order:
    return Order(clip=Clip(media=str(Film().make(tmp_path / "film.mp4"))), prompt=PROMPT, seed=3)


def company(order: Order) -> list[Order]:
    """Twenty other orders of other lengths, sounds and seeds."""
    prompts = ["rain", "steps on gravel", "", "fire", "a door closes"]
    return [
        order.model_copy(
            update={
                "prompt": prompts[number % len(prompts)],
                "seed": 100 + number,
                "clip": order.clip.model_copy(update={"source_out": Time(value=5 + 2 * number, rate=(25, 1))}),
            }
        )
        for number in range(20)
    ]


def heard(house: House, *orders: Order) -> NDArray[np.int32]:
    """The samples of the first order, all being made together."""
    with house.client() as client:
        return samples_of(the_wav(client.wait(client.submit(orders))[0]))


def test_alone_in_company_and_after_a_restart(house: House, order: Order) -> None:
    alone = heard(house, order)
    assert np.abs(alone).max() > 0
    np.testing.assert_array_equal(heard(house, order, *company(order)), alone)
    house.stop()
    house.start()
    np.testing.assert_array_equal(heard(house, order), alone)


def test_another_seed_sounds_different(house: House, order: Order) -> None:
    other = order.model_copy(update={"seed": 4})
    assert (heard(house, order) != heard(house, other)).any()


def test_after_the_engine_was_killed(house: House, order: Order) -> None:
    alone = heard(house, order)
    with house.client() as client:
        jobs = client.submit([order, *company(order)])
        until(lambda: bool(house.children("footfall_daemon.engine")), "the engine")
        for engine in house.children("footfall_daemon.engine"):
            engine.kill()
        results = client.wait(jobs)
    np.testing.assert_array_equal(samples_of(the_wav(results[0])), alone)


def test_fresh_eyes_see_the_same(house: House, order: Order) -> None:
    fresh = order.model_copy(update={"fresh": True})
    np.testing.assert_array_equal(heard(house, fresh), heard(house, order))
