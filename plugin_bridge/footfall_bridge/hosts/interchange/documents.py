"""A timeline file as it was read: what OpenTimelineIO makes of it, and what each format leaves to be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import opentimelineio as otio

from footfall_bridge.hosts.framing import Size
from footfall_bridge.hosts.interchange import edl, fcpxml
from footfall_bridge.hosts.interchange.reframing import size_of
from footfall_bridge.hosts.interchange.times import exact_rate, looks_dropped, seconds_of
from footfall_bridge.hosts.interchange.xmeml_effects import switched_on
from footfall_bridge.protocol import Refusal

BROKEN: Final = (
    otio.exceptions.OTIOError,
    ArithmeticError,
    AttributeError,
    ElementTree.ParseError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What adapters raise for a file that is not as they expect: nearly anything."""


class Format(StrEnum):
    otio = "otio"
    xmeml = "xmeml"
    fcpxml = "fcpxml"
    aaf = "aaf"
    edl = "edl"
    mlt = "mlt"
    """Written only."""


class MarkerTime(Enum):
    """What the markers of a clip count from."""

    source = "what the clip's source range counts from"
    media = "the media's first frame"
    record = "midnight on the timeline"


@dataclass(frozen=True)
class Document:
    path: Path
    format: Format
    timeline: Any
    rate: Fraction
    """Frames per second of the timeline."""
    start: Fraction
    """Record time of the timeline's first frame, in seconds since midnight."""
    drop_frame: bool
    root: ElementTree.Element | None = None
    """Of a format in XML: what is written back is this, with tracks added."""

    @property
    def name(self) -> str:
        return str(self.timeline.name) or self.path.stem

    @property
    def frame(self) -> Size | None:
        """Of the timeline, where the file tells its size: FCPXML is read with it, OTIO has none."""
        if self.format is not Format.xmeml or self.root is None:
            return None
        told = self.root.find(".//sequence/media/video/format/samplecharacteristics")
        return None if told is None else size_of({child.tag: child.text for child in told})

    @property
    def marker_time(self) -> MarkerTime:
        return {Format.edl: MarkerTime.record, Format.xmeml: MarkerTime.media}.get(self.format, MarkerTime.source)

    @property
    def retimed_in(self) -> bool:
        """A clip's in counts frames as they play, not as the media has them: so it is in Final Cut 7's XML."""
        return self.format is Format.xmeml


def read(path: Path, rate: Fraction | None = None) -> Document:
    """`rate`: of an EDL, which does not say it; overrides what another file says.

    Raises `Refusal`: no-such-file, unknown-format, rate-needed, bad-timeline, several-timelines, empty-timeline.
    """
    if not path.exists():
        raise Refusal("no-such-file", f"there is no file {str(path)!r}")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise Refusal("unknown-format", f"{path.name!r} is no timeline that we can read: use one of {known}")
    try:
        return reader(path, rate)
    except BROKEN as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise Refusal("bad-timeline", f"{path.name!r} cannot be read: {words[:300]}") from None


def _read_otio(path: Path, rate: Fraction | None) -> Document:
    return _document(path, Format.otio, otio.adapters.read_from_file(str(path)), rate)


def _read_aaf(path: Path, rate: Fraction | None) -> Document:
    return _document(path, Format.aaf, otio.adapters.read_from_file(str(path), "AAF"), rate)


def _read_xml(path: Path, rate: Fraction | None) -> Document:
    text = path.read_bytes()
    root = ElementTree.fromstring(text)
    if root.tag == "fcpxml":
        return _read_fcpxml(path, rate)
    if root.tag != "xmeml":
        raise ValueError(f"it holds {root.tag!r}, neither xmeml nor fcpxml")
    found = otio.adapters.read_from_string(switched_on(text), "fcp_xml")
    shown = root.findtext(".//sequence/timecode/displayformat")
    drop_frame = None if shown is None else shown == "DF"
    return _document(path, Format.xmeml, found, rate, root=root, drop_frame=drop_frame)


def _read_fcpxml(path: Path, rate: Fraction | None) -> Document:
    file = path / "Info.fcpxml" if path.is_dir() else path
    root = ElementTree.parse(file).getroot()
    found, drop_frame = fcpxml.read(root)
    return _document(path, Format.fcpxml, found, rate, root=root, drop_frame=drop_frame)


def _read_edl(path: Path, rate: Fraction | None) -> Document:
    if rate is None:
        raise Refusal("rate-needed", "an EDL does not say its frame rate: add --rate, such as --rate 25")
    timeline, drop_frame = edl.read(path.read_bytes().decode("utf-8", "replace"), rate)
    return _document(path, Format.edl, timeline, rate, drop_frame=drop_frame)


_READERS: Final[dict[str, Callable[[Path, Fraction | None], Document]]] = {
    ".otio": _read_otio,
    ".otioz": _read_otio,
    ".otiod": _read_otio,
    ".xml": _read_xml,
    ".fcpxml": _read_fcpxml,
    ".fcpxmld": _read_fcpxml,
    ".aaf": _read_aaf,
    ".edl": _read_edl,
}


def _document(
    path: Path,
    format_: Format,
    found: Any,
    rate: Fraction | None,
    *,
    root: ElementTree.Element | None = None,
    drop_frame: bool | None = None,
) -> Document:
    timeline = _only_timeline(found, path)
    rate = rate or _rate_of(timeline)
    start = seconds_of(timeline.global_start_time) if timeline.global_start_time else Fraction(0)
    dropped = looks_dropped(start, rate) if drop_frame is None else drop_frame
    return Document(path, format_, timeline, rate, start, dropped, root)


def _only_timeline(found: Any, path: Path) -> Any:
    if isinstance(found, otio.schema.SerializableCollection):
        timelines = list(found.find_children(descended_from_type=otio.schema.Timeline))
        if len(timelines) > 1:
            names = ", ".join(repr(one.name) for one in timelines[:5])
            raise Refusal("several-timelines", f"{path.name!r} holds several timelines ({names}): export one")
        found = timelines[0] if timelines else None
    if not isinstance(found, otio.schema.Timeline):
        raise Refusal("empty-timeline", f"{path.name!r} holds no timeline")
    return found


def _rate_of(timeline: Any) -> Fraction:
    """Of its start where that is told, else of its first item."""
    if timeline.global_start_time is not None:
        return exact_rate(timeline.global_start_time.rate)
    for item in timeline.tracks.find_children(descended_from_type=otio.core.Item):
        if not isinstance(item, (otio.schema.Track, otio.schema.Stack)):
            return exact_rate(item.duration().rate)
    raise Refusal("empty-timeline", f"the timeline {timeline.name!r} is empty")
