"""Films made for tests: every frame shows its own number in a machine-readable way.

The number is drawn as twelve blocks, white for one and black for zero, in a row across the upper half;
the lower half repeats them inverted, so that a turned or mirrored picture reads as no number at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

BITS = 12
WIDTH, HEIGHT = 192, 128


class NoNumber(AssertionError):
    """The picture shows no frame number: it is turned, mirrored, mixed or damaged."""


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """(height, width, 3), RGB."""
    bits = [235 if number >> bit & 1 else 20 for bit in range(BITS)]
    row = np.repeat(np.array(bits, np.uint8), width // BITS)
    row = np.pad(row, (0, width - len(row)), mode="edge")
    image = np.concatenate([np.tile(row, (height // 2, 1)), np.tile(255 - row, (height - height // 2, 1))])
    return np.repeat(image[..., None], 3, axis=2)


def number_of(image: NDArray[np.uint8]) -> int:
    """What `numbered` drew, whatever the size and however well it was compressed. Raises `NoNumber`."""
    height, width = image.shape[:2]
    gray = image.mean(axis=2)
    block = width / BITS
    upper = gray[height // 8 : 3 * height // 8]
    lower = gray[5 * height // 8 : 7 * height // 8]
    bits = []
    for bit in range(BITS):
        columns = slice(
            round((bit + 0.3) * block), max(round((bit + 0.7) * block), round((bit + 0.3) * block) + 1)
        )
        above, below = upper[:, columns].mean(), lower[:, columns].mean()
        if abs(above - below) < 60:
            raise NoNumber(f"block {bit}: {above:.0f} above, {below:.0f} below")
        bits.append(above > below)
    return sum(1 << bit for bit, is_set in enumerate(bits) if is_set)


@dataclass(frozen=True, kw_only=True)
class Film:
    """A film to be encoded. `ticks`: presentation time of each frame in units of `time_base`."""

    rate: Fraction = Fraction(25)
    frames: int = 50
    codec: str = "libx264"
    pixels: str = "yuv420p"
    options: dict[str, str] = field(
        default_factory=lambda: {"crf": "12", "g": "12", "bf": "0", "preset": "ultrafast"}
    )
    container: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    ticks: Sequence[int] | None = None
    time_base: Fraction | None = None
    rotation: int = 0
    """Degrees by which a player turns the picture, anticlockwise."""
    sound: bool = False
    draw: Callable[[int], NDArray[np.uint8]] = numbered
    prepare: Callable[[VideoFrame], VideoFrame] = lambda frame: frame

    def make(self, path: Path) -> Path:
        with av.open(str(path), "w", options=self.container) as container:
            container.metadata.update(self.metadata)
            stream = container.add_stream(self.codec, rate=self.rate, options=self.options)
            assert isinstance(stream, VideoStream)
            stream.pix_fmt, stream.width, stream.height = self.pixels, *self.draw(0).shape[1::-1]
            base = self.time_base or 1 / self.rate
            stream.codec_context.time_base = base
            if self.rotation:
                stream.set_display_rotation(self.rotation)
            sound = container.add_stream("aac", rate=48_000, layout="mono") if self.sound else None
            for frame in self._frames(base):
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
            if sound is not None:
                for block in silence(self.frames / self.rate):
                    container.mux(sound.encode(block))
                container.mux(sound.encode(None))
        return path

    def _frames(self, base: Fraction) -> Iterable[VideoFrame]:
        for number in range(self.frames):
            image = self.draw(number)
            frame = VideoFrame.from_ndarray(image, format="rgba" if image.shape[2] == 4 else "rgb24")
            frame = self.prepare(frame.reformat(format=self.pixels))
            frame.pts, frame.time_base = number if self.ticks is None else self.ticks[number], base
            yield frame


WITH_B_FRAMES = {
    "crf": "12",
    "g": "24",
    "bf": "3",
    "b-adapt": "0",
    "preset": "veryfast",
    "x264-params": "open-gop=1",
}
INTERLACED = {"crf": "8", "g": "12", "bf": "0", "preset": "ultrafast", "x264-params": "tff=1"}


def woven(number: int) -> NDArray[np.uint8]:
    """An interlaced frame: the second field (lower lines) already shows the next number."""
    image = numbered(number)
    image[1::2] = numbered(number + 1)[1::2]
    return image


def silence(seconds: Fraction) -> Iterable[av.AudioFrame]:
    for start in range(0, round(seconds * 48_000), 1024):
        block = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        block.sample_rate, block.pts, block.time_base = 48_000, start, Fraction(1, 48_000)
        yield block


def sound_only(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000, layout="mono")
        for block in silence(Fraction(1)):
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))
    return path


def without_frames(path: Path) -> Path:
    """A film whose packets hold nothing but zeros."""
    data = bytearray(Film(container={"movflags": "faststart"}).make(path).read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes(len(data) - start)
    path.write_bytes(data)
    return path


def cut_short(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def remuxed(source: Path, target: Path, *, shift: int = 0, start: Fraction | None = None) -> Path:
    """The same packets, `shift` ticks later; `start`: from the key frame before this time."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        picture = old.streams.video[0]
        copy = new.add_stream_from_template(picture)
        assert isinstance(copy, VideoStream)
        base = picture.time_base or Fraction(1, 25)
        begin = 0 if start is None else int(start / base)
        if start is not None:
            old.seek(begin, stream=picture, backward=True)
        for packet in old.demux(picture):
            if packet.dts is None or packet.pts is None:
                continue
            packet.pts, packet.dts = packet.pts - begin + shift, packet.dts - begin + shift
            packet.stream = copy
            new.mux(packet)
    return target


def pictures(folder: Path, count: int, first: int = 0, name: str = "shot.{:04}.png") -> Path:
    """A numbered sequence of files; the folder."""
    folder.mkdir(exist_ok=True)
    for number in range(first, first + count):
        image = VideoFrame.from_ndarray(numbered(number), format="rgb24")
        image.save(folder / name.format(number))
    return folder


def undecodable(path: Path) -> Path:
    """The H.264 film made into one of a codec that nobody has; its container can be read as before."""
    content = path.read_bytes()
    at = content.rindex(b"avc1")
    path.write_bytes(content[:at] + b"zzzz" + content[at + 4 :])
    return path
