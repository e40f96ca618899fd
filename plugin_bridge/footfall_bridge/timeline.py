"""Exact rational time, and what a clip on a timeline is."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SAMPLE_RATE = 48_000
DAY = Fraction(24 * 3600)
LONGEST_CLIP = Fraction(3600)

_LARGEST = 2**53  # what JSON clients can hold exactly
_RATE_PART = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
_TIMECODE = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})")


class TimecodeError(ValueError):
    """A timecode that cannot be read at the rate given."""


class _Exact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Time(_Exact):
    """A point or span in time: `value` units of 1/rate seconds.

    `rate` is (numerator, denominator) in units per second: 23.976 fps is (24000, 1001).
    """

    value: Annotated[int, Field(ge=-_LARGEST, le=_LARGEST, strict=True)]
    rate: tuple[_RATE_PART, _RATE_PART]

    @property
    def seconds(self) -> Fraction:
        return Fraction(self.value * self.rate[1], self.rate[0])

    def samples(self, sample_rate: int = SAMPLE_RATE) -> int:
        """The nearest whole number of samples."""
        return round(self.seconds * sample_rate)

    @classmethod
    def of(cls, seconds: Fraction, rate: Fraction | None = None) -> Self:
        """`seconds` exactly, in units of `rate` where they are a whole number of them."""
        if rate is not None and (seconds * rate).denominator == 1:
            return cls(value=int(seconds * rate), rate=(rate.numerator, rate.denominator))
        return cls(value=seconds.numerator, rate=(seconds.denominator, 1))


def nominal_rate(rate: Fraction) -> int:
    """Frames that timecode counts per second: 24 for 23.976."""
    return max(1, round(rate))


def drop_frame_possible(rate: Fraction) -> bool:
    return rate.denominator == 1001 and rate.numerator % 30000 == 0


def frames_of_timecode(text: str, rate: Fraction, *, drop_frame: bool | None = None) -> int:
    """Count of frames since 00:00:00:00 (SMPTE ST 12-1; drop-frame where `;` or `drop_frame` says so)."""
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise TimecodeError(f"{text!r} is not a timecode: write HH:MM:SS:FF")
    hours, minutes, seconds, frames = (int(match[i]) for i in (1, 2, 3, 5))
    base = nominal_rate(rate)
    if hours > 23 or minutes > 59 or seconds > 59 or frames >= base:
        raise TimecodeError(f"{text!r} does not exist at {float(rate):.6g} frames per second")
    drop = match[4] in ";," if drop_frame is None else drop_frame
    total = ((hours * 60 + minutes) * 60 + seconds) * base + frames
    if not (drop and drop_frame_possible(rate)):
        return total
    dropped = base // 15
    if seconds == 0 and frames < dropped and minutes % 10:
        raise TimecodeError(
            f"{text!r} is a dropped timecode: it does not exist at {float(rate):.6g} fps drop-frame"
        )
    whole_minutes = hours * 60 + minutes
    return total - dropped * (whole_minutes - whole_minutes // 10)


def timecode_of_frames(frames: int, rate: Fraction, *, drop_frame: bool = False) -> str:
    """`HH:MM:SS:FF` of a frame count, wrapped at midnight; `;` before the frames in drop-frame."""
    base = nominal_rate(rate)
    drop = drop_frame and drop_frame_possible(rate)
    if drop:
        dropped = base // 15
        frames %= 24 * 6 * (base * 600 - 9 * dropped)
        tens, rest = divmod(frames, base * 600 - 9 * dropped)
        frames += dropped * 9 * tens
        if rest >= dropped:
            frames += dropped * ((rest - dropped) // (base * 60 - dropped))
    frames %= base * 86_400
    seconds, frame = divmod(frames, base)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{';' if drop else ':'}{frame:02}"


def is_timecode(text: str) -> bool:
    return _TIMECODE.fullmatch(text.strip()) is not None


class TimelinePlace(_Exact):
    """Where a clip sits: on which timeline, and when its first frame plays there."""

    record_in: Time
    """Record timecode of the clip's first frame, counted from midnight."""
    drop_frame: bool = False
    editor: Annotated[str, Field(max_length=100)] = ""
    project: Annotated[str, Field(max_length=1000)] = ""
    timeline: Annotated[str, Field(max_length=1000)] = ""
    clip: Annotated[str, Field(max_length=1000)] = ""


Point = Time | Annotated[str, Field(pattern=_TIMECODE.pattern, max_length=13)]
"""Time from the media's first frame, or source timecode that the daemon reads against the media."""


def _is_none(value: object) -> bool:
    return value is None


def _is_false(value: object) -> bool:
    return value is False


class Clip(_Exact):
    """A range of a media file (or, for text alone, a duration), as an editor has it on a timeline."""

    media: Annotated[str, Field(min_length=1, max_length=4096)] | None = None
    proxy: Annotated[str | None, Field(min_length=1, max_length=4096, exclude_if=_is_none)] = None
    """Linked to the media, of its timecode and length: looked at where the media cannot be decoded.

    Left out where there is none: daemons that do not know of proxies refuse the word.
    """
    source_in: Point | None = None
    source_out: Point | None = None
    duration: Time | None = None
    play_rate: Annotated[Fraction, Field(gt=0, le=100)] = Fraction(1)
    reverse: bool = False
    bounded: bool = False
    """Before its in and after its out the media shows another shot: handles are made without a picture."""
    reframed: Annotated[bool, Field(exclude_if=_is_false)] = False
    """The timeline shows it otherwise than its media does: zoomed, moved, cropped, turned or mirrored.

    What only fits the media into the frame is none of that. Left out where it is false, as `proxy` is.
    """
    place: TimelinePlace | None = None

    @property
    def length(self) -> Fraction | None:
        """Seconds that it lasts as it plays; None where that takes a look at the media."""
        if self.duration is not None:
            return self.duration.seconds
        if not isinstance(self.source_out, Time) or isinstance(self.source_in, str):
            return None
        start = self.source_in.seconds if self.source_in is not None else Fraction(0)
        return (self.source_out.seconds - start) / self.play_rate

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.media is None:
            if self.duration is None:
                raise ValueError("a clip without media needs a duration")
            if self.source_in is not None or self.source_out is not None:
                raise ValueError("a clip without media has no source in or out")
            if self.proxy is not None:
                raise ValueError("a clip without media has no proxy")
            if self.reframed:
                raise ValueError("a clip without media shows nothing to be reframed")
            _check_duration(self.duration.seconds)
        elif self.duration is not None:
            raise ValueError("a clip with media takes its duration from source in and out")
        elif "\0" in self.media or "\0" in (self.proxy or ""):
            raise ValueError("a media path cannot hold a NUL character")
        if isinstance(self.source_in, Time) and self.source_in.value < 0:
            raise ValueError("source in lies before the first frame of the media")
        if isinstance(self.source_in, Time) and isinstance(self.source_out, Time):
            _check_duration((self.source_out.seconds - self.source_in.seconds) / self.play_rate)
        return self


def _check_duration(seconds: Fraction) -> None:
    if seconds <= 0:
        raise ValueError("source out must lie after source in: out is exclusive")
    if seconds > LONGEST_CLIP:
        raise ValueError("a clip may last one hour at most: split it")
