"""Orders of a farm's job for tests: as an export leaves them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from footfall_bridge.farm.job import FarmJob
from footfall_bridge.protocol import Order
from footfall_bridge.timeline import Clip, Time, TimelinePlace

NTSC = (24_000, 1001)


def order_of(media: str = "/film/ride.mov", first: int = 0, *, proxy: str | None = None, **fields: Any) -> Order:
    """Of a clip of a second at 23.976, on a timeline."""
    place = TimelinePlace(record_in=Time(value=86_400 + first, rate=NTSC), timeline="Cut", clip="ride")
    clip = Clip(
        media=media,
        proxy=proxy,
        source_in=Time(value=first, rate=NTSC),
        source_out=Time(value=first + 24, rate=NTSC),
        play_rate=Fraction(25, 24),
        place=place,
    )
    settled = {"engine": "sketch", "handles": Time(value=24, rate=NTSC), "complete": True}
    return Order(**{"clip": clip, "joined_before": False, "joined_after": False, **settled, **fields})


def job_of(*orders: Order, name: str = "Cut", on_gpu: frozenset[str] = frozenset()) -> FarmJob:
    return FarmJob(name, orders, on_gpu, "Foley")
