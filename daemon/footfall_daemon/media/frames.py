"""Decoded pictures of a range, each with the exact time it is on screen; a few in memory at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

import av
import numpy as np
from av.container import InputContainer
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from footfall_daemon.media.errors import Abandoned, MediaError
from footfall_daemon.media.probe import MediaInfo, has_alpha
from footfall_daemon.media.source import open_source

_STEPS_BACK = (Fraction(0), Fraction(2), Fraction(10), Fraction(60))
"""Seconds to seek before the wanted frame: more where the nearest key frame did not do."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture and when it is on screen: from `time` until `end`, seconds from the media's first frame."""

    time: Fraction
    end: Fraction
    image: NDArray[np.uint8]
    """(height, width, 3), RGB, upright, square pixels, over black where it was transparent."""


def never() -> bool:
    return False


def frames(
    media: MediaInfo,
    start: Fraction,
    end: Fraction,
    longest_side: int,
    abandoned: Callable[[], bool] = never,
) -> Generator[Frame, None, None]:
    """The pictures on screen at any time of [start, end), in order; fewer where the file ends early.

    Raises `MediaError`: media-missing, media-unreadable, no-frames; `Abandoned`.
    """
    scaler = _Scaler(media, longest_side)
    held: Frame | None = None
    with ExitStack() as opened:
        found = _pictures_from(opened.enter_context(open_source(media.source)), media, start)
        if found is None:
            found = _pictures(opened.enter_context(open_source(media.source)), media)
        for time, picture in found:
            if abandoned():
                raise Abandoned
            if held is not None:
                if time <= held.time:
                    continue  # shown at once with the one before: never seen
                if time > start:
                    yield replace(held, end=time)
            if time >= end:
                return
            held = Frame(time, time, scaler.scale(picture))
    if held is None:
        raise MediaError("no-frames", f"{media.name!r} holds no frame in this range that can be decoded.")
    yield replace(held, end=max(media.duration, held.time + 1 / media.rate))


def frames_at(
    media: MediaInfo,
    times: Iterable[Fraction],
    longest_side: int,
    abandoned: Callable[[], bool] = never,
) -> Iterator[tuple[Fraction, Frame]]:
    """For each of `times`, in rising order, the frame on screen then.

    A time before the first frame gets the first, one after the last gets the last.
    """
    wanted = list(times)
    if wanted:
        decoded = frames(media, max(Fraction(0), wanted[0]), wanted[-1] + 1 / media.rate, longest_side, abandoned)
        yield from pick(decoded, wanted)


def pick(decoded: Iterable[Frame], times: Iterable[Fraction]) -> Iterator[tuple[Fraction, Frame]]:
    """`frames_at` on a decode that others share: see `frames`."""
    source = iter(decoded)
    frame = next(source, None)
    for time in times:
        while frame is not None and time >= frame.end:
            following = next(source, None)
            if following is None:
                break
            frame = following
        if frame is not None:
            yield time, frame


class _Scaler:
    """Turns decoded frames into small upright RGB images."""

    def __init__(self, media: MediaInfo, longest_side: int) -> None:
        self._orientation = media.orientation
        factor = min(Fraction(1), Fraction(longest_side, max(media.width, media.height)))
        upright = max(1, round(media.width * factor)), max(1, round(media.height * factor))
        self._size = media.orientation.size(*upright)
        self._shown_first = "bottom" if media.bottom_field_first else "top"
        self._one_field: Graph | None = None

    def scale(self, picture: VideoFrame) -> NDArray[np.uint8]:
        """(height, width, 3)"""
        if picture.interlaced_frame:
            picture = self._first_field(picture)
        alpha = has_alpha(picture)
        width, height = self._size
        # First the size, then the colours: of all the large picture's pixels only a few are left to convert.
        small = picture.reformat(width=width, height=height, interpolation="AREA", threads=1)
        small = small.reformat(format="rgba" if alpha else "rgb24", threads=1)
        image = self._orientation.upright(small.to_ndarray())
        return _over_black(image) if alpha else image

    def _first_field(self, picture: VideoFrame) -> VideoFrame:
        """One field instead of two woven ones.

        It needs no neighbours, so the picture is the same after any seek; half the lines are more than analysis
        looks at. Chroma is taken from the same field, which scaling the woven frame would not do.
        """
        if self._one_field is None:
            graph = Graph()
            source = graph.add_buffer(
                width=picture.width, height=picture.height, format=picture.format, time_base=Fraction(1, 1000)
            )
            field = graph.add("field", f"type={self._shown_first}")
            graph.link_nodes(source, field, graph.add("buffersink")).configure()
            self._one_field = graph
        self._one_field.push(picture)
        half = self._one_field.pull()
        assert isinstance(half, VideoFrame)
        return half


def _over_black(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    colour, alpha = image[..., :3].astype(np.uint16), image[..., 3:].astype(np.uint16)
    return ((colour * alpha + 127) // 255).astype(np.uint8)


def _pictures_from(
    container: InputContainer, media: MediaInfo, start: Fraction
) -> Iterator[tuple[Fraction, VideoFrame]] | None:
    """Decoded frames with their times, the first on screen at `start` or earlier; None if no seek gets there."""
    stream = _stream(container, media)
    for back in _STEPS_BACK:
        if start <= back or not media.timing.stamped or not _seek(container, stream, media, start - back):
            return None
        found = _timed(container, stream, media)
        first = next(found, None)
        if first is not None and first[0] <= start:
            return chain([first], found)
    return None


def _pictures(container: InputContainer, media: MediaInfo) -> Iterator[tuple[Fraction, VideoFrame]]:
    """All decoded frames with their times, from a container just opened."""
    stream = _stream(container, media)
    if media.timing.stamped:
        return _timed(container, stream, media)
    return ((number / media.rate, picture) for number, picture in enumerate(_decoded(container, stream)))


def _stream(container: InputContainer, media: MediaInfo) -> VideoStream:
    stream = container.streams[media.stream]
    assert isinstance(stream, VideoStream)
    stream.thread_type = "AUTO"
    return stream


def _seek(container: InputContainer, stream: VideoStream, media: MediaInfo, target: Fraction) -> bool:
    ticks = media.timing.first + int(target / media.time_base)
    try:
        container.seek(ticks, stream=stream, backward=True)
    except (av.error.FFmpegError, OSError):
        return False
    return True


def _timed(
    container: InputContainer, stream: VideoStream, media: MediaInfo
) -> Iterator[tuple[Fraction, VideoFrame]]:
    for picture in _decoded(container, stream):
        if picture.pts is not None:
            yield media.seconds_of(picture.pts), picture


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """All frames that can be decoded: a damaged packet costs its own frame, the end of what is there ends it."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue
        except (av.error.FFmpegError, OSError):
            return
