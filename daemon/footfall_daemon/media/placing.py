"""Where a clip's file sits in time: its samples, its time reference and its timecode."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from footfall_bridge.protocol import Stamp
from footfall_bridge.timeline import DAY, SAMPLE_RATE, Time, TimelinePlace, timecode_of_frames
from footfall_daemon.media.messages import SegmentPlan

_SLOWEST, _FASTEST = 1, 240
"""Frames per second that a timecode can count."""
_DEFAULT_RATE = Fraction(25)


@dataclass(frozen=True, slots=True)
class SourceTimecode:
    """Source timecode of a clip's first frame, in frames since midnight."""

    frames: Fraction
    rate: Fraction
    drop_frame: bool

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.rate

    @property
    def text(self) -> str:
        return timecode_of_frames(int(self.frames), self.rate, drop_frame=self.drop_frame)


MIDNIGHT = SourceTimecode(Fraction(0), _DEFAULT_RATE, drop_frame=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """The file to be written, in samples."""

    clip_samples: int
    handle_samples: int

    @classmethod
    def of(cls, duration: Fraction, handles: Time) -> Layout:
        return cls(round(duration * SAMPLE_RATE), handles.samples())

    @property
    def samples(self) -> int:
        return self.clip_samples + 2 * self.handle_samples

    @property
    def head(self) -> Fraction:
        """Seconds before the clip's first frame, exactly as many as the file has."""
        return Fraction(self.handle_samples, SAMPLE_RATE)


def time_reference(layout: Layout, stamp: Stamp, place: TimelinePlace | None, source: SourceTimecode) -> int:
    """Samples since midnight of the file's first sample; a head handle may reach back into the day before."""
    first = place.record_in.seconds if stamp is Stamp.record and place is not None else source.seconds
    return (round(first * SAMPLE_RATE) - layout.handle_samples) % int(DAY * SAMPLE_RATE)


def timecode(stamp: Stamp, place: TimelinePlace | None, source: SourceTimecode) -> str:
    """Of the clip's first frame, `HH:MM:SS:FF`."""
    if stamp is not Stamp.record or place is None:
        return source.text
    rate = Fraction(*place.record_in.rate)
    if not _SLOWEST < rate <= _FASTEST:  # counted in samples, say
        rate = source.rate
    return timecode_of_frames(int(place.record_in.seconds * rate), rate, drop_frame=place.drop_frame)


def segments(samples: int, window: Fraction, cuts: list[float]) -> list[SegmentPlan]:
    """Parts of at most `window` seconds: ended at the last cut in a window's second half, else of even length."""
    longest = max(1, int(window * SAMPLE_RATE))
    marks = [round(cut * SAMPLE_RATE) for cut in cuts]
    plan: list[SegmentPlan] = []
    start = 0
    while samples - start > longest:
        count = -(-(samples - start) // longest)
        even = start + -(-(samples - start) // count)
        at_cut = [mark for mark in marks if start + longest // 2 <= mark <= start + longest]
        end = max(at_cut, default=even)
        plan.append(SegmentPlan(start=start, samples=end - start))
        start = end
    return [*plan, SegmentPlan(start=start, samples=samples - start)]
