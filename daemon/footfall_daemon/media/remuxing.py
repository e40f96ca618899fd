"""A part of a film's coded pictures as a film of its own: nothing is encoded again, and its times are exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from math import ceil, floor
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.packets import stand_before, until
from footfall_daemon.media.probe import MediaInfo
from footfall_daemon.media.source import open_source

FORMATS: Final = ("mov", "mp4", "matroska")
"""In order of preference: the first two have any time base, and an edit list that hides frames."""
_SCALED: Final = ("mov", "mp4")
_FINEST: Final = 10**6
"""Ticks a second, or a few more: no usual frame rate fits such times by rounding alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be copied. Seconds of the media."""

    media: MediaInfo
    start: Fraction
    """A frame on screen then is wanted."""
    last: Fraction
    """As is the one after it that appears later than this."""


@dataclass(slots=True)
class Clock:
    """Times of the media as ticks of the part, which counts from its first frame that is shown."""

    media: MediaInfo
    origin: Fraction
    """Seconds of the media."""
    rate: int
    """Ticks a second: all times are whole numbers of them."""
    shown: list[Fraction] = field(default_factory=list)
    """Seconds of the part: when its frames appear, in order of decoding."""
    _last: int | None = None

    @classmethod
    def of(cls, media: MediaInfo, first: Packet[VideoStream]) -> Clock:
        """What comes before the media's own first frame is decoded and not shown."""
        unit = 1 / media.rate if media.timing.on_grid else media.time_base
        finer = ceil(Fraction(_FINEST, unit.denominator))
        origin = max(Fraction(0), media.seconds_of(_stamped(first.pts)))
        return cls(media, origin, unit.denominator * finer)

    def set(self, packet: Packet[VideoStream]) -> None:
        """Raises `MediaError("excerpt-impossible")` where its times cannot be kept."""
        pts, dts = _stamped(packet.pts), _stamped(packet.dts)
        shown = self.media.seconds_of(pts) - self.origin
        duration = self._duration(packet.duration or 0)
        packet.pts = floor(shown * self.rate)
        packet.dts = packet.pts if dts == pts else min(packet.pts, self._tick(dts))
        packet.duration = floor(duration * self.rate)
        packet.time_base = Fraction(1, self.rate)
        if self._last is not None and packet.dts <= self._last:
            packet.dts = self._last + 1
        if packet.dts > packet.pts:
            raise impossible(self.media, "its pictures are not in order")
        self._last = packet.dts
        if shown >= 0 and not packet.is_discard:
            self.shown.append(shown)

    def share(self, part: Part) -> float:
        """Of the part, that is copied."""
        reached = self.shown[-1] + self.origin if self.shown else part.start
        return float((reached - part.start) / (part.last - part.start + 1 / self.media.rate))

    def _tick(self, dts: int) -> int:
        return floor(((dts - self.media.timing.first) * self.media.time_base - self.origin) * self.rate)

    def _duration(self, ticks: int) -> Fraction:
        seconds = ticks * self.media.time_base
        if not (ticks and self.media.timing.on_grid):
            return seconds
        return max(1, round(seconds * self.media.rate)) / self.media.rate


def remux(
    path: Path, container: str, part: Part, watch: Callable[[float], None], abandoned: Callable[[], bool]
) -> Clock:
    """Raises `MediaError`: those of `open_source`, excerpt-impossible; `Abandoned`; `OSError` where it cannot be
    written; another `av.error.FFmpegError` or `ValueError` where the container cannot hold the pictures.
    """
    with open_source(part.media.source) as source:
        stream = source.streams[part.media.stream]
        assert isinstance(stream, VideoStream)
        packets = _read(source, stream, part)
        first = next(packets, None)
        if first is None:
            raise impossible(part.media, "none of its pictures can be read there")
        clock = Clock.of(part.media, first)
        with _opened(path, container, stream, clock.rate) as output:
            for packet in chain([first], packets):
                if abandoned():
                    raise Abandoned
                clock.set(packet)
                packet.stream = output.streams.video[0]
                output.mux(packet)
                watch(clock.share(part))
    return clock


def impossible(media: MediaInfo, reason: str) -> MediaError:
    words = f"No excerpt can be made of {media.name!r} ({reason}): map its folder in `cluster.paths`."
    return MediaError("excerpt-impossible", words)


def close_unwritten(output: OutputContainer) -> None:
    """Of a file that has no header yet."""
    with suppress(av.error.FFmpegError, ValueError):
        output.close()


@contextmanager
def _opened(path: Path, container: str, template: VideoStream, rate: int) -> Iterator[OutputContainer]:
    """The same bytes each time: nothing of when and by what they were written."""
    options = {"fflags": "+bitexact"}
    if container in _SCALED:
        options |= {"video_track_timescale": str(rate), "movie_timescale": str(rate)}
    output = av.open(str(path), "w", format=container, options=options)
    try:
        output.add_stream_from_template(template).time_base = Fraction(1, rate)
        output.start_encoding()
    except (av.error.FFmpegError, ValueError):
        close_unwritten(output)
        raise
    with output:
        yield output


def _read(source: InputContainer, stream: VideoStream, part: Part) -> Iterator[Packet[VideoStream]]:
    """From the key frame that is needed first, as `frames` would find it, to the end of the part."""
    media = part.media
    start, last = (media.timing.first + floor(time / media.time_base) for time in (part.start, part.last))
    try:
        packets = stand_before(source, stream, start) if part.start > 0 else source.demux(stream)
        yield from until(packets, last)
    except (av.error.FFmpegError, OSError) as error:
        raise impossible(media, str(error)) from None


def _stamped(time: int | None) -> int:
    assert time is not None  # `until` sees to it
    return time
