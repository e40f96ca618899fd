"""The cue points of a file to be written: a contact's sample, its kind, and what was struck."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from footfall_bridge.cuepoints import CuePoint, read_cue_points
from footfall_bridge.protocol import MIX, ContactKind, Layer, Refusal
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.cues import Contact, Cues
from footfall_daemon.media.messages import Marks, Splice, Write

_MARKED: Final = {MIX, Layer.feet, Layer.props}
"""Layers in which contacts are heard."""


class _Contact(Protocol):
    @property
    def time(self) -> float: ...
    @property
    def kind(self) -> ContactKind: ...
    @property
    def confidence(self) -> float: ...
    @property
    def material(self) -> str: ...


def marks_of(errand: Write, layer: str) -> list[CuePoint]:
    """By time, handles included. Of a file of which a part is made again, the rest keeps those that it had."""
    if errand.marks is None or layer not in _MARKED:
        return []
    head = errand.handle_samples / SAMPLE_RATE
    points = {_point(contact, seconds) for contact, seconds in _heard(errand.marks, head)}
    inside = [point for point in points if 0 <= point.sample < errand.samples]
    return sorted(inside if errand.splice is None else _spliced(inside, errand.splice))


def _heard(marks: Marks, head: float) -> list[tuple[_Contact, float]]:
    """Contacts, and when they sound: seconds from the file's first sample."""
    found: list[tuple[_Contact, float]]
    if marks.contacts is None:
        found = [(seen, seen.time) for seen in _seen(marks.cues)]
    else:
        found = [(said, head + said.time) for said in marks.contacts if not said.muted]
    sure = 1 - marks.sensitivity
    return [(contact, seconds + marks.offset) for contact, seconds in found if contact.confidence >= sure]


def _seen(path: str) -> Sequence[Contact]:
    try:
        return Cues.load(Path(path)).contacts
    except OSError:  # cleared from the cache meanwhile: the sound is what matters
        return ()


def _point(contact: _Contact, seconds: float) -> CuePoint:
    return CuePoint(round(seconds * SAMPLE_RATE), f"{contact.kind} {contact.material}".strip())


def _spliced(new: list[CuePoint], splice: Splice) -> list[CuePoint]:
    try:
        old = read_cue_points(Path(splice.base))
    except Refusal:  # told in its own words where its sound is read
        old = []
    region = range(splice.region.start, splice.region.stop)
    return [point for point in old if point.sample not in region] + [
        point for point in new if point.sample in region
    ]
