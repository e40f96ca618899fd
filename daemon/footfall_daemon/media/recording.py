"""A WAV on the disk as a signal: an hour of it need not lie in memory."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Final

import av
import numpy as np
from numpy.typing import NDArray

from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.segments import Samples, Sound
from footfall_daemon.media.wav import FULL_SCALE, SAMPLE_BYTES

_CHUNK: Final = struct.Struct("<4sI")
_FIRST_CHUNK: Final = 12
"""Bytes before it: `RIFF`, a size, `WAVE`."""


class Recording(Sound):
    """A 24-bit file, exactly: 24 bits are what a float32 holds.

    Raises `MediaError("no-such-file")`, `MediaError("not-ours")` for what is no 24-bit WAV at 48 kHz.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.channels = _channels(path)
            self._values = _mapped(path, self.channels)
        except FileNotFoundError:
            raise MediaError("no-such-file", f"there is no file {str(path)!r} any more") from None
        except (av.error.FFmpegError, OSError, ValueError, IndexError, struct.error):
            raise MediaError("not-ours", f"{path.name} cannot be read as a 24-bit WAV at 48 kHz") from None
        self.samples = len(self._values)

    def read(self, start: int, count: int) -> Samples:
        return self.values(start, count) * np.float32(1 / FULL_SCALE)

    def values(self, start: int, count: int) -> NDArray[np.int32]:
        """As `read`, as they stand in the file: -2**23 ... 2**23 - 1."""
        low, middle, high = np.moveaxis(self._values[start : start + count], (2, 1), (0, 1))
        whole: NDArray[np.int32] = high.view(np.int8).astype(np.int32) << 16
        whole |= middle.astype(np.int32) << 8
        whole |= low
        return whole


def _channels(path: Path) -> int:
    with av.open(path, format="wav") as container:
        stream = container.streams.audio[0]
        if stream.codec_context.name != "pcm_s24le" or stream.rate != SAMPLE_RATE:
            raise ValueError("other samples than ours")
        return stream.channels


def _mapped(path: Path, channels: int) -> NDArray[np.uint8]:
    """(samples, channels, 3): bytes of the values, the least first."""
    with path.open("rb") as file:
        start, size = _sound(file)
    if size < channels * SAMPLE_BYTES:
        return np.empty((0, channels, SAMPLE_BYTES), np.uint8)  # nothing cannot be mapped
    shape = (size // (channels * SAMPLE_BYTES), channels, SAMPLE_BYTES)
    return np.memmap(path, np.uint8, "r", start, shape)


def _sound(file: BinaryIO) -> tuple[int, int]:
    """Where the values begin, and how many bytes they take. Raises `struct.error` where the file ends before."""
    at = _FIRST_CHUNK
    while True:
        file.seek(at)
        name, size = _CHUNK.unpack(file.read(_CHUNK.size))
        at += _CHUNK.size
        if name == b"data":
            return at, size
        at += size + size % 2
