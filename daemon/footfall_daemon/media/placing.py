"""Where a clip's file sits in time: its samples, its time reference and its timecode."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from footfall_bridge.protocol import Region, Stamp
from footfall_bridge.timeline import (
    DAY,
    SAMPLE_RATE,
    Point,
    Time,
    TimecodeError,
    TimelinePlace,
    frames_of_timecode,
    timecode_of_frames,
)
from footfall_daemon.jobs import RegionPlan, SegmentPlan
from footfall_daemon.media.errors import MediaError

_SLOWEST, _FASTEST = 1, 240
"""Frames per second that a timecode can count."""
_DEFAULT_RATE = Fraction(25)
_ABOUT_A_CUT = SAMPLE_RATE // 25
"""Samples that parts share there: what is heard changes with what is seen."""


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """Timecode of a clip's first frame, in frames since midnight."""

    frames: Fraction
    rate: Fraction
    drop_frame: bool

    @property
    def seconds(self) -> Fraction:
        return self.frames / self.rate

    @property
    def text(self) -> str:
        return timecode_of_frames(int(self.frames), self.rate, drop_frame=self.drop_frame)


MIDNIGHT = FirstFrame(Fraction(0), _DEFAULT_RATE, drop_frame=False)


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


def stamped(stamp: Stamp, place: TimelinePlace | None, source: FirstFrame) -> FirstFrame:
    """The clip's first frame in the timecode that its file bears."""
    if stamp is not Stamp.record or place is None:
        return source
    rate = Fraction(*place.record_in.rate)
    if not _SLOWEST < rate <= _FASTEST:  # counted in samples, say
        rate = source.rate
    return FirstFrame(place.record_in.seconds * rate, rate, drop_frame=place.drop_frame)


def time_reference(layout: Layout, first: FirstFrame) -> int:
    """Samples since midnight of the file's first sample; a head handle may reach back into the day before."""
    return (round(first.seconds * SAMPLE_RATE) - layout.handle_samples) % int(DAY * SAMPLE_RATE)


def region(wanted: Region, layout: Layout, first: FirstFrame) -> RegionPlan:
    """The part of the file that is made again. Raises `MediaError`: bad-timecode, bad-region."""
    start, stop = (round(_since(point, first) * SAMPLE_RATE) for point in (wanted.start, wanted.stop))
    if not 0 <= start < min(stop, layout.clip_samples) or stop > layout.clip_samples + SAMPLE_RATE / first.rate:
        length = f"{layout.clip_samples / SAMPLE_RATE:.3f} s from {first.text}"
        raise MediaError("bad-region", f"The part to make again lies within the clip ({length}): move its ends.")
    head = layout.handle_samples
    return RegionPlan(start=head + start, stop=head + min(stop, layout.clip_samples))


def _since(point: Point, first: FirstFrame) -> Fraction:
    """Seconds from the first frame."""
    if isinstance(point, Time):
        return point.seconds
    try:
        frames = frames_of_timecode(point, first.rate, drop_frame=first.drop_frame)
    except TimecodeError as error:
        raise MediaError("bad-timecode", f"{error}.") from None
    seconds = frames / first.rate - first.seconds
    return seconds + DAY if seconds < -DAY / 2 else seconds


def segments(
    samples: int, window: Fraction, cuts: list[float], overlap: Fraction = Fraction(0)
) -> list[SegmentPlan]:
    """Parts of at most `window` seconds: ended at the last cut in a window's second half, else of even length.

    Where `overlap` is not 0, neighbours share so many seconds (a quarter of the window at most), or 40 ms about a
    cut between them. No part is then shorter than two overlaps, so never more than two parts sound at one moment.
    """
    longest = max(1, int(window * SAMPLE_RATE))
    shared = min(round(overlap * SAMPLE_RATE), longest // 4)
    marks = [round(cut * SAMPLE_RATE) for cut in cuts]
    plan: list[SegmentPlan] = []
    start = 0
    while samples - start > longest:
        part, common = _first(samples - start, longest, shared, [mark - start for mark in marks])
        plan.append(SegmentPlan(start=start, samples=part))
        start += part - common
    return [*plan, SegmentPlan(start=start, samples=samples - start)]


def _first(samples: int, longest: int, shared: int, cuts: list[int]) -> tuple[int, int]:
    """Length of the first part of so many samples, and how many of them it shares with the next."""
    half = min(_ABOUT_A_CUT, shared) // 2
    last = min(longest - half, samples + half - 2 * shared)
    if at_cut := [cut for cut in cuts if longest // 2 <= cut <= last]:
        return max(at_cut) + half, 2 * half
    count = -(-(samples - shared) // (longest - shared))
    return -(-(samples + (count - 1) * shared) // count), shared
