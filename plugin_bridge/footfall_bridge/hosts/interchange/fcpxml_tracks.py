"""Sounds in FCPXML: connected to the primary story line of the file as it is, of which nothing else changes."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from footfall_bridge.hosts.interchange.documents import Document, Format
from footfall_bridge.hosts.interchange.fcpxml import FinalCut, Story
from footfall_bridge.hosts.interchange.sounds import Laid, SoundTrack, is_ours
from footfall_bridge.timeline import SAMPLE_RATE

_AFTER_ANCHORED: Final = (
    "marker", "chapter-marker", "rating", "keyword", "analysis-marker", "audio-channel-source",
    "audio-role-source", "filter-video", "filter-video-mask", "filter-audio", "metadata",
)  # fmt: skip
"""What the DTD wants behind connected clips."""
_GAP_START: Final = "3600s"
"""What Final Cut itself writes."""


def whole_timeline(document: Document, tracks: Sequence[SoundTrack]) -> Element:
    """The document with these sounds, and without those of an earlier time."""
    assert document.root is not None
    assert document.format is Format.fcpxml
    root = deepcopy(document.root)
    _remove_ours(root)
    _add(root, document, tracks)
    return root


def foley_alone(document: Document, tracks: Sequence[SoundTrack]) -> Element:
    """A project of just these sounds, connected to a gap as long as they reach."""
    root = Element("fcpxml", version="1.9")
    resources = SubElement(root, "resources")
    SubElement(resources, "format", id="r1", frameDuration=_seconds(1 / document.rate))
    event = SubElement(root, "event", name="Footfall")
    project = SubElement(event, "project", name=f"{document.name} Foley")
    end = max((one.cut.end for track in tracks for one in track.laid), default=document.start)
    sequence = SubElement(project, "sequence", format="r1", tcStart=_seconds(document.start))
    sequence.set("tcFormat", "DF" if document.drop_frame else "NDF")
    sequence.set("duration", _seconds(end - document.start))
    spine = SubElement(sequence, "spine")
    gap = SubElement(spine, "gap", name="Gap", offset=_seconds(document.start), start=_GAP_START)
    gap.set("duration", _seconds(end - document.start))
    _add(root, document, tracks)
    return root


def write(root: Element, path: Path) -> None:
    indent(root, space="  ")
    with path.open("wb") as file:
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n')
        ElementTree(root).write(file, encoding="utf-8", xml_declaration=False)


def _add(root: Element, document: Document, tracks: Sequence[SoundTrack]) -> None:
    final_cut = FinalCut(root)
    primary = list(final_cut.primary())
    lowest = min((story.lane for story in final_cut.stories()), default=0)
    assets: dict[Path, str] = {}
    for number, track in enumerate(tracks, 1):
        for one in track.laid:
            host = _host(primary, one.cut.start - document.start)
            clip = _clip(one, track, document, host, _asset(root, one, document, assets))
            clip.set("lane", str(min(lowest, 0) - number))
            _anchor(host.element, clip)


def _host(primary: list[Story], start: Fraction) -> Story:
    """The item of the primary story line that plays then, else the last."""
    return next((story for story in primary if story.start <= start < story.end), primary[-1])


def _clip(one: Laid, track: SoundTrack, document: Document, host: Story, asset: str) -> Element:
    clip = Element("asset-clip", ref=asset, name=one.sound.path.stem)
    clip.set("offset", _seconds(host.inner + one.cut.start - document.start - host.start))
    clip.set("start", _seconds(_stamp(one, document) + one.sound.lead))
    clip.set("duration", _seconds(one.cut.length))
    clip.set("audioRole", f"effects.{track.name}")
    return clip


def _asset(root: Element, one: Laid, document: Document, assets: dict[Path, str]) -> str:
    """The id of the file's resource, made when first needed."""
    sound = one.sound
    if sound.path in assets:
        return assets[sound.path]
    resources = root.find("resources")
    assert resources is not None
    taken = {element.get("id") for element in resources}
    name = next(name for number in range(1, 10**6) if (name := f"footfall{number}") not in taken)
    asset = SubElement(resources, "asset", id=name, name=sound.path.stem, start=_seconds(_stamp(one, document)))
    asset.set("duration", _seconds(sound.length))
    asset.set("hasAudio", "1")
    asset.set("audioSources", "1")
    asset.set("audioChannels", str(sound.channels))
    asset.set("audioRate", str(SAMPLE_RATE))
    if _version(root) >= (1, 9):
        SubElement(asset, "media-rep", kind="original-media", src=sound.path.as_uri())
    else:
        asset.set("src", sound.path.as_uri())
    assets[sound.path] = name
    return name


def _stamp(one: Laid, document: Document) -> Fraction:
    """On the frame, as its timecode is: the file's own stamp is rounded to a sample."""
    frames = one.sound.stamp * document.rate
    near = round(frames)
    return near / document.rate if abs(frames - near) < document.rate / SAMPLE_RATE else one.sound.stamp


def _anchor(host: Element, clip: Element) -> None:
    behind = (number for number, child in enumerate(host) if child.tag in _AFTER_ANCHORED)
    host.insert(next(behind, len(host)), clip)


def _remove_ours(root: Element) -> None:
    assets = {asset.get("id"): asset for asset in root.iterfind("resources/asset") if is_ours(_file_name(asset))}
    for parent in list(root.iter()):
        for clip in [child for child in parent if child.tag == "asset-clip" and child.get("ref") in assets]:
            parent.remove(clip)
    resources = root.find("resources")
    for asset in assets.values():
        assert resources is not None
        resources.remove(asset)


def _file_name(asset: Element) -> str:
    representation = asset.find("media-rep")
    url = representation.get("src") if representation is not None else asset.get("src")
    return (url or "").rpartition("/")[2]


def _version(root: Element) -> tuple[int, ...]:
    return tuple(int(part) for part in root.get("version", "1.8").split("."))


def _seconds(time: Fraction) -> str:
    return f"{time.numerator}s" if time.denominator == 1 else f"{time.numerator}/{time.denominator}s"
