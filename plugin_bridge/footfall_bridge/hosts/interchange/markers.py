"""What markers say is heard: only those that speak to us by their prefix, or by a colour that the user chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from footfall_bridge.hosts.interchange.cuts import Cut, Mark
from footfall_bridge.hosts.interchange.times import seconds_of

PREFIX: Final = "foley:"


@dataclass(frozen=True, slots=True)
class Listener:
    """Which markers count. `colour`: those of this colour too, whose name then is the prompt."""

    colour: str = ""

    def text_of(self, marker: Any) -> str | None:
        """What a marker asks for; None: it is not for us."""
        for words in (marker.name, marker.comment, *_notes(marker)):
            if str(words).strip().lower().startswith(PREFIX):
                return str(words).strip()[len(PREFIX) :].strip()
        if self.colour and str(marker.color).casefold() == self.colour.casefold():
            return str(marker.name).strip()
        return None

    def marks(self, markers: Iterable[Any], shift: Fraction, rate: Fraction) -> list[Mark]:
        """`shift`: seconds from the markers' time to record time. Up to one frame long, a marker is a point."""
        found = []
        for marker in markers:
            text = self.text_of(marker)
            if text is not None:
                length = seconds_of(marker.marked_range.duration)
                start = seconds_of(marker.marked_range.start_time) + shift
                found.append(Mark(start, length if length > 1 / rate else Fraction(0), text))
        return found


def spoken(cut: Cut, marks: Sequence[Mark]) -> list[Cut]:
    """The cut in parts: within a ranged marker its prompt holds, and what points mark there are its hits."""
    ranges = sorted((mark for mark in marks if mark.length > 0), key=lambda mark: mark.start)
    points = [mark for mark in marks if mark.length == 0 and cut.start <= mark.start < cut.end]
    return [_told(part, points) for part in _by_ranges(cut, ranges)]


def _by_ranges(cut: Cut, ranges: list[Mark]) -> list[Cut]:
    parts = []
    at = cut.start
    for mark in ranges:
        start, end = max(at, mark.start), min(cut.end, mark.start + mark.length)
        if start >= end:  # elsewhere, or within an earlier one
            continue
        if at < start:
            parts.append(cut.part(at, start))
        parts.append(replace(cut.part(start, end), prompt=mark.text or None))
        at = end
    return parts if at == cut.end else [*parts, cut.part(at, cut.end)]


def _told(cut: Cut, points: list[Mark]) -> Cut:
    mine = [point for point in points if cut.start <= point.start < cut.end]
    texts = list(dict.fromkeys(filter(None, [cut.prompt, *(point.text for point in mine)])))
    return replace(cut, prompt=", ".join(texts) or None, hits=tuple(sorted({point.start for point in mine})))


def _notes(marker: Any) -> list[str]:
    """Where editors keep a marker's second line."""
    metadata = marker.metadata
    return [
        str(metadata.get("fcp_xml", {}).get("comment", "")),
        str(metadata.get("Resolve_OTIO", {}).get("Note", "")),
    ]
