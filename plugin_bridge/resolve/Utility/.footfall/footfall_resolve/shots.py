"""Clips of the timeline as Foley needs them: which part of which file they show, or why that cannot be said."""

import os
from fractions import Fraction
from typing import Any, NamedTuple

from footfall_resolve.editor import Timeline, clip_property, identity
from footfall_resolve.rates import number, rate_of
from footfall_resolve.words import Refusal, quoted

_CLOSE = Fraction(3, 2)
"""Frames by which two of Resolve's readings of one thing may differ: its source frames can be off by one."""
_RAW = (".braw", ".r3d", ".ari", ".arx", ".crm", ".rmf", ".nev")
"""Of cameras, which nobody but their makers can decode."""


class Shot(NamedTuple):
    """A clip as it sits on the timeline now. Frames are the timeline's."""

    id: str
    name: str
    start: int
    frames: int
    media: str
    proxy: str
    """Linked to it, for the daemon where it cannot decode the media; empty: none."""
    media_rate: Fraction
    source_in: Fraction
    """Seconds from the media's first frame."""
    speed: Fraction
    timeline_rate: Fraction

    @property
    def end(self) -> int:
        """Exclusive."""
        return self.start + self.frames

    def source_at(self, frame: int) -> Fraction:
        """Seconds from the media's first frame, of what shows at a frame of the timeline."""
        return self.source_in + (frame - self.start) / self.timeline_rate * self.speed


def shot_of(item: Any, timeline: Timeline, even_speed: bool = False) -> Shot:
    """`even_speed`: the user says that changed speeds do not ramp. Raises `Refusal`, by the clip's name."""
    name = quoted(item.GetName())
    clip = item.GetMediaPoolItem()
    if clip is None:
        raise Refusal("no-media", "%s is a title, generator or transition: it shows no file to look at" % name)
    if item.GetClipEnabled() is False:
        raise Refusal("disabled", "%s is disabled: enable it, or leave it without sound" % name)
    proxy = _proxy(clip)
    media = _media(clip, proxy, name)
    media_rate = rate_of(clip_property(clip, "FPS"), name).exact
    frames = int(number(item.GetDuration(), name))
    speed = _speed(item, frames / timeline.rate.exact, timeline.rate.exact, media_rate, name)
    if speed != 1 and not even_speed:
        words = "%s plays at about %d %%, and Resolve does not tell scripts whether its speed ramps: say that it"
        words += " is even in `Generate Foley with prompt`, or use `footfall timeline` on an exported timeline"
        raise Refusal("speed", words % (name, int(speed * 100)))
    source_in = _source_in(item, clip, media_rate, name) if speed != 1 else _left(item, name) / media_rate
    return Shot(
        identity(item),
        str(item.GetName()),
        int(number(item.GetStart(), name)),
        frames,
        media,
        "" if proxy == media else proxy,
        media_rate,
        source_in,
        speed,
        timeline.rate.exact,
    )


def _media(clip: Any, proxy: str, name: str) -> str:
    path = clip_property(clip, "File Path")
    if not path:
        kind = clip_property(clip, "Type") or "compound or multicam clip"
        words = "%s is no file of its own (%s): render it in place, or give `footfall timeline` a reference movie"
        raise Refusal("no-file", words % (name, kind))
    is_there, is_raw = os.path.exists(path), path.lower().endswith(_RAW)
    if is_there and not is_raw:
        return path
    if proxy:
        return proxy
    if is_there:
        words = "%s is camera RAW, which cannot be decoded: generate its proxy media in Resolve, then try again"
        raise Refusal("raw", words % name)
    words = "%s is offline: its file %s is not there; relink it, then try again"
    raise Refusal("offline", words % (name, path))


def _proxy(clip: Any) -> str:
    """Empty where none is there. Resolve links only what has the same timecode and length."""
    path = clip_property(clip, "Proxy Media Path")
    return path if path and os.path.exists(path) else ""


def _left(item: Any, name: str) -> Fraction:
    """Frames of the media before the clip's first: exact for picture that plays at its own speed."""
    return number(item.GetLeftOffset(), name)


def _speed(item: Any, seconds: Fraction, timeline_rate: Fraction, media_rate: Fraction, name: str) -> Fraction:
    """1 unless the part of the source is longer or shorter than the clip, by more than a frame.

    There is no property that tells the speed, and source times include the media's start timecode: only their
    difference is used.
    """
    first, last = item.GetSourceStartTime(), item.GetSourceEndTime()
    span = number(last, name) - number(first, name)
    if abs(span - seconds) <= max(1 / timeline_rate, 1 / media_rate) + Fraction(1, 1000):
        return Fraction(1)
    if span <= 1 / media_rate:
        words = "%s is frozen or plays backwards: use `footfall timeline` on an exported timeline"
        raise Refusal("speed", words % name)
    return (span / seconds).limit_denominator(1000)


def _source_in(item: Any, clip: Any, media_rate: Fraction, name: str) -> Fraction:
    """For a changed speed, where the left offset is warped: two other readings must tell the same."""
    frame = number(item.GetSourceStartFrame(), name)
    last = number(item.GetSourceEndFrame(), name)
    span = number(item.GetSourceEndTime(), name) - number(item.GetSourceStartTime(), name)
    if abs((last - frame) / media_rate - span) > 2 * _CLOSE / media_rate:
        words = "%s: Resolve tells contradictory source times; use `footfall timeline` on an exported timeline"
        raise Refusal("speed", words % name)
    return frame / media_rate
