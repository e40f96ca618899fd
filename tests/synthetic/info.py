"""What the daemon is told of the synthetic engine. Loads no torch."""

from __future__ import annotations

from fractions import Fraction

from footfall_daemon.catalog import EngineInfo

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
