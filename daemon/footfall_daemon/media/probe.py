"""What a media file is: its picture, its exact times, its timecode."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import av
from av.buffer import Buffer
from av.container import InputContainer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from footfall_bridge.timeline import (
    TimecodeError,
    drop_frame_possible,
    frames_of_timecode,
    timecode_of_frames,
)
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.orientation import Orientation
from footfall_daemon.media.source import Source, locate, open_source, picture_stream
from footfall_daemon.media.timing import Timing, measure

_ENDS_EARLY = Fraction(1, 2)
_BAD_PACKETS = 500
_BOTTOM_FIRST = (3, 4)
"""AV_FIELD_BB, AV_FIELD_TB: the lower field is shown first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """Facts of a media file's picture. Times count from its first frame's appearance."""

    source: Source
    stream: int
    """Index of the video stream."""
    timing: Timing
    time_base: Fraction
    declared_rate: Fraction
    """The container's own average, for people to read."""
    width: int
    height: int
    """As shown: turned upright, with square pixels."""
    orientation: Orientation
    interlaced: bool
    bottom_field_first: bool
    pixel_format: str
    has_alpha: bool
    start_frames: int
    """Source timecode of the first frame, as a count of frames since 00:00:00:00."""
    drop_frame: bool
    has_audio: bool
    missing: Fraction
    """Seconds that the container promises but does not hold: a file cut short."""

    @property
    def name(self) -> str:
        return self.source.files[0].name

    @property
    def rate(self) -> Fraction:
        return self.timing.rate

    @property
    def duration(self) -> Fraction:
        return self.timing.duration

    @property
    def start_timecode(self) -> str:
        return timecode_of_frames(self.start_frames, self.rate, drop_frame=self.drop_frame)

    def seconds_of(self, pts: int) -> Fraction:
        """A presentation time of the stream, from the first frame; rounding by the container undone."""
        seconds = (pts - self.timing.first) * self.time_base
        return round(seconds * self.rate) / self.rate if self.timing.on_grid else seconds


def probe(media: str) -> MediaInfo:
    """Raises `MediaError`: media-missing, media-unreadable, no-picture, no-frames."""
    source = locate(media)
    name = source.files[0].name
    with open_source(source) as container:
        first = _first_frame(container, picture_stream(container, name), name)
    # Opened again: not every container can be wound back to its very first frame.
    with open_source(source) as container:
        stream = picture_stream(container, name)
        most = len(source.files) if source.is_sequence else None
        timing = measure(container, stream, first.pts or 0, source.bytes, most)
        start, drop_frame = start_timecode(container, stream, timing.rate)
        orientation = _orientation(first)
        aspect = stream.codec_context.sample_aspect_ratio or Fraction(1)
        width, height = orientation.size(max(1, round(first.width * aspect)), first.height)
        return MediaInfo(
            source=source,
            stream=stream.index,
            timing=timing,
            time_base=stream.time_base or 1 / timing.rate,
            declared_rate=stream.average_rate or timing.rate,
            width=width,
            height=height,
            orientation=orientation,
            interlaced=first.interlaced_frame,
            bottom_field_first=stream.codec_context.field_order in _BOTTOM_FIRST,
            pixel_format=first.format.name,
            has_alpha=has_alpha(first),
            start_frames=start,
            drop_frame=drop_frame,
            has_audio=bool(container.streams.audio),
            missing=_missing(container, stream, timing),
        )


def has_alpha(frame: VideoFrame) -> bool:
    return any(component.is_alpha for component in frame.format.components) or frame.format.has_palette


def _first_frame(container: InputContainer, stream: VideoStream, name: str) -> VideoFrame:
    try:
        for packet in islice(container.demux(stream), _BAD_PACKETS):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            if frames:
                return frames[0]
    except (av.error.FFmpegError, OSError):
        pass  # the sentence below says it
    raise MediaError("no-frames", f"{name!r} holds no frame that can be decoded: export it again.")


def _missing(container: InputContainer, stream: VideoStream, timing: Timing) -> Fraction:
    """Seconds that the container promises beyond what it holds."""
    promised = promised_duration(container, stream)
    if promised is None:
        return Fraction(0)
    base = stream.time_base or Fraction(0)
    late = max(Fraction(0), timing.first * base)  # some containers count from zero, not from the first frame
    missing = promised - late - timing.duration
    return missing if missing > _ENDS_EARLY else Fraction(0)


def promised_duration(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """Seconds, as the container says without a look at its pictures; None where it does not."""
    if stream.duration is not None:
        return stream.duration * (stream.time_base or Fraction(0))
    return None if container.duration is None else Fraction(container.duration, av.time_base)


def _orientation(frame: VideoFrame) -> Orientation:
    try:
        matrix: Buffer = frame.side_data[Type.DISPLAYMATRIX]  # type: ignore[typeddict-item]  # stubs know names only
    except KeyError:
        return Orientation()
    return Orientation.of_matrix(bytes(matrix))


def start_timecode(container: InputContainer, stream: VideoStream, rate: Fraction) -> tuple[int, bool]:
    """Frames since midnight, and drop-frame: the picture's own, then the tmcd track's, then the file's."""
    places = [stream.metadata, *(s.metadata for s in container.streams), container.metadata]
    for metadata in places:
        text = metadata.get("timecode", "")
        drop_frame = drop_frame_possible(rate) and any(mark in text for mark in ";,.")
        try:
            return frames_of_timecode(text, rate, drop_frame=drop_frame), drop_frame
        except TimecodeError:
            continue  # none here, or one that another rate counts
    return 0, False
