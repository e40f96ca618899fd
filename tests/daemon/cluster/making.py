"""Segments for tests of the cluster."""

from __future__ import annotations

from typing import Any

from footfall_daemon.engine.messages import SegmentOrder


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
