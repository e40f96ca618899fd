"""Sound tracks in FCP7 XML (Premiere, Resolve, Final Cut 7): added to the file, of which nothing else changes.

OpenTimelineIO's adapter would write the timeline anew, without speed changes and with an empty `format`.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from footfall_bridge.hosts.interchange.documents import Document, Format
from footfall_bridge.hosts.interchange.sounds import Laid, SoundTrack, is_ours
from footfall_bridge.hosts.interchange.times import whole_frames
from footfall_bridge.timeline import SAMPLE_RATE, nominal_rate, timecode_of_frames

_DEPTH: Final = "24"
_FALLBACK_SIZE: Final = ("1920", "1080")
"""Of a timeline that was read from a format without one. A sequence without any is refused by some programs."""


def whole_timeline(document: Document, tracks: Sequence[SoundTrack]) -> Element:
    """The document with these tracks, and without those of an earlier time."""
    assert document.root is not None
    assert document.format is Format.xmeml
    root = deepcopy(document.root)
    sequence = root.find(".//sequence")
    assert sequence is not None
    _remove_ours(sequence)
    _fill_video_format(sequence)
    _add(sequence, document, tracks)
    return root


def foley_alone(document: Document, tracks: Sequence[SoundTrack]) -> Element:
    """A sequence of just these tracks, from the document's start."""
    root = Element("xmeml", version="4")
    sequence = SubElement(root, "sequence", id="footfall-sequence")
    _text(sequence, "name", f"{document.name} Foley")
    end = max((one.cut.end for track in tracks for one in track.laid), default=document.start)
    _text(sequence, "duration", whole_frames(end - document.start, document.rate))
    _rate(sequence, document.rate)
    _timecode(sequence, document.start, document)
    SubElement(SubElement(sequence, "media"), "video")
    _fill_video_format(sequence)
    _add(sequence, document, tracks)
    return root


def write(root: Element, path: Path) -> None:
    indent(root, space="  ")
    with path.open("wb") as file:
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n')
        ElementTree(root).write(file, encoding="utf-8", xml_declaration=False)


def _add(sequence: Element, document: Document, tracks: Sequence[SoundTrack]) -> None:
    audio = _child(_child(sequence, "media"), "audio")
    if audio.find("format") is None:
        audio.insert(0, _audio_format())
    known: dict[Path, str] = {}
    number = 0
    for track in tracks:
        for channel in range(track.channels):
            made = _track(track, channel)
            for one in track.laid:
                number += 1
                made.append(_clip_item(one, channel, number, document, known))
            audio.append(made)


def _track(track: SoundTrack, channel: int) -> Element:
    """One of mono clips; a stereo file takes two, which Premiere shows as one (`Exploded`)."""
    made = Element("track")
    if track.channels > 1:
        made.set("currentExplodedTrackIndex", str(channel))
        made.set("totalExplodedTrackCount", str(track.channels))
        made.set("premiereTrackType", "Stereo")
    _text(made, "name", track.name)
    _text(made, "enabled", "TRUE")
    _text(made, "locked", "FALSE")
    return made


def _clip_item(one: Laid, channel: int, number: int, document: Document, known: dict[Path, str]) -> Element:
    rate = document.rate
    sound = one.sound
    start, end = (whole_frames(moment - document.start, rate) for moment in (one.cut.start, one.cut.end))
    first = whole_frames(sound.lead, rate)
    item = Element("clipitem", id=f"footfall-clip-{number}")
    _text(item, "name", sound.path.name)
    _text(item, "enabled", "TRUE")
    _text(item, "duration", _frames_within(sound.length, rate))
    _rate(item, rate)
    for tag, value in (("start", start), ("end", end), ("in", first), ("out", first + end - start)):
        _text(item, tag, value)
    item.append(_file(one, document, known))
    source = SubElement(item, "sourcetrack")
    _text(source, "mediatype", "audio")
    _text(source, "trackindex", channel + 1)
    return item


def _file(one: Laid, document: Document, known: dict[Path, str]) -> Element:
    """The whole of it once, then by its id."""
    sound = one.sound
    if sound.path in known:
        return Element("file", id=known[sound.path])
    known[sound.path] = f"footfall-file-{len(known) + 1}"
    file = Element("file", id=known[sound.path])
    _text(file, "name", sound.path.name)
    _text(file, "pathurl", sound.path.as_uri().replace("file:///", "file://localhost/", 1))
    _rate(file, document.rate)
    _text(file, "duration", _frames_within(sound.length, document.rate))
    _timecode(file, sound.stamp, document)
    audio = SubElement(SubElement(file, "media"), "audio")
    characteristics = SubElement(audio, "samplecharacteristics")
    _text(characteristics, "depth", _DEPTH)
    _text(characteristics, "samplerate", SAMPLE_RATE)
    _text(audio, "channelcount", sound.channels)
    return file


def _remove_ours(sequence: Element) -> None:
    """Clips of ours, and tracks that held nothing else."""
    audio = sequence.find("media/audio")
    if audio is None:
        return
    for track in list(audio.iterfind("track")):
        items = list(track.iterfind("clipitem"))
        ours = [item for item in items if is_ours(item.findtext("name", ""))]
        for item in ours:
            track.remove(item)
        if ours and len(ours) == len(items):
            audio.remove(track)


def _fill_video_format(sequence: Element) -> None:
    """Frame size and rate, where the file has none (OpenTimelineIO #839)."""
    video = _child(_child(sequence, "media"), "video")
    format_ = video.find("format")
    if format_ is None:
        format_ = Element("format")
        video.insert(0, format_)
    if format_.find("samplecharacteristics") is not None:
        return
    characteristics = SubElement(format_, "samplecharacteristics")
    sizes = [video.find(f".//file//samplecharacteristics/{side}") for side in ("width", "height")]
    for side, found, fallback in zip(("width", "height"), sizes, _FALLBACK_SIZE, strict=True):
        _text(characteristics, side, fallback if found is None or not found.text else found.text)
    rate = sequence.find("rate")
    if rate is not None:
        characteristics.append(deepcopy(rate))


def _audio_format() -> Element:
    format_ = Element("format")
    characteristics = SubElement(format_, "samplecharacteristics")
    _text(characteristics, "depth", _DEPTH)
    _text(characteristics, "samplerate", SAMPLE_RATE)
    return format_


def _timecode(parent: Element, start: Fraction, document: Document) -> None:
    frames = whole_frames(start, document.rate)
    timecode = SubElement(parent, "timecode")
    _rate(timecode, document.rate)
    _text(timecode, "string", timecode_of_frames(frames, document.rate, drop_frame=document.drop_frame))
    _text(timecode, "frame", frames)
    _text(timecode, "displayformat", "DF" if document.drop_frame else "NDF")


def _rate(parent: Element, rate: Fraction) -> None:
    element = SubElement(parent, "rate")
    _text(element, "timebase", nominal_rate(rate))
    _text(element, "ntsc", "TRUE" if rate.denominator == 1001 else "FALSE")


def _frames_within(seconds: Fraction, rate: Fraction) -> int:
    """Whole frames that it holds, a sample's rounding forgiven: an out past the end would be refused."""
    return int((seconds + Fraction(1, SAMPLE_RATE)) * rate)


def _child(parent: Element, tag: str) -> Element:
    found = parent.find(tag)
    return SubElement(parent, tag) if found is None else found


def _text(parent: Element, tag: str, value: object) -> None:
    SubElement(parent, tag).text = str(value)
