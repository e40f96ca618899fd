"""Contacts as markers of a timeline: what Footfall's files mark, in the time of the timeline that they lie on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import opentimelineio as otio

from footfall_bridge.cuepoints import read_cue_points
from footfall_bridge.hosts.interchange.documents import Document
from footfall_bridge.hosts.interchange.spotting import Heard
from footfall_bridge.hosts.interchange.times import otio_range, whole_frames
from footfall_bridge.protocol import Refusal
from footfall_bridge.timeline import SAMPLE_RATE, timecode_of_frames


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    start: Fraction
    """Record time, in seconds since midnight."""
    text: str


def marked(heard: Iterable[Heard]) -> list[Marked]:
    """What is marked in these sounds, as far as they are heard. A file that is not there marks nothing."""
    return sorted({mark for one in heard for mark in _marks_of(one)})


def _marks_of(one: Heard) -> Iterable[Marked]:
    try:
        points = read_cue_points(Path(one.cue.file))
    except Refusal:
        return
    for point in points:
        inside = Fraction(point.sample, SAMPLE_RATE) - one.offset
        if 0 <= inside < one.length:
            yield Marked(one.start + inside, point.label)


def in_otio(document: Document, marks: Sequence[Marked]) -> Any:
    """A copy of the timeline with these markers."""
    timeline = document.timeline.deepcopy()
    for mark in marks:
        span = otio_range(mark.start - document.start, Fraction(0), document.rate)
        timeline.tracks.markers.append(otio.schema.Marker(mark.text, span))
    return timeline


def in_xmeml(document: Document, marks: Sequence[Marked]) -> Element:
    """The document in FCP7 XML with these markers, on their frames."""
    assert document.root is not None
    root = deepcopy(document.root)
    sequence = root.find(".//sequence")
    assert sequence is not None
    for mark in marks:
        marker = SubElement(sequence, "marker")
        frame = whole_frames(mark.start - document.start, document.rate)
        for tag, value in (("comment", ""), ("name", mark.text), ("in", str(frame)), ("out", "-1")):
            SubElement(marker, tag).text = value
    return root


def as_edl(title: str, marks: Sequence[Marked], rate: Fraction, *, drop_frame: bool) -> str:
    """As Resolve writes the markers of a timeline, and imports them: an event of one frame for each."""
    lines = [f"TITLE: {title}", f"FCM: {'' if drop_frame else 'NON-'}DROP FRAME", ""]
    for number, mark in enumerate(marks, 1):
        frame = whole_frames(mark.start, rate)
        first, last = (timecode_of_frames(at, rate, drop_frame=drop_frame) for at in (frame, frame + 1))
        lines.append(f"{number:03}  001      V     C        {first} {last} {first} {last}")
        lines += [f" |C:ResolveColorBlue |M:{mark.text} |D:1", ""]
    return "\n".join(lines)
