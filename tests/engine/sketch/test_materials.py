"""Materials can be told apart by how long and how bright they ring."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from footfall_daemon.catalog import SKETCH
from footfall_daemon.engine.sketch.materials import Material
from tests.engine.sketch.meters import Signal, centroid, decay_time, share
from tests.engine.sketch.studio import RATE, Studio, contact


def struck(studio: Studio, material: str, seed: int = 7, strength: float = 1.0) -> Signal:
    prompt = f"{material} impact"
    order = studio.order([contact(0.1, strength=strength)], prompt=prompt, negative="room tone", seed=seed)
    return studio.make(order)


@pytest.mark.parametrize("seed", range(5))
def test_decay_falls_from_metal_to_rubber(studio: Studio, seed: int) -> None:
    order = ["metal", "glass", "ceramic", "wood", "stone", "rubber"]
    times = [decay_time(struck(studio, material, seed)) for material in order]
    assert all(longer > 1.1 * shorter for longer, shorter in pairwise(times)), times


@pytest.mark.parametrize("seed", range(5))
def test_glass_and_ceramic_are_brighter_than_wood_and_wood_than_rubber(studio: Studio, seed: int) -> None:
    bright = min(centroid(struck(studio, material, seed)) for material in ("glass", "ceramic"))
    wood, rubber = (centroid(struck(studio, material, seed)) for material in ("wood", "rubber"))
    assert bright > 2 * wood > 2 * rubber


def test_a_harder_hit_is_brighter(studio: Studio) -> None:
    soft, hard = struck(studio, "wood", strength=0.1), struck(studio, "wood", strength=1.0)
    assert share(hard, 1000, 20_000) > 2 * share(soft, 1000, 20_000)


def test_a_hit_is_followed_by_nothing(studio: Studio) -> None:
    assert not np.abs(struck(studio, "wood")[:, RATE:]).max() > 1e-5


def test_no_two_hits_are_alike(studio: Studio) -> None:
    wave = studio.make(studio.order([contact(0.5), contact(1.5)], prompt="wood impact", negative="room tone"))
    first, second = wave[0, RATE // 2 : RATE], wave[0, 3 * RATE // 2 : 2 * RATE]
    assert np.abs(first - second).max() > 0.01


def test_clients_are_told_of_every_material() -> None:
    assert SKETCH.materials == tuple(Material)
