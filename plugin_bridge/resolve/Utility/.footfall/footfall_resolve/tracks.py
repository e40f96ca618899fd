"""Our audio tracks: named after their layer, used again where they are free, added below all others."""

from typing import Any, List

from footfall_resolve.editor import Timeline
from footfall_resolve.words import Refusal

_NAMES = {
    "mix": "Footfall",
    "feet": "Footfall Feet",
    "props": "Footfall Props",
    "cloth": "Footfall Cloth",
    "ambience": "Footfall Ambience",
}
_KINDS = {1: "mono", 2: "stereo"}


def track_for(timeline: Timeline, layer: str, channels: int, start: int, end: int) -> int:
    """Number of a track that is free within these frames. Raises `Refusal`: channels, no-track."""
    kind = _KINDS.get(channels)
    if kind is None:
        raise Refusal(
            "channels", "a sound of %d channels fits none of our tracks: drag it from the bin" % channels
        )
    name = _NAMES.get(layer, "Footfall " + layer.capitalize())
    for track in timeline.tracks("audio"):
        if timeline.api.GetTrackName("audio", track) == name and _fits(timeline, track, kind, start, end):
            return track
    return _added(timeline, name, kind)


def our_tracks(timeline: Timeline) -> List[int]:
    """By their names."""
    names = ((track, timeline.api.GetTrackName("audio", track)) for track in timeline.tracks("audio"))
    return [track for track, name in names if str(name).startswith(_NAMES["mix"])]


def _fits(timeline: Timeline, track: int, kind: str, start: int, end: int) -> bool:
    api = timeline.api
    if api.GetTrackSubType("audio", track) != kind or api.GetIsTrackLocked("audio", track):
        return False
    return all(not _overlaps(item, start, end) for item in timeline.items("audio", track))


def _added(timeline: Timeline, name: str, kind: str) -> int:
    """At the end, so that the numbers of the others stay as they are; with its kind, which else is mono."""
    before = len(timeline.tracks("audio"))
    timeline.api.AddTrack("audio", kind)
    track = len(timeline.tracks("audio"))
    if track != before + 1 or timeline.api.GetTrackSubType("audio", track) != kind:
        words = "Resolve added no %s audio track: close any dialog that is open in Resolve, then try again"
        raise Refusal("no-track", words % kind)
    timeline.api.SetTrackName("audio", track, name)
    return track


def _overlaps(item: Any, start: int, end: int) -> bool:
    first = int(item.GetStart())
    return first < end and start < first + int(item.GetDuration())
