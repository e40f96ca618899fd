"""What the daemon is told of the synthetic engines. Loads no torch."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from footfall_daemon.catalog import EngineInfo, Reel

_MIB = 2**20
PARTS = 8
RESIDENT_BYTES = 64 * _MIB
STREAMABLE_BYTES = PARTS * 24 * _MIB

SYNTHETIC = EngineInfo(
    name="synthetic",
    title="Synthetic: costs what a test says",
    licence="MIT",
    channels=2,
    window=Fraction(15),
    base_bytes=300 * _MIB + RESIDENT_BYTES + STREAMABLE_BYTES,
    bytes_per_second=50 * 128 * 1024,
    streamable_bytes=STREAMABLE_BYTES,
)

LOOK = Reel("centre", 5)
SEEING = replace(
    SYNTHETIC,
    name="seeing",
    window=Fraction(2),
    overlap=Fraction(1, 2),
    reels=(LOOK,),
    encoders="brightness 1",
    negative="silence",
    guidance=2.0,
    steps=20,
)
"""Of a clip of five seconds it sees several segments."""
