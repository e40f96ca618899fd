"""What is tried, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from footfall_daemon.engine.hunyuan.sizes import XL, XXL, Sizes

SIZES = {
    "tiny": Sizes(triple_blocks=2, single_blocks=2, width=32, heads=2),
    "reduced": Sizes(triple_blocks=4, single_blocks=8, width=512, heads=4),
    "xl": XL,
    "xxl": XXL,
}


DECODERS = {"tiny": 32, "reduced": 256, "xl": 2048, "xxl": 2048}
"""Channels of the widest layer of the audio decoder that goes with each: the published one, or as much smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    mix: tuple[float, ...]
    """Seconds of each clip that is made packed and one by one."""
    lengths: tuple[float, ...]
    """Seconds of the equal clips of which there are more and more."""
    counts: tuple[int, ...]
    buckets: tuple[float, ...]
    """Seconds of sound in the sets whose memory is foretold."""
    learned: int
    """Sets that are measured before any is foretold."""
    company: int
    """Clips of four seconds that one more joins, and that step while one is decoded."""
    decode_every: int
    """Steps."""
    times: int
    """How often a figure is taken; the median counts."""


TINY = Plan(mix=(1, 2), lengths=(1,), counts=(1, 2), buckets=(2, 4), learned=8, company=1, decode_every=1, times=1)
PROCESSOR = Plan(
    mix=(1, 2, 3, 4, 6, 8, 10),
    lengths=(2, 8),
    counts=(1, 2, 4, 8),
    buckets=(4, 8, 16),
    learned=20,
    company=3,
    decode_every=4,
    times=3,
)
ACCELERATOR = Plan(
    mix=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) * 2,
    lengths=(2, 4, 8, 15),
    counts=(1, 2, 4, 8, 16, 32),
    buckets=(8, 16, 32, 64, 128),
    learned=20,
    company=7,
    decode_every=7,
    times=5,
)
