"""How fast a clip plays: constant speed and reverse are known, all else is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import opentimelineio as otio

from footfall_bridge.hosts.interchange.cuts import Problem
from footfall_bridge.hosts.interchange.xmeml_effects import parameters_of

EDL_SPEED: Final = "FOOTFALL M2 "
"""A comment that our EDL reader adds: the adapter forgets a reverse at normal speed."""
_RAMPED: Final = Problem("speed-ramp", "its speed changes: render the timeline and pass it as --picture")
_FROZEN: Final = Problem("freeze-frame", "a freeze frame: nothing moves in it")


@dataclass(frozen=True, slots=True)
class Speed:
    rate: Fraction = Fraction(1)
    reverse: bool = False


def speed_of(item: Any, timeline_rate: Fraction) -> Speed | Problem:
    """Of an OTIO item, whichever adapter has read it."""
    speed = Fraction(1)
    for effect in item.effects:
        if isinstance(effect, otio.schema.FreezeFrame):
            return _FROZEN
        if isinstance(effect, otio.schema.LinearTimeWarp):
            speed *= Fraction(effect.time_scalar).limit_denominator(100_000)
        elif isinstance(effect, otio.schema.TimeEffect):
            return _RAMPED
        elif _is_remap(effect):
            remap = _final_cut_7(effect)
            if isinstance(remap, Problem):
                return remap
            speed *= remap
    told = _edl(item, timeline_rate)
    return _checked(speed if told is None else told)


def _checked(speed: Fraction) -> Speed | Problem:
    if speed == 0:
        return _FROZEN
    if abs(speed) > 100:
        return Problem("too-fast", f"it plays {float(abs(speed)):g} times as fast: 100 at most")
    return Speed(abs(speed), speed < 0)


def _edl(item: Any, timeline_rate: Fraction) -> Fraction | None:
    for comment in item.metadata.get("cmx_3600", {}).get("comments", []):
        if match := re.search(EDL_SPEED + r"(-?[\d.]+)", comment):
            return (Fraction(match[1]) / timeline_rate).limit_denominator(1000)
    return None


def _is_remap(effect: Any) -> bool:
    return str(effect.metadata.get("fcp_xml", {}).get("effectid", "")).lower() == "timeremap"


def _final_cut_7(effect: Any) -> Fraction | Problem:
    """The `timeremap` filter of FCP7 XML, which the adapter hands on as it is."""
    told = parameters_of(effect.metadata["fcp_xml"])
    values = {name: str(parameter.get("value", "")) for name, parameter in told.items()}
    if values.get("variablespeed", "0") not in ("0", "FALSE"):
        return _RAMPED
    if values.get("reverse", "FALSE").upper() == "TRUE":
        # Programs do not agree on what `in` counts from then, and a wrong range would not be noticed.
        words = "reversed, which this XML does not say exactly: export OTIO, or use --picture"
        return Problem("reverse-xml", words)
    return Fraction(values.get("speed", "100")) / 100
