"""The file that a clip's picture is taken from: its media, or a linked proxy where that cannot be decoded.

Of media that is there only the daemon learns whether it can: it is told of the proxy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from footfall_bridge.hosts.interchange.cuts import Problem, bare_name
from footfall_bridge.hosts.interchange.films import is_raw
from footfall_bridge.hosts.interchange.media import Relinker, path_of
from footfall_bridge.hosts.interchange.times import seconds_of


@dataclass(frozen=True, slots=True)
class Picture:
    path: Path
    proxy: Path | None = None
    """For the daemon, where it cannot decode `path`."""
    name: str = ""
    """What sounds are called after, where a proxy stands in."""
    notice: str = ""


def picture_of(clip: Any, relinker: Relinker) -> Picture | Problem:
    """Of an OTIO clip. A proxy must have the timecode and the length of what it stands for."""
    found = relinker.find(clip)
    problem = found if isinstance(found, Problem) else _undecodable(found)
    if problem is None:
        assert isinstance(found, Path)
        return Picture(found, proxy=_matching(clip, relinker))
    if problem.code not in ("no-media", "camera-raw"):
        return problem
    for path, reference in _proxies(clip, relinker):
        if _matches(reference, clip.media_reference):
            return _standing_in(path, problem, clip)
        problem = Problem(
            "proxy-mismatch",
            f"the proxy {path.name!r} has not the timecode and length of {_media_name(clip)!r}: "
            "link one that has, or render the timeline and pass it as --picture",
        )
    return problem


def _proxies(clip: Any, relinker: Relinker) -> Iterator[tuple[Path, Any]]:
    """Files that are there, with what the timeline says of them."""
    for reference in clip.media_references().values():
        if reference is clip.media_reference or not isinstance(reference, otio.schema.ExternalReference):
            continue
        path = relinker.as_written(reference)
        if path is not None and not is_raw(path.name):
            yield path, reference


def _matching(clip: Any, relinker: Relinker) -> Path | None:
    proxies = _proxies(clip, relinker)
    return next((path for path, reference in proxies if _matches(reference, clip.media_reference)), None)


def _undecodable(path: Path) -> Problem | None:
    if not is_raw(path.name):
        return None
    words = f"{path.name!r} is camera raw, which we cannot decode"
    return Problem("camera-raw", f"{words}: link a proxy, or render the timeline and pass it as --picture")


def _matches(proxy: Any, media: Any) -> bool:
    """To the frame; what does not say both does not."""
    one, other = proxy.available_range, media.available_range if media is not None else None
    if one is None or other is None:
        return False
    frame = Fraction(1) / Fraction(other.duration.rate).limit_denominator(1001)
    starts = seconds_of(one.start_time) - seconds_of(other.start_time)
    lengths = seconds_of(one.duration) - seconds_of(other.duration)
    return abs(starts) < frame / 2 and abs(lengths) < frame


def _standing_in(path: Path, problem: Problem, clip: Any) -> Picture:
    name = _media_name(clip)
    why = "is camera raw" if problem.code == "camera-raw" else "is not there"
    notice = f"{name}: {why}, so its proxy {path.name} was looked at"
    return Picture(path, name=bare_name(name), notice=notice)


def _media_name(clip: Any) -> str:
    written = path_of(clip.media_reference)
    return written.replace("\\", "/").rpartition("/")[2] or str(clip.name) or "unnamed"
