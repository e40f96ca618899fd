"""CMX 3600 edit lists: what OpenTimelineIO's adapter misses is written into them before it reads."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Final

import opentimelineio as otio

from footfall_bridge.hosts.interchange.speed import EDL_SPEED
from footfall_bridge.hosts.interchange.times import otio_range, otio_time, seconds_of
from footfall_bridge.timeline import drop_frame_possible

_EVENT: Final = re.compile(r"\s*\d+\s")
_TIMECODE: Final = re.compile(r"\b(\d\d:\d\d:\d\d)[:;](\d\d)\b")
_MOTION: Final = re.compile(r"\s*M2\s.*?\s(-?\d+(?:\.\d+)?)\s+\d\d:\d\d:\d\d[:;]\d\d")


def read(text: str, rate: Fraction) -> tuple[Any, bool]:
    """An OTIO timeline, its start where the adapter leaves it in the tracks, and whether it is drop-frame."""
    text, drop_frame = _spelled_out(text, drop_frame_possible(rate))
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate))
    starts = [-seconds_of(track.source_range.start_time) for track in timeline.tracks if track.source_range]
    first = min(starts, default=Fraction(0))
    for track in timeline.tracks:
        own = -seconds_of(track.source_range.start_time) if track.source_range else Fraction(0)
        track.source_range = None
        if own > first:
            track.insert(0, otio.schema.Gap(source_range=otio_range(Fraction(0), own - first, rate)))
    timeline.global_start_time = otio_time(first, rate)
    return timeline, drop_frame


def _spelled_out(text: str, can_drop: bool) -> tuple[str, bool]:
    """With `;` in the timecodes below FCM: DROP FRAME, and each motion effect once more as a comment."""
    lines = []
    dropping = dropped = False
    for line in text.splitlines():
        if line.upper().startswith("FCM"):
            dropping = can_drop and "NON" not in line.upper()
        event = _EVENT.match(line) is not None
        if event and can_drop and (dropping or ";" in line):
            line, dropped = _TIMECODE.sub(r"\1;\2", line), True
        lines.append(line)
        if motion := _MOTION.match(line):
            lines.append(f"* {EDL_SPEED}{motion[1]}")
    return "\n".join(lines), dropped
