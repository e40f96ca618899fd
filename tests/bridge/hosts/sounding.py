"""Sounds for tests: as a job leaves them, without a file or as one."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

from footfall_bridge.hosts.interchange.sounds import Sound
from footfall_bridge.protocol import Order
from footfall_bridge.provenance import ixml_of


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


def file_of(order: Order, layer: str = "feet") -> bytes:
    """A WAV of ten samples that says which order made it."""
    request = ixml_of({"job": "job1", "layer": layer, "order": order.model_dump(mode="json")})
    chunks = [
        (b"fmt ", struct.pack("<HHIIHH", 1, 2, 48_000, 48_000 * 6, 6, 24)),
        (b"bext", bytes(338) + struct.pack("<II", 5, 1) + bytes(256)),
        (b"data", bytes(60)),
        (b"iXML", request + b" " * (len(request) % 2)),
    ]
    body = b"".join(struct.pack("<4sI", name, len(data)) + data for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body
