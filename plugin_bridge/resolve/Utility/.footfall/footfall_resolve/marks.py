"""What markers say is heard: only those that speak to us by their prefix, or by a colour that the user chose."""

from fractions import Fraction
from typing import Any, List, NamedTuple, Optional, Tuple

from footfall_resolve.editor import Timeline, has
from footfall_resolve.shots import Shot

_PREFIX = "foley"


class Mark(NamedTuple):
    """In frames of the timeline. A length of 0: a hit."""

    start: int
    frames: int
    text: str


class Part(NamedTuple):
    """Frames of a clip that one sound is for."""

    start: int
    frames: int
    prompt: str
    hits: Tuple[Fraction, ...]
    """Seconds from the part's first frame at which something sounds."""


class Listener:
    """Which markers and clips speak to us. `colour`: also those of this colour; empty: none."""

    def __init__(self, colour: str) -> None:
        self._colour = colour.casefold()

    def means(self, item: Any) -> bool:
        """Whether a clip asks for Foley by itself."""
        if self._colour and self._colour in [str(item.GetClipColor() or "").casefold(), *_flags(item)]:
            return True
        return bool(self._heard(item.GetMarkers(), 0))

    def marks(self, timeline: Timeline, item: Any, shot: Shot) -> List[Mark]:
        """Of the timeline and of the clip; both count from their own start."""
        on_timeline = (
            self._heard(timeline.api.GetMarkers(), timeline.start) if has(timeline.api, "GetMarkers") else []
        )
        both = on_timeline + self._heard(item.GetMarkers(), shot.start)
        return sorted(
            mark for mark in both if mark.start < shot.end and shot.start < mark.start + max(1, mark.frames)
        )

    def _heard(self, markers: Any, origin: int) -> List[Mark]:
        heard = []
        for frame, marker in (markers or {}).items():  # the frames are floats
            text = self._text(marker)
            if text is not None:
                length = round(float(marker.get("duration") or 0))
                heard.append(Mark(origin + round(float(frame)), length if length > 1 else 0, text))
        return heard

    def _text(self, marker: Any) -> Optional[str]:
        """What a marker asks for; None: it is not for us."""
        for words in (marker.get("name"), marker.get("note")):
            first, colon, rest = str(words or "").strip().partition(":")
            if first.strip().casefold() == _PREFIX and (colon or not rest):
                return rest.strip()
        if self._colour and str(marker.get("color", "")).casefold() == self._colour:
            return str(marker.get("name") or "").strip()
        return None


def parts(shot: Shot, marks: List[Mark], prompt: str, span: Optional[Tuple[int, int]] = None) -> List[Part]:
    """The clip, within `span`: where a marker has a length its text is the prompt, and points are hits."""
    first, last = (max(shot.start, span[0]), min(shot.end, span[1])) if span else (shot.start, shot.end)
    points = [mark for mark in marks if mark.frames == 0]
    found = []
    at = first
    for mark in [mark for mark in marks if mark.frames]:
        start, end = max(at, mark.start), min(last, mark.start + mark.frames)
        if start >= end:
            continue
        found += [(at, start, prompt)] if at < start else []
        found.append((start, end, mark.text or prompt))
        at = end
    found += [(at, last, prompt)] if at < last else []
    return [_part(shot, start, end, text, points) for start, end, text in found]


def _part(shot: Shot, start: int, end: int, prompt: str, points: List[Mark]) -> Part:
    mine = [point for point in points if start <= point.start < end]
    texts = list(dict.fromkeys(text for text in [prompt] + [point.text for point in mine] if text))
    hits = sorted({(point.start - start) / shot.timeline_rate for point in mine})
    return Part(start, end - start, ", ".join(texts), tuple(hits))


def _flags(item: Any) -> List[str]:
    return [str(flag).casefold() for flag in item.GetFlagList() or []]
