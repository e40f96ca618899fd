"""From an OTIO timeline, whichever adapter has read it, to cuts: nested ones opened, none forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

import opentimelineio as otio

from footfall_bridge.hosts.interchange.cuts import Cut, Mark, Problem, Source
from footfall_bridge.hosts.interchange.documents import Document, MarkerTime
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.interchange.media import Relinker
from footfall_bridge.hosts.interchange.pictures import picture_of
from footfall_bridge.hosts.interchange.reframing import is_reframed
from footfall_bridge.hosts.interchange.speed import Speed, speed_of
from footfall_bridge.hosts.interchange.times import seconds_of
from footfall_bridge.protocol import Refusal

_NESTED: Final = "a nested or multicam clip of more than one picture: render the timeline and pass it as --picture"
_NESTED_AND_RETIMED: Final = "nested, and played at another speed: render the timeline and pass it as --picture"


@dataclass
class Walk:
    """One way through a document."""

    document: Document
    relinker: Relinker
    listener: Listener | None = None
    """None: markers say nothing."""
    kind: str = otio.schema.TrackKind.Video
    """Of the tracks that are walked."""
    marks: list[Mark] = field(default_factory=list)
    """Of the timeline, not of one clip. Known after `tracks`."""

    def tracks(self, chosen: Sequence[str] = ()) -> list[list[Cut]]:
        """The cuts of each track, the lowest first. Raises `Refusal("no-track")`."""
        stack = self.document.timeline.tracks
        self.marks += self._marks(stack.markers, self._record_shift(stack.markers))
        labelled = [(f"{self.kind[0]}{number}", track) for number, track in enumerate(self._own(stack), 1)]
        return [self._track(label, track) for label, track in _chosen(labelled, chosen)]

    def _track(self, label: str, track: Any) -> list[Cut]:
        start = self.document.start
        self.marks += self._marks(track.markers, self._record_shift(track.markers))
        cuts = list(self._composition(track, label, start, depth=0))
        if _enabled(track):
            return cuts
        off = Problem("disabled", f"the track {label} is switched off", shown=False)
        return [replace(cut, source=None, problem=off) for cut in cuts]

    def _composition(self, track: Any, label: str, at: Fraction, depth: int) -> Iterator[Cut]:
        """The cuts of a track whose visible part begins at record time `at`."""
        window = track.source_range
        skipped = seconds_of(window.start_time) if window else Fraction(0)
        end = at + seconds_of(window.duration) if window else None
        here = at - skipped
        for item in track:
            if isinstance(item, otio.schema.Transition):
                continue  # takes no time: clips meet at its cut, and the handles lie under both its halves
            length = seconds_of(item.duration())
            first, last = max(here, at), here + length if end is None else min(here + length, end)
            if first < last and not isinstance(item, otio.schema.Gap):
                for cut in self._item(item, label, here, depth):
                    if cut.start < last and first < cut.end:
                        yield cut.part(first, last)
            here += length

    def _item(self, item: Any, label: str, at: Fraction, depth: int) -> Iterator[Cut]:
        cut = Cut(
            name=item.name or "unnamed",
            track=label,
            start=at,
            end=at + seconds_of(item.duration()),
            rate=self.document.rate,
            drop_frame=self.document.drop_frame,
        )
        speed = speed_of(item, self.document.rate)
        if not _enabled(item):
            yield replace(cut, problem=Problem("disabled", "switched off", shown=False))
        elif isinstance(speed, Problem):
            yield replace(cut, problem=speed)
        elif isinstance(item, otio.schema.Clip):
            yield self._clip(item, cut, speed)
        elif isinstance(item, otio.core.Composition):
            yield from self._nested(item, cut, speed, depth)
        else:
            words = f"a {type(item).__name__}, which we cannot read: render the timeline and pass it as --picture"
            yield cut.without("unknown-item", words)

    def _nested(self, item: Any, cut: Cut, speed: Speed, depth: int) -> Iterator[Cut]:
        """A clip of clips: opened where it holds one track, plays as it is, and holds none of its kind itself."""
        inner = [item] if isinstance(item, otio.schema.Track) else [one for one in self._own(item) if len(one)]
        if speed != Speed() or depth or len(inner) != 1 or not _enabled(inner[0]):
            yield cut.without("nested", _NESTED if speed == Speed() else _NESTED_AND_RETIMED)
            return
        window = item.source_range if item is not inner[0] else None
        start = cut.start - (seconds_of(window.start_time) if window else Fraction(0))
        reframed = is_reframed(item, self.document.frame)
        for found in self._composition(inner[0], cut.track, start, depth + 1):
            if found.start < cut.end and cut.start < found.end:
                part = found.part(cut.start, cut.end)
                yield part.reframed() if reframed else part

    def _clip(self, clip: Any, cut: Cut, speed: Speed) -> Cut:
        found = picture_of(clip, self.relinker)
        used = clip.trimmed_range()
        first = seconds_of(used.start_time)
        available = clip.media_reference.available_range if clip.media_reference else None
        marks = tuple(self._marks(clip.markers, self._clip_shift(clip, cut)))
        if isinstance(found, Problem):
            return replace(cut, problem=found, marks=marks)
        if available is None and first:
            rate = seconds_of(otio.opentime.RationalTime(1, used.start_time.rate))
            source = Source(found.path, first, speed.rate, speed.reverse, timecode_rate=1 / rate)
        else:
            start = first - seconds_of(available.start_time) if available else first
            scale = speed.rate if self.document.retimed_in else Fraction(1)
            source = Source(found.path, start * scale, speed.rate, speed.reverse)
        source = replace(source, name=found.name, notice=found.notice, proxy=found.proxy)
        source = replace(source, reframed=is_reframed(clip, self.document.frame))
        if source.start < 0:
            return replace(cut, marks=marks).without(
                "outside-media", "it begins before its media does: check the media's timecode in the editor"
            )
        return replace(cut, source=source, marks=marks)

    def _own(self, stack: Any) -> list[Any]:
        return [one for one in stack if getattr(one, "kind", None) == self.kind]

    # markers

    def _marks(self, markers: Any, shift: Fraction) -> list[Mark]:
        return [] if self.listener is None else self.listener.marks(markers, shift, self.document.rate)

    def _record_shift(self, markers: Any) -> Fraction:
        """Markers of a timeline count from its first frame, or bear its timecode: editors do either."""
        starts = [seconds_of(marker.marked_range.start_time) for marker in markers]
        return Fraction(0) if starts and min(starts) >= self.document.start else self.document.start

    def _clip_shift(self, clip: Any, cut: Cut) -> Fraction:
        if self.document.marker_time is MarkerTime.record or not len(clip.markers):
            return Fraction(0)
        first = seconds_of(clip.trimmed_range().start_time)
        available = clip.media_reference.available_range if clip.media_reference else None
        begins = seconds_of(available.start_time) if available else Fraction(0)
        starts = [seconds_of(marker.marked_range.start_time) for marker in clip.markers]
        if self.document.marker_time is MarkerTime.media and min(starts) < begins:
            return cut.start - first + begins
        return cut.start - first


def _chosen(labelled: list[tuple[str, Any]], wanted: Sequence[str]) -> list[tuple[str, Any]]:
    """By number (`V1` is the lowest) or by name."""
    if not wanted:
        return labelled
    names = {name.casefold() for name in wanted}
    found = [(label, track) for label, track in labelled if names & {label.casefold(), track.name.casefold()}]
    known = {name for label, track in found for name in (label.casefold(), track.name.casefold())}
    if missing := names - known:
        have = ", ".join(label for label, _ in labelled) or "none"
        raise Refusal("no-track", f"there is no video track {min(missing)!r}: the timeline has {have}")
    return found


def _enabled(item: Any) -> bool:
    told = str(item.metadata.get("fcp_xml", {}).get("enabled", "TRUE")).upper()
    return bool(item.enabled) and told != "FALSE"
