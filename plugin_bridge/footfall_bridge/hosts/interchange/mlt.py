"""A timeline as an MLT project, for Shotcut and `melt`: pictures, their sound, and the Footfall tracks.

Source: MLT XML, mltframework.org/docs/mltxml; `shotcut` marks what Shotcut writes into its own files.
`in` and `out` are frames of the profile, and `out` is the last one that plays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

import opentimelineio as otio

from footfall_bridge.hosts.interchange.cuts import Cut
from footfall_bridge.hosts.interchange.documents import Document
from footfall_bridge.hosts.interchange.media import Relinker
from footfall_bridge.hosts.interchange.sounds import SoundTrack, is_ours
from footfall_bridge.hosts.interchange.times import whole_frames
from footfall_bridge.hosts.interchange.walk import Walk
from footfall_bridge.timeline import nominal_rate

_WIDTH, _HEIGHT = 1920, 1080
"""Of the profile: timelines do not say theirs. Players scale what is of another size."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A piece of a file on a track; frames from the timeline's first."""

    resource: str
    start: int
    length: int
    first: int
    """In the file, as it plays."""
    service: str = ""
    """That plays it, where that is not told by the resource."""


@dataclass(frozen=True, slots=True)
class _Lane:
    name: str
    kind: Literal["video", "audio"]
    entries: list[_Entry]


@dataclass(frozen=True)
class Project:
    """What such a file holds of a document."""

    document: Document
    pictures: list[list[Cut]]
    """By track, the lowest first."""
    sounds: list[list[Cut]]

    @classmethod
    def of(cls, document: Document, search: Sequence[Path] = ()) -> Project:
        """`search`: folders below which missing media is looked for."""
        relinker = Relinker(document.path.parent, search)
        sounds = Walk(document, relinker, kind=otio.schema.TrackKind.Audio).tracks()
        foreign = [[cut for cut in track if not _is_foley(cut)] for track in sounds]
        return cls(document, Walk(document, relinker).tracks(), foreign)

    def unheld(self) -> list[str]:
        """In words: what is left out of it."""
        cuts = [cut for track in (*self.pictures, *self.sounds) for cut in track]
        return [f"{cut.timecode} {cut.track} {cut.name}: {why}" for cut in cuts if (why := _unheld(cut))]

    def root(self, tracks: Sequence[SoundTrack]) -> Element:
        """The document with these tracks, and without those of an earlier time."""
        lanes = [_Lane(f"V{number}", "video", self._entries(cuts)) for number, cuts in enumerate(self.pictures, 1)]
        lanes += [_Lane(f"A{number}", "audio", self._entries(cuts)) for number, cuts in enumerate(self.sounds, 1)]
        lanes += [_Lane(track.name, "audio", self._laid(track)) for track in tracks]
        return _root(self.document, lanes)

    def _entries(self, cuts: Iterable[Cut]) -> list[_Entry]:
        found = []
        for cut in cuts:
            if cut.source is None or _unheld(cut):
                continue
            speed, path = cut.source.speed, str(cut.source.path)
            service, resource = ("", path) if speed == 1 else ("timewarp", f"{float(speed)!r}:{path}")
            first = whole_frames(cut.source.start / speed, cut.rate)
            found.append(_Entry(resource, *self._place(cut), first, service))
        return found

    def _laid(self, track: SoundTrack) -> list[_Entry]:
        return [
            _Entry(str(one.sound.path), *self._place(one.cut), whole_frames(one.sound.lead, one.cut.rate))
            for one in track.laid
        ]

    def _place(self, cut: Cut) -> tuple[int, int]:
        start, end = (whole_frames(moment - self.document.start, cut.rate) for moment in (cut.start, cut.end))
        return start, end - start


def write(root: Element, path: Path) -> None:
    indent(root, space="  ")
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _is_foley(cut: Cut) -> bool:
    return cut.source is not None and is_ours(cut.source.path.name)


def _unheld(cut: Cut) -> str:
    """Why not; empty: it is held."""
    if cut.source is None:
        return cut.problem.message if cut.problem is not None and cut.problem.code != "disabled" else ""
    if cut.source.timecode_rate is not None:
        return "the timeline does not say where its media begins"
    return "it plays backward" if cut.source.reverse else ""


def _root(document: Document, lanes: Sequence[_Lane]) -> Element:
    root = Element("mlt", LC_NUMERIC="C", producer="timeline", title=document.name)
    rate = document.rate
    profile = SubElement(root, "profile", description=f"{float(rate):.6g} fps", progressive="1", colorspace="709")
    sizes = {"width": _WIDTH, "height": _HEIGHT, "display_aspect_num": 16, "display_aspect_den": 9}
    rates = {"frame_rate_num": rate.numerator, "frame_rate_den": rate.denominator}
    for name, value in {**sizes, **rates, "sample_aspect_num": 1, "sample_aspect_den": 1}.items():
        profile.set(name, str(value))
    length = max((one.start + one.length for lane in lanes for one in lane.entries), default=nominal_rate(rate))
    _add_background(root, length)
    producers = _add_producers(root, lanes)
    for number, lane in enumerate(lanes, 1):
        _add_playlist(root, f"playlist{number}", lane, producers)
    _add_tractor(root, lanes, length)
    return root


def _add_background(root: Element, length: int) -> None:
    black = SubElement(root, "producer", {"id": "black", "in": "0", "out": str(length - 1)})
    _properties(black, mlt_service="color", resource="black", length=length, **{"set.test_audio": 0})
    background = SubElement(root, "playlist", id="background")
    SubElement(background, "entry", {"producer": "black", "in": "0", "out": str(length - 1)})


def _add_producers(root: Element, lanes: Sequence[_Lane]) -> dict[str, str]:
    """One for each file as it plays: their ids by resource."""
    entries = {one.resource: one for lane in lanes for one in lane.entries}
    ids = {resource: f"producer{number}" for number, resource in enumerate(entries, 1)}
    for resource, entry in entries.items():
        producer = SubElement(root, "producer", id=ids[resource])
        _properties(producer, resource=resource, **({"mlt_service": entry.service} if entry.service else {}))
    return ids


def _add_playlist(root: Element, name: str, lane: _Lane, producers: dict[str, str]) -> None:
    playlist = SubElement(root, "playlist", id=name)
    _properties(playlist, **{f"shotcut:{lane.kind}": 1, "shotcut:name": lane.name})
    at = 0
    for one in sorted(lane.entries, key=lambda entry: entry.start):
        if one.start > at:
            SubElement(playlist, "blank", length=str(one.start - at))
        last = one.first + one.length - 1
        SubElement(
            playlist, "entry", {"producer": producers[one.resource], "in": str(one.first), "out": str(last)}
        )
        at = one.start + one.length


def _add_tractor(root: Element, lanes: Sequence[_Lane], length: int) -> None:
    """Tracks of pictures are silent: their sound lies on tracks of its own. All sound is summed."""
    tractor = SubElement(root, "tractor", {"id": "timeline", "in": "0", "out": str(length - 1)})
    _properties(tractor, shotcut=1)
    SubElement(tractor, "track", producer="background")
    for number, lane in enumerate(lanes, 1):
        hidden = "audio" if lane.kind == "video" else "video"
        SubElement(tractor, "track", producer=f"playlist{number}", hide=hidden)
    for number, lane in enumerate(lanes, 1):
        if lane.kind == "audio":
            mix = SubElement(tractor, "transition", id=f"mix{number}")
            _properties(mix, a_track=0, b_track=number, mlt_service="mix", always_active=1, sum=1)


def _properties(element: Element, **values: object) -> None:
    for name, value in values.items():
        SubElement(element, "property", name=name).text = str(value)
