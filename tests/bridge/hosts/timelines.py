"""Timelines built for tests, with OpenTimelineIO where it writes a format, else by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

NTSC_24 = Fraction(24_000, 1001)
NTSC_30 = Fraction(30_000, 1001)


def time(frames: float, rate: Fraction) -> Any:
    return otio.opentime.RationalTime(frames, float(rate))


def span(start: float, length: float, rate: Fraction) -> Any:
    return otio.opentime.TimeRange(time(start, rate), time(length, rate))


def clip(
    media: Path | str,
    start: int,
    length: int,
    *,
    rate: Fraction = Fraction(25),
    begins: int = 0,
    holds: int | None = 50,
    speed: float = 1.0,
) -> Any:
    """`start`: frames from the media's first frame, whose timecode is `begins`. `holds` None: that is not told."""
    url = media.as_uri() if isinstance(media, Path) else media
    available = None if holds is None else span(begins, holds, rate)
    reference = otio.schema.ExternalReference(url, available)
    made = otio.schema.Clip(Path(str(media)).stem, reference, span(begins + start, length, rate))
    if speed != 1.0:
        made.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    return made


def gap(length: int, rate: Fraction = Fraction(25)) -> Any:
    return otio.schema.Gap(source_range=span(0, length, rate))


def track(*items: Any, name: str = "", kind: str = "Video") -> Any:
    made = otio.schema.Track(name, kind=kind)
    made.extend(items)
    return made


def timeline(*tracks: Any, rate: Fraction = Fraction(25), start: int = 90_000, name: str = "Cut") -> Any:
    made = otio.schema.Timeline(name)
    made.global_start_time = time(start, rate)
    made.tracks.extend(tracks)
    return made


def marker(text: str, start: float, length: float = 0, rate: Fraction = Fraction(25), color: str = "RED") -> Any:
    return otio.schema.Marker(text, span(start, length, rate), color=color)


def saved(made: Any, path: Path) -> Path:
    options = {"use_empty_mob_ids": True} if path.suffix == ".aaf" else {}
    otio.adapters.write_to_file(made, str(path), **options)
    return path


def final_cut(*items: str, assets: str, frame: str = "1/25s", start: str = "3600s", drop: str = "NDF") -> str:
    """An FCPXML document with `items` in its story line."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.10">
  <resources><format id="r1" frameDuration="{frame}" width="1920" height="1080"/>{assets}</resources>
  <library><event name="e"><project name="Cut">
    <sequence format="r1" tcStart="{start}" tcFormat="{drop}" duration="100s">
      <spine>{"".join(items)}</spine>
    </sequence>
  </project></event></library>
</fcpxml>
"""


def asset(name: str, media: Path, start: str = "0s", length: str = "2s") -> str:
    return (
        f'<asset id="{name}" name="{media.stem}" start="{start}" duration="{length}" hasVideo="1" format="r1">'
        f'<media-rep kind="original-media" src="{media.as_uri()}"/></asset>'
    )
