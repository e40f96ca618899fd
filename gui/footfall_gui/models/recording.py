"""WAV files as a player reads them: 16-bit stereo at any moment, several files at once as their sum."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO, Final

from footfall_bridge.protocol import Refusal

CHANNELS: Final = 2
FRAME_BYTES: Final = 2 * CHANNELS
_MOST_CHUNKS: Final = 1000
_FORMATS: Final = (1, 0xFFFE)
_LEAST, _MOST = -32768, 32767


class Track:
    """One PCM file of 16 or 24 bits, mono or stereo, read where it is wanted.

    Raises `Refusal`: "no-file", "not-wav".
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file: BinaryIO = path.open("rb")
        except (OSError, ValueError) as error:
            raise Refusal("no-file", f"{path} cannot be opened: {error}") from None
        try:
            self._read_head(path)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()

    def read(self, first: int, count: int) -> array[int]:
        """Interleaved stereo of these frames; silence beyond the file's ends."""
        begin, end = max(0, first), max(0, min(first + count, self.frames))
        found = self._stereo(begin, end - begin) if end > begin else array("h")
        if len(found) == CHANNELS * count:
            return found
        whole = array("h", bytes(FRAME_BYTES * count))
        at = CHANNELS * (begin - first)
        whole[at : at + len(found)] = found
        return whole

    def _read_head(self, path: Path) -> None:
        head = self._file.read(12)
        if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
            raise _unreadable(path)
        form = b""
        at = 12
        for _ in range(_MOST_CHUNKS):
            self._file.seek(at)
            header = self._file.read(8)
            if len(header) < 8:
                break
            name, size = struct.unpack("<4sI", header)
            if name == b"fmt ":
                form = self._file.read(min(size, 40))
            elif name == b"data" and len(form) >= 16:
                return self._take(path, form, at + 8, size)
            at += 8 + size + size % 2
        raise _unreadable(path)

    def _take(self, path: Path, form: bytes, start: int, size: int) -> None:
        kind, self._channels, self.rate, _, _, bits = struct.unpack("<HHIIHH", form[:16])
        if kind not in _FORMATS or self._channels not in (1, 2) or bits not in (16, 24) or not self.rate:
            raise _unreadable(path)
        self._start, self._width = start, bits // 8
        self.frames: int = size // (self._channels * self._width)

    def _stereo(self, first: int, count: int) -> array[int]:
        frame = self._channels * self._width
        self._file.seek(self._start + first * frame)
        data = self._file.read(count * frame)
        data = data[: len(data) // frame * frame]
        if self._width == 3:
            upper = bytearray(len(data) // 3 * 2)
            upper[0::2], upper[1::2] = data[1::3], data[2::3]
            data = bytes(upper)
        samples = array("h", data)
        if sys.byteorder == "big":
            samples.byteswap()
        if self._channels == 2:
            return samples
        both = array("h", bytes(FRAME_BYTES * len(samples)))
        both[0::2] = both[1::2] = samples
        return both


class Recording:
    """Files that begin together: a mix alone, or layers that make it."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises `Refusal`: "no-file", "not-wav"."""
        with ExitStack() as opened:
            self._tracks = [opened.enter_context(closing(Track(path))) for path in paths]
            self._opened = opened.pop_all()
        self.rate = self._tracks[0].rate if self._tracks else 48_000
        self.frames = max((track.frames for track in self._tracks), default=0)

    def close(self) -> None:
        self._opened.close()

    def read(self, first: int, count: int) -> bytes:
        """`count` frames from `first` on, silence beyond the ends; native 16-bit stereo."""
        parts = [track.read(first, count) for track in self._tracks]
        if not parts:
            return bytes(FRAME_BYTES * count)
        if len(parts) == 1:
            return parts[0].tobytes()
        return _sum(parts).tobytes()


def _sum(parts: list[array[int]]) -> array[int]:
    try:
        return array("h", map(sum, zip(*parts, strict=True)))
    except OverflowError:  # seldom: layers are mixed with room to spare
        sums = (sum(each) for each in zip(*parts, strict=True))
        return array("h", (min(max(each, _LEAST), _MOST) for each in sums))


def _unreadable(path: Path) -> Refusal:
    return Refusal("not-wav", f"{path} is not a WAV of 16 or 24 bits, mono or stereo: open it in another player")
