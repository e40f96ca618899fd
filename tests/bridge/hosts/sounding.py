"""Sounds for tests: as a job leaves them, without a file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from footfall_bridge.hosts.interchange.sounds import Sound


def sound(
    folder: Path,
    name: str = "film_foley_01-00-00-00_t1_v1.wav",
    *,
    lead: Fraction = Fraction(1),
    length: Fraction = Fraction(3),
    stamp: Fraction = Fraction(3599),
    channels: int = 1,
    layer: str = "mix",
) -> Sound:
    return Sound(
        path=folder / "Foley" / name,
        layer=layer,
        lead=lead,
        samples=round(length * 48_000),
        stamp=stamp,
        channels=channels,
        job="job1",
        take=1,
        seed=0,
        engine="sketch",
        prompt="",
    )
