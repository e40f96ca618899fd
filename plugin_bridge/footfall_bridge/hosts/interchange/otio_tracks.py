"""Sound tracks in OpenTimelineIO: in the shape that Resolve accepts, and in an AAF of their own for the mix.

Source: the project's reference on editors, 7.2: Resolve drops a timeline without a word whose ranges do not lie in
the media's own timecode, whose paths are URLs, or whose tracks are not named as its own are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import opentimelineio as otio

from footfall_bridge.hosts.interchange.documents import Document, Format
from footfall_bridge.hosts.interchange.sounds import Laid, SoundTrack, is_ours
from footfall_bridge.hosts.interchange.times import otio_range, otio_time

_RESOLVE_NAME: Final = re.compile(r"(Video|Audio|Subtitle) \d+")


def whole_timeline(document: Document, tracks: Sequence[SoundTrack]) -> Any:
    """A copy of the document's timeline with these tracks, and without those of an earlier time."""
    timeline = document.timeline.deepcopy()
    _remove_ours(timeline)
    resolve = _is_resolve(timeline)
    if timeline.global_start_time is None:
        timeline.global_start_time = otio_time(document.start, document.rate)
    before = sum(track.kind == otio.schema.TrackKind.Audio for track in timeline.tracks)
    for number, track in enumerate(tracks, before + 1):
        name = f"Audio {number}" if resolve else track.name
        timeline.tracks.append(_track(name, track, document, bare=resolve or _paths_are_bare(document)))
    return timeline


def foley_alone(document: Document, tracks: Sequence[SoundTrack]) -> Any:
    """Just these tracks, from the document's start."""
    timeline = otio.schema.Timeline(f"{document.name} Foley")
    timeline.global_start_time = otio_time(document.start, document.rate)
    for track in tracks:
        timeline.tracks.append(_track(track.name, track, document, bare=False))
    return timeline


def _track(name: str, track: SoundTrack, document: Document, *, bare: bool) -> Any:
    made = otio.schema.Track(name, kind=otio.schema.TrackKind.Audio)
    made.metadata["footfall"] = {"track": track.name, "channels": track.channels}
    at = document.start
    for one in track.laid:
        if one.cut.start > at:
            gap = otio_range(Fraction(0), one.cut.start - at, document.rate)
            made.append(otio.schema.Gap(source_range=gap))
        made.append(_clip(one, document.rate, bare=bare))
        at = one.cut.end
    return made


def _clip(one: Laid, rate: Fraction, *, bare: bool) -> Any:
    sound = one.sound
    # From the frame of its timecode: half a sample at most from it, as the file's own stamp is.
    stamp = Fraction(round(sound.stamp * rate * 1000), 1000) / rate
    media = otio.schema.ExternalReference(
        str(sound.path) if bare else sound.path.as_uri(), otio_range(stamp, sound.length, rate)
    )
    media.name = sound.path.name
    clip = otio.schema.Clip(sound.path.stem, media, otio_range(stamp + sound.lead, one.cut.length, rate))
    clip.metadata["footfall"] = {"job": sound.job, "take": sound.take, "layer": sound.layer}
    return clip


def _remove_ours(timeline: Any) -> None:
    """The clips that Footfall laid before, and the tracks that held nothing else."""
    for index in reversed(range(len(timeline.tracks))):
        track = timeline.tracks[index]
        if getattr(track, "kind", None) != otio.schema.TrackKind.Audio:
            continue
        ours = [number for number, item in enumerate(track) if is_ours(sound_name(item))]
        for number in ours:
            length = otio.opentime.TimeRange(duration=track[number].duration())
            track[number] = otio.schema.Gap(source_range=length)
        if ours and all(isinstance(item, otio.schema.Gap) for item in track):
            del timeline.tracks[index]


def sound_name(item: Any) -> str:
    """Of the file that a clip plays; empty for what plays none."""
    media = item.media_reference if isinstance(item, otio.schema.Clip) else None
    url = str(getattr(media, "target_url", "") or "")
    return url.replace("\\", "/").rpartition("/")[2]


def laid_paths(document: Document) -> list[Path]:
    """The files of ours that lie on the document's timeline already."""
    found = []
    for track in document.timeline.tracks:
        for item in track if getattr(track, "kind", None) == otio.schema.TrackKind.Audio else ():
            if is_ours(sound_name(item)):
                found.append(Path(otio.url_utils.filepath_from_url(item.media_reference.target_url)))
    return found


def _is_resolve(timeline: Any) -> bool:
    named = all(_RESOLVE_NAME.fullmatch(track.name) for track in timeline.tracks)
    return "Resolve_OTIO" in timeline.metadata or (named and len(timeline.tracks) > 0)


def _paths_are_bare(document: Document) -> bool:
    urls = [
        str(clip.media_reference.target_url)
        for clip in document.timeline.find_clips()
        if isinstance(clip.media_reference, otio.schema.ExternalReference)
    ]
    return document.format is Format.otio and bool(urls) and all("://" not in url for url in urls)


def write_otio(timeline: Any, path: Path) -> None:
    otio.adapters.write_to_file(timeline, str(path), "otio_json")


def write_aaf(timeline: Any, path: Path) -> None:
    # Our WAVs have no material ids yet: an AAF that is read in another program finds them by path.
    otio.adapters.write_to_file(timeline, str(path), "AAF", use_empty_mob_ids=True)
