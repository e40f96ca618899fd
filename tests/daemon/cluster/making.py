"""Segments and their film, for tests of the cluster."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from footfall_bridge.timeline import Clip
from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.media.messages import Film


def an_order(id_: str = "a/0", **changes: Any) -> SegmentOrder:
    """Of an engine that sees, on the daemon's machine."""
    name = id_.replace("/", "-")
    fields: dict[str, Any] = {
        "id": id_,
        "job": id_.partition("/")[0],
        "start": 0,
        "samples": 48_000,
        "total_samples": 48_000,
        "cues": "/cache/ab.cues",
        "prompt": "boots",
        "negative": "",
        "seed": 1,
        "features": "/cache/cd.features",
        "wave": f"/spool/{name}.npy",
        "state": f"/spool/{name}.state",
    }
    return SegmentOrder(**(fields | changes))


def a_film(media: str = "/spool/film-1/excerpt.mkv") -> Film:
    """Of that segment."""
    return Film(
        job="a",
        segment="a/0",
        clip=Clip(media=media),
        handle_samples=0,
        start=0,
        samples=48_000,
        shortest=Fraction(0),
        reels=[("whole", 8)],
        encoders="eyes 1",
        film="/spool/film-1/film",
        cache="/cache",
    )
