"""Takes in many variations: one family to tune with, others to be looked at once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from footfall_daemon.demo.stage import Look
from tests.media.picture.plays import SILENT, TOUCHING, Writer, still
from tests.media.picture.stage import VARIABLE, Camera, Take

TUNING, HELD_OUT = "tuning", "held out"
_RATES = (Fraction(24_000, 1001), Fraction(24), Fraction(30_000, 1001), Fraction(50), VARIABLE)
_SIZES = ((320, 180), (180, 320), (426, 240), (270, 480))
_SHAKE = 0.012


def takes(family: str, each: int = 3) -> Iterator[Take]:
    """`each`: variations of every play. Every frame rate comes up, every third take is shaky."""
    rng = np.random.default_rng(list(family.encode()))
    count = 0
    for writer in TOUCHING + SILENT:
        for variation in range(each):
            yield _take(writer, rng, count, shaky=variation % 3 == 1)
            count += 1
    yield _take(still, rng, 0, shaky=True)
    yield _take(still, rng, 2, shaky=False, pan=0.15)
    yield _take(still, rng, 3, shaky=True, pan=-0.4)


def _take(writer: Writer, rng: np.random.Generator, count: int, *, shaky: bool, pan: float = 0.0) -> Take:
    rate = _RATES[count % len(_RATES)]
    width, height = _SIZES[int(rng.integers(len(_SIZES)))]
    look = Look(
        rate=rate or Fraction(25),
        width=width,
        height=height,
        seed=int(rng.integers(2**31)),
        texture=rng.uniform(0.3, 0.9),
        noise=rng.uniform(1.5, 5),
        shutter=rng.uniform(0.3, 0.7),
        speed=rng.uniform(0.85, 1.15),
    )
    camera = Camera(_SHAKE * rng.uniform(0.5, 1.2) if shaky else 0.0, pan, rng.uniform(0, 6))
    return Take(writer(rng, look), look, camera, rate)
