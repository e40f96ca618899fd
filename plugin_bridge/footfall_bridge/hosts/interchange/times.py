"""Times as OpenTimelineIO and XML files write them, made exact: their rates are floats, ours never are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import opentimelineio as otio

from footfall_bridge.timeline import drop_frame_possible, timecode_of_frames

_NTSC_NEAR: Final = 0.005  # 23.98 and 23.976 are both written for 24000/1001
_FINEST: Final = 1_000_000


def exact_rate(rate: float | Fraction) -> Fraction:
    """Frames per second: 23.98, 23.976 and 23.976023976 are all 24000/1001."""
    nominal = round(rate)
    if nominal and abs(float(rate) - nominal) < 1e-6:
        return Fraction(nominal)
    ntsc = Fraction(round(float(rate) * 1.001) * 1000, 1001)
    if ntsc > 0 and abs(float(rate) - float(ntsc)) < _NTSC_NEAR:
        return ntsc
    return Fraction(rate).limit_denominator(1001)


def seconds_of(time: Any) -> Fraction:
    """Of an OTIO time, or of something's duration."""
    value = round(time.value) if abs(time.value - round(time.value)) < 1e-6 else time.value
    return Fraction(value).limit_denominator(_FINEST) / exact_rate(time.rate)


def otio_time(seconds: Fraction, rate: Fraction) -> Any:
    return otio.opentime.RationalTime(float(seconds * rate), float(rate))


def otio_range(start: Fraction, length: Fraction, rate: Fraction) -> Any:
    return otio.opentime.TimeRange(otio_time(start, rate), otio_time(length, rate))


def whole_frames(seconds: Fraction, rate: Fraction) -> int:
    """The nearest frame."""
    return round(seconds * rate)


def up_to_frames(seconds: Fraction, rate: Fraction) -> Fraction:
    """At least so long, in whole frames: an offset that editors can hold exactly."""
    return -(-seconds * rate // 1) / rate


def looks_dropped(start: Fraction, rate: Fraction) -> bool:
    """Whether a timeline beginning here counts drop-frame: its start is a whole minute then, as people set it."""
    if not drop_frame_possible(rate):
        return False
    frames = whole_frames(start, rate)
    return frames > 0 and timecode_of_frames(frames, rate, drop_frame=True).endswith("00;00")
