"""The review movie: the clip's picture, copied packet by packet, with the Foley under it.

Nothing of the picture is encoded again, so the copy begins at the key frame at or before the in point. Times are
written so that the in point is zero and what comes before it is negative; the muxer turns that into an edit list,
which tells players to decode those frames but to show the first one at the in point. Frames beyond the out point
that others are decoded from are hidden in the same way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from footfall_bridge.protocol import Movie
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.media.editlist import end_picture_at
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.messages import Write
from footfall_daemon.media.original import OriginalSound
from footfall_daemon.media.packets import copied, stand_before
from footfall_daemon.media.probe import MediaInfo, probe
from footfall_daemon.media.remuxing import close_unwritten
from footfall_daemon.media.segments import Samples, Sound
from footfall_daemon.media.source import open_source, picture_stream

_FOLEY_GAIN: Final = np.float32(0.65)
_ORIGINAL_GAIN: Final = np.float32(0.35)
"""Of a mix: together 1, so that two sounds within full scale never exceed it; the Foley is what is reviewed."""
_BIT_RATE: Final = 256_000
_BLOCK: Final = 4800
_FORMATS: Final = ("mp4", "mov")
"""In order of preference: QuickTime holds what MP4 cannot, such as ProRes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What the movie is made of."""

    media: str
    start: Fraction
    end: Fraction
    """Seconds from the media's first frame."""
    sound: Sound
    handle: int
    """Samples at each end of the sound that the movie leaves out."""
    mixed: bool

    @classmethod
    def of(cls, errand: Write, sound: Sound) -> Cut:
        """Raises `MediaError` where there is no picture to copy."""
        if errand.media is None or errand.source_in is None or errand.source_out is None:
            raise MediaError("movie-no-picture", "the clip has no picture")
        start, end = errand.source_in.seconds, errand.source_out.seconds
        cut = cls(
            media=errand.media,
            start=start,
            end=end,
            sound=sound,
            handle=errand.handle_samples,
            mixed=errand.movie is Movie.mixed,
        )
        if abs(cut.samples - (end - start) * SAMPLE_RATE) > 1:
            raise MediaError("movie-retimed", "the clip plays at another speed, which a copied picture cannot")
        return cut

    @property
    def samples(self) -> int:
        return self.sound.samples - 2 * self.handle


def make_movie(path: Path, cut: Cut, watch: Callable[[float], None]) -> list[str]:
    """Write the movie to `path`; on the disk when this returns. Returns notices.

    Raises `MediaError`, `av.error.FFmpegError` or `OSError` where it cannot be made.
    """
    media = probe(cut.media)
    if media.source.is_sequence or not media.timing.stamped:
        raise MediaError("movie-no-times", "the pictures of this clip carry no times to copy")
    with open_source(media.source) as source:
        stream = picture_stream(source, media.name)
        output, notices = _begin(path, stream)
        with output:
            _copy(source, stream, output, cut, media, watch)
    end_picture_at(path, cut.samples)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return notices


def _begin(path: Path, template: VideoStream) -> tuple[OutputContainer, list[str]]:
    """The movie with its header written, in the first format that can hold the picture."""
    for name in _FORMATS:
        # The edit list counts in the movie's time scale, by default milliseconds.
        output = av.open(str(path), "w", format=name, options={"movie_timescale": str(SAMPLE_RATE)})
        try:
            output.add_stream_from_template(template)
            output.add_stream("aac", rate=SAMPLE_RATE, layout="stereo").bit_rate = _BIT_RATE
            output.start_encoding()
        except (av.error.FFmpegError, ValueError):
            close_unwritten(output)
            continue
        codec = template.codec_context.name
        return output, [] if name == "mp4" else [f"the review movie is QuickTime inside: MP4 cannot hold {codec}"]
    raise MediaError("movie-codec", f"neither MP4 nor QuickTime can hold {template.codec_context.name} pictures")


def _copy(
    source: InputContainer,
    stream: VideoStream,
    output: OutputContainer,
    cut: Cut,
    media: MediaInfo,
    watch: Callable[[float], None],
) -> None:
    base = stream.time_base or Fraction(1, 1000)
    origin = media.timing.first * base
    start, end = (round((origin + at) / base) for at in (cut.start, cut.end))
    with open_source(media.source) as heard:  # a second opening: sound and picture may lie far apart in the file
        original = OriginalSound(heard, origin + cut.start) if cut.mixed else None
        sound = _Sound(output, _mixed(cut, original))
        for packet in copied(stand_before(source, stream, start), start, end):
            packet.stream = output.streams.video[0]
            output.mux(packet)
            reached = (packet.dts or 0) * base
            sound.advance(reached)
            watch(min(1.0, max(0.0, float(reached / (cut.end - cut.start)))))
        sound.finish()


def _mixed(cut: Cut, original: OriginalSound | None) -> Iterator[Samples]:
    at = 0
    for block in cut.sound.blocks(cut.handle, cut.handle + cut.samples, _BLOCK):
        foley = np.broadcast_to(block, (2, block.shape[1]))  # mono on both sides
        if original is not None:
            foley = foley * _FOLEY_GAIN + original.read(at, block.shape[1]) * _ORIGINAL_GAIN
        at += block.shape[1]
        yield np.clip(foley, -1.0, 1.0)


class _Sound:
    """Encodes blocks as AAC, keeping pace with the picture.

    The encoder's delay needs no care here: its first packet has a negative time, and so lands in the edit list.
    """

    def __init__(self, output: OutputContainer, blocks: Iterator[Samples]) -> None:
        self._output = output
        self._stream = output.streams.audio[0]
        self._blocks = blocks
        self._at = 0

    def advance(self, seconds: Fraction) -> None:
        while self._at < seconds * SAMPLE_RATE and self._encode_next():
            pass

    def finish(self) -> None:
        while self._encode_next():
            pass
        self._output.mux(self._stream.encode(None))

    def _encode_next(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), self._at
        self._output.mux(self._stream.encode(frame))
        self._at += block.shape[1]
        return True
