"""Laying one file at one place: nothing can be moved or trimmed later, so it is right at once, and read back."""

import math
from fractions import Fraction
from typing import Any, NamedTuple, Optional, Set

from footfall_resolve.editor import Editor, Timeline, clip_property, identity
from footfall_resolve.jobs import Sound
from footfall_resolve.laid import Laid, take_away
from footfall_resolve.pool import brought
from footfall_resolve.rates import number, rate_of
from footfall_resolve.tracks import track_for
from footfall_resolve.words import Refusal

_SOUND = 2  # clipInfo's mediaType
_ROUNDED = Fraction(1, 100)  # frames: a file ends on a sample, which can be a little before a frame's end


class Slot(NamedTuple):
    """Where a part of a file belongs."""

    start: int
    """Frame of the timeline."""
    frames: int
    head: Fraction
    """Seconds of the file before it."""


class Window(NamedTuple):
    """A part of a file in its own frames, the end exclusive."""

    start: int
    end: int


def lay(editor: Editor, timeline: Timeline, sound: Sound, slot: Slot) -> Any:
    """The item, its place checked. Raises `Refusal`; then nothing of it is on the timeline."""
    clip = brought(editor.pool(), sound.path)
    rate = rate_of(clip_property(clip, "FPS"), sound.path).exact
    window = window_of(slot, rate, timeline.rate.exact, sound.seconds)
    item = _append(editor, timeline, sound, clip, window, slot, rate)
    if _length(item) < slot.frames and window.end + 1 <= sound.seconds * rate:
        # Resolve floors where rates differ; the file has frames to spare.
        _remove(editor, timeline, item)
        item = _append(editor, timeline, sound, clip, window._replace(end=window.end + 1), slot, rate)
    _check(editor, timeline, item, slot, rate)
    return item


def window_of(slot: Slot, rate: Fraction, timeline_rate: Fraction, seconds: Fraction) -> Window:
    """At equal rates exact; else the fewest frames of the file that last as long, as far as the file goes."""
    start = round(slot.head * rate)
    frames = math.ceil(slot.frames / timeline_rate * rate)
    return Window(start, min(start + frames, math.floor(seconds * rate + _ROUNDED)))


def _append(
    editor: Editor, timeline: Timeline, sound: Sound, clip: Any, window: Window, slot: Slot, rate: Fraction
) -> Any:
    if not editor.is_current(timeline):
        words = "the timeline %s is not the current one any more: open it, then use `Place finished Foley`"
        raise Refusal("timeline-switched", words % timeline.name)
    reach = max(slot.frames, math.floor((window.end - window.start) * timeline.rate.exact / rate))
    track = track_for(timeline, sound.layer, sound.channels, slot.start, slot.start + reach)
    before = {identity(item) for item in timeline.items("audio", track)}
    info = {
        "mediaPoolItem": clip,
        "startFrame": window.start,
        "endFrame": window.end,
        "mediaType": _SOUND,
        "trackIndex": track,
        "recordFrame": slot.start,
    }
    editor.pool().AppendToTimeline([info])
    item = _appeared(timeline, track, before)
    if item is None:
        words = "Resolve did not lay a sound on audio track %d: close any dialog in Resolve, then try again"
        raise Refusal("not-placed", words % track)
    return item


def _appeared(timeline: Timeline, track: int, before: Set[str]) -> Optional[Any]:
    """What is new on the track. What the call answers says nothing: a dropped clip comes back as a hollow item."""
    return next((item for item in timeline.items("audio", track) if identity(item) not in before), None)


def _check(editor: Editor, timeline: Timeline, item: Any, slot: Slot, rate: Fraction) -> None:
    """One frame of the file may be several of the timeline: that much the end may be off, the start never."""
    start = int(number(item.GetStart(), "a sound's start"))
    off = abs(_length(item) - slot.frames)
    if start == slot.start and off <= max(1, math.ceil(timeline.rate.exact / rate)):
        return
    _remove(editor, timeline, item)
    words = "Resolve laid a sound %d frames from its place, %d frames too long or short: it was taken away again"
    raise Refusal("misplaced", words % (start - slot.start, off))


def _length(item: Any) -> int:
    return int(number(item.GetDuration(), "a sound's length"))


def _remove(editor: Editor, timeline: Timeline, item: Any) -> None:
    take_away(editor, timeline, [Laid(identity(item), "", "", "", 0, 0, item)])
