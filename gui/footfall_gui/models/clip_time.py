"""Time as one job has it: seconds from the clip's first frame, its frames, and its timecode."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Self

from footfall_bridge import orders
from footfall_bridge.protocol import JobInfo
from footfall_bridge.timeline import DAY, Time, frames_of_timecode, is_timecode, timecode_of_frames

_SLOWEST, _FASTEST = 1, 240
"""Frames per second that a timecode can count: other rates count samples or milliseconds."""
_USUAL: Final = Fraction(25)


@dataclass(frozen=True, slots=True)
class ClipTime:
    rate: Fraction
    """Frames per second."""
    first: int
    """Frames since midnight at the clip's first frame."""
    drop_frame: bool
    length: Fraction
    """Seconds of the clip, without handles; 0 while unknown."""
    head: Fraction
    tail: Fraction
    """Seconds of handles before and after it, as far as its files have them."""

    @classmethod
    def of(cls, job: JobInfo) -> Self:
        rate = _rate_of(job)
        output = job.outputs[0] if job.outputs else None
        handles = job.handles.seconds
        duration = job.duration.seconds if job.duration is not None else None
        if output is not None:
            length = Fraction(output.samples, output.sample_rate) - 2 * handles if duration is None else duration
            first = Fraction(output.time_reference, output.sample_rate) + handles
        else:
            length = duration or Fraction(0)
            first = _first_of(job)
        drop = job.place is not None and job.place.drop_frame
        return cls(rate, round(first % DAY * rate), drop, length, handles, handles)

    @property
    def start(self) -> Fraction:
        """Of the file: below 0 where it has a handle."""
        return -self.head

    @property
    def stop(self) -> Fraction:
        return self.length + self.tail

    @property
    def frame(self) -> Fraction:
        """Seconds."""
        return 1 / self.rate

    def timecode(self, seconds: Fraction | float) -> str:
        """Of the frame that shows then."""
        frames = self.first + int((Fraction(seconds) * self.rate + Fraction(1, 1000)) // 1)
        return timecode_of_frames(frames, self.rate, drop_frame=self.drop_frame)

    def on_frame(self, seconds: Fraction | float) -> Fraction:
        """The nearest beginning of a frame, exactly."""
        return round(Fraction(seconds) * self.rate) / self.rate

    def within(self, seconds: float) -> float:
        """The nearest moment that the file has."""
        return min(max(seconds, float(self.start)), float(self.stop))

    def read(self, text: str) -> Fraction:
        """Of a timecode, or of seconds from the first frame. Raises `TimecodeError` or `Refusal`."""
        if not is_timecode(text):
            return orders.seconds(text).seconds
        frames = frames_of_timecode(text, self.rate, drop_frame=self.drop_frame) - self.first
        seconds = frames / self.rate
        return seconds + DAY if seconds < -DAY / 2 else seconds

    def exact(self, seconds: Fraction) -> Time:
        """As an order has it."""
        return Time.of(seconds, self.rate)


def _rate_of(job: JobInfo) -> Fraction:
    """The timeline's where the clip is on one, else the media's."""
    times = (job.place.record_in if job.place else None, job.source_in, job.source_out, job.duration)
    rates = (Fraction(*time.rate) for time in times if time is not None)
    return next((rate for rate in rates if _SLOWEST < rate <= _FASTEST), _USUAL)


def _first_of(job: JobInfo) -> Fraction:
    """Before a file says which timecode it bears."""
    if job.place is not None:
        return job.place.record_in.seconds
    return job.source_in.seconds if job.source_in is not None else Fraction(0)
