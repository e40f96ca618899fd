"""A clip's exact range in its media: source points and defaults made into times, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from footfall_bridge.timeline import (
    DAY,
    LONGEST_CLIP,
    Clip,
    Point,
    Time,
    TimecodeError,
    frames_of_timecode,
)
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.probe import MediaInfo


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Seconds from the media's first frame; `end` is exclusive."""

    start: Fraction
    end: Fraction
    play_rate: Fraction
    rate: Fraction
    """Frames per second of the media."""

    @property
    def inner(self) -> tuple[Fraction, Fraction]:
        """Half a frame within it at each end: of media cut at its ends no other frames play in between, however
        the container rounds their times."""
        half = min(1 / self.rate, self.end - self.start) / 2
        return self.start + half, max(self.start + half, self.end - half)

    @property
    def duration(self) -> Fraction:
        """Seconds on the timeline."""
        return (self.end - self.start) / self.play_rate

    @property
    def source_in(self) -> Time:
        return Time.of(self.start, self.rate)

    @property
    def source_out(self) -> Time:
        return Time.of(self.end, self.rate)

    @property
    def timeline_duration(self) -> Time:
        return Time.of(self.duration, self.rate)


def resolve(clip: Clip, media: MediaInfo) -> SourceRange:
    """The range of `clip`; points inside the media are kept exactly as given.

    An out less than one frame past the end means the end: editors round to their timeline's frames.
    Raises `MediaError`: bad-timecode, in-before-start, in-after-out, in-past-end, out-past-end, too-long.
    """
    start = Fraction(0) if clip.source_in is None else _seconds(clip.source_in, media)
    end = media.duration if clip.source_out is None else _seconds(clip.source_out, media)
    _check(start, end, media, has_out=clip.source_out is not None)
    found = SourceRange(start, min(end, media.duration), clip.play_rate, media.rate)
    if found.duration > LONGEST_CLIP:
        raise MediaError("too-long", "A clip may last one hour at most: mark a shorter range with in and out.")
    return found


def _check(start: Fraction, end: Fraction, media: MediaInfo, *, has_out: bool) -> None:
    length = f"{float(media.duration):.3f} s"
    if start < 0:
        raise MediaError(
            "in-before-start",
            f"Source in lies before the first frame of {media.name!r}, which is {media.start_timecode}: move it.",
        )
    if has_out and start >= end:
        raise MediaError(
            "in-after-out", "Source out must lie after source in (out is exclusive): swap or move them."
        )
    if start >= media.duration:
        raise MediaError("in-past-end", f"Source in lies past the end of {media.name!r} ({length}): move it.")
    if end >= media.duration + 1 / media.rate:
        raise MediaError(
            "out-past-end", f"Source out lies past the end of {media.name!r} ({length}): shorten the clip."
        )


def _seconds(point: Point, media: MediaInfo) -> Fraction:
    if isinstance(point, Time):
        return point.seconds
    try:
        frames = frames_of_timecode(point, media.rate, drop_frame=media.drop_frame)
    except TimecodeError as error:
        raise MediaError("bad-timecode", f"{error}.") from None
    seconds = (frames - media.start_frames) / media.rate
    runs_past_midnight = media.start_frames / media.rate + media.duration > DAY
    return seconds + DAY if seconds < 0 and runs_past_midnight else seconds
