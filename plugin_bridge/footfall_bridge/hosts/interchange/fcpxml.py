"""FCPXML into an OTIO timeline, exactly.

The published adapter rounds every rate to a whole number and cuts frames off (29/25 s becomes frame 28), ignores
start timecode and retiming, and so would place sounds wrong without a word.

Source: Apple, FCPXML reference, developer.apple.com/documentation/professional-video-applications.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final
from xml.etree.ElementTree import Element

import opentimelineio as otio

from footfall_bridge.hosts.framing import Size
from footfall_bridge.hosts.interchange.fcpxml_framing import framing_of
from footfall_bridge.hosts.interchange.reframing import OURS, size_of
from footfall_bridge.hosts.interchange.times import otio_range, otio_time, seconds_of

CLIPS: Final = ("asset-clip", "clip", "video", "ref-clip", "sync-clip", "mc-clip", "title", "audition")
STORY: Final = (*CLIPS, "gap")
"""What has a place in a story line or is connected to one."""


def seconds(text: str | None) -> Fraction:
    """Of `1001/24000s`."""
    return Fraction((text or "0s").rstrip("s"))


def read(root: Element) -> tuple[Any, bool]:
    """An OTIO timeline of the only project, and whether it counts drop-frame. Raises `ValueError`."""
    return FinalCut(root).timeline()


@dataclass(frozen=True)
class Story:
    """An item of a story line, and when it plays."""

    element: Element
    start: Fraction
    """Seconds from the first frame of the timeline."""
    lane: int = 0

    @property
    def end(self) -> Fraction:
        return self.start + seconds(self.element.get("duration"))

    @property
    def inner(self) -> Fraction:
        """What its own time says at `start`: connected clips count from that."""
        return seconds(self.element.get("start"))


@dataclass
class FinalCut:
    """One document."""

    root: Element
    sequence: Element = field(init=False)
    rate: Fraction = field(init=False)

    def __post_init__(self) -> None:
        found = list(self.root.iterfind(".//project/sequence"))
        if len(found) != 1:
            raise ValueError(f"it holds {len(found)} projects: export one")
        self.sequence = found[0]
        self.rate = 1 / seconds(self.resource(self.sequence.get("format")).get("frameDuration"))

    def resource(self, name: str | None) -> Element:
        for element in self.root.iterfind("resources/*"):
            if element.get("id") == name:
                return element
        raise ValueError(f"there is no resource {name!r} in it")

    @property
    def spine(self) -> Element:
        found = self.sequence.find("spine")
        if found is None:
            raise ValueError("the sequence has no spine")
        return found

    @property
    def start(self) -> Fraction:
        return seconds(self.sequence.get("tcStart"))

    def timeline(self) -> tuple[Any, bool]:
        project = next(one for one in self.root.iterfind(".//project") if one.find("sequence") is self.sequence)
        timeline = otio.schema.Timeline(project.get("name", ""))
        timeline.global_start_time = otio_time(self.start, self.rate)
        stories = list(self.stories())
        pictures = [story for story in stories if self._has_pictures(story)]
        sounds = [story for story in stories if story not in pictures]
        for lane, layer in _layers(pictures):
            timeline.tracks.append(self._track(lane, layer, otio.schema.TrackKind.Video))
        for lane, layer in reversed(_layers(sounds)):  # the first below the pictures is the first sound track
            timeline.tracks.append(self._track(lane, layer, otio.schema.TrackKind.Audio))
        return timeline, self.sequence.get("tcFormat") == "DF"

    def stories(self) -> Iterator[Story]:
        """The items of the primary story line, each followed by what is connected to it."""
        for story in self.primary():
            yield story
            yield from _connected(story)

    def _has_pictures(self, story: Story) -> bool:
        element = story.element
        if element.get("srcEnable") == "audio" or (element.tag == "clip" and element.find("video") is None):
            return element.tag == "clip" and element.find("spine") is not None
        if element.tag != "asset-clip":
            return True
        asset = self.resource(element.get("ref"))
        return asset.get("hasVideo", "0") == "1" or asset.get("hasAudio", "0") == "0"

    def primary(self) -> Iterator[Story]:
        at = Fraction(0)
        for element in self.spine:
            if element.tag in STORY:  # transitions lie over their neighbours
                story = Story(element, at)
                yield story
                at = story.end

    def _track(self, lane: int, stories: list[Story], kind: str) -> Any:
        track = otio.schema.Track(f"lane {lane}" if lane else "story line", kind=kind)
        at = Fraction(0)
        for story in stories:
            if story.start > at:
                track.append(otio.schema.Gap(source_range=otio_range(Fraction(0), story.start - at, self.rate)))
            track.append(self._item(story))
            at = story.end
        return track

    def _item(self, story: Story) -> Any:
        element, length = story.element, story.end - story.start
        if element.tag == "gap":
            return otio.schema.Gap(source_range=otio_range(Fraction(0), length, self.rate))
        item = self._clip(element, length)
        item.name = element.get("name", "")
        item.enabled = element.get("enabled", "1") != "0"
        for marker in element.iterfind("marker"):
            item.markers.append(self._marker(marker, item, story.inner))
        return item

    def _clip(self, element: Element, length: Fraction) -> Any:
        if element.tag == "title":
            made = otio.schema.GeneratorReference(generator_kind="title")
            return otio.schema.Clip(media_reference=made, source_range=otio_range(Fraction(0), length, self.rate))
        asset, start = self._asset(element)
        if asset is None:
            return otio.schema.Stack(source_range=otio_range(Fraction(0), length, self.rate))
        effects, start = _retimed(element, start, length)
        if asset.tag == "effect":
            media: Any = otio.schema.GeneratorReference(generator_kind=asset.get("name", ""))
            proxies = []
        else:
            whole = seconds(asset.get("duration")) or length
            available = otio_range(seconds(asset.get("start")), whole, self.rate)
            media, *proxies = _representations(asset, available)
        clip = otio.schema.Clip(media_reference=media, source_range=otio_range(start, length, self.rate))
        clip.set_media_references(
            {otio.schema.Clip.DEFAULT_MEDIA_KEY: media, **{f"proxy {n}": one for n, one in enumerate(proxies, 1)}},
            otio.schema.Clip.DEFAULT_MEDIA_KEY,
        )
        clip.effects.extend(effects)
        if framing_of(element, self._size_of(asset), self._size_of(self.sequence)).is_reframed:
            clip.metadata[OURS] = {"reframed": True}
        return clip

    def _size_of(self, element: Element) -> Size | None:
        """By its format; None where that tells none."""
        formats = self.root.iterfind("resources/format")
        return next((size_of(one.attrib) for one in formats if one.get("id") == element.get("format")), None)

    def _asset(self, element: Element) -> tuple[Element | None, Fraction]:
        """What a clip shows, and where in it; None: other clips."""
        if element.tag in ("asset-clip", "video"):
            asset = self.resource(element.get("ref"))
            return asset, seconds(element.get("start") or asset.get("start"))
        if element.tag == "clip" and (video := element.find("video")) is not None:
            asset = self.resource(video.get("ref"))
            inside = seconds(element.get("start")) - seconds(video.get("offset"))
            return asset, inside + seconds(video.get("start") or asset.get("start"))
        return None, Fraction(0)

    def _marker(self, marker: Element, item: Any, inner: Fraction) -> Any:
        """As OTIO has it: in the time of the item's source range."""
        start = seconds_of(item.source_range.start_time) + seconds(marker.get("start")) - inner
        span = otio_range(start, seconds(marker.get("duration")), self.rate)
        return otio.schema.Marker(marker.get("value", ""), span, comment=marker.get("note", ""))


def _connected(story: Story) -> Iterator[Story]:
    for element in story.element:
        lane = int(element.get("lane", "0"))
        if not lane:
            continue
        start = story.start + seconds(element.get("offset")) - story.inner
        if element.tag == "spine":  # a secondary story line
            for child in element:
                if child.tag in STORY:
                    inner = Story(child, start, lane)
                    yield inner
                    start = inner.end
        elif element.tag in CLIPS:
            yield Story(element, start, lane)


def _representations(asset: Element, available: Any) -> list[Any]:
    """The original media first; those that stand in for it have its timecode and length."""
    found = sorted(asset.iterfind("media-rep"), key=lambda one: one.get("kind", "original-media"))
    original = [asset.get("src")] if asset.get("src") else []
    if not original and (not found or found[0].get("kind", "original-media") != "original-media"):
        original = [""]  # only its proxies are linked
    urls = [*original, *(one.get("src", "") for one in found)]
    references = [otio.schema.ExternalReference(url, available) for url in urls]
    for reference in references:
        reference.name = asset.get("name", "")
    return references


def _layers(stories: list[Story]) -> list[tuple[int, list[Story]]]:
    """Each with its lane, the lowest first; nothing in one lies over another."""
    lanes = sorted({story.lane for story in stories})
    return [(lane, layer) for lane in lanes for layer in _apart([one for one in stories if one.lane == lane])]


def _apart(stories: list[Story]) -> list[list[Story]]:
    """Without overlaps: as many layers as that takes."""
    layers: list[list[Story]] = []
    for story in sorted(stories, key=lambda story: story.start):
        free = next((layer for layer in layers if layer[-1].end <= story.start), None)
        if free is None:
            layers.append([story])
        else:
            free.append(story)
    return layers


def _retimed(element: Element, start: Fraction, length: Fraction) -> tuple[list[Any], Fraction]:
    """Effects that say how it plays, and the first frame of the media that does."""
    conform = element.find("conform-rate")
    if conform is not None and conform.get("scaleEnabled", "1") != "0" and conform.get("srcFrameRate"):
        return [otio.schema.TimeEffect(effect_name="conform-rate")], start
    points = [(seconds(one.get("time")), seconds(one.get("value"))) for one in element.iterfind("timeMap/timept")]
    if len(points) < 2:
        return [], start
    (t0, v0), (t1, v1) = points[0], points[-1]
    speed = (v1 - v0) / (t1 - t0)
    if any(value != v0 + (time - t0) * speed for time, value in points):
        return [otio.schema.TimeEffect(effect_name="timeMap")], start
    if speed == 0:
        return [otio.schema.FreezeFrame()], start
    first, last = (v0 + (time - t0) * speed for time in (start, start + length))
    return [otio.schema.LinearTimeWarp(time_scalar=float(speed))], min(first, last)
