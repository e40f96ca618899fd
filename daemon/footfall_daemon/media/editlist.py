"""The edit list of a written movie (ISO/IEC 14496-12, 8.6.6), shortened so that the picture ends at the out point.

A copied picture may hold frames beyond the out point that earlier ones are decoded from. The muxer lets them be
shown; here the movie is told to end before. Only numbers are replaced, no box changes its size.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_HEADER: Final = struct.Struct(">I4s")
_LARGE: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int
    """Of its content."""
    end: int


def end_picture_at(path: Path, duration: int) -> None:
    """`duration`: in the movie's time scale."""
    with path.open("rb+") as file:
        size = file.seek(0, 2)
        for moov in _inside(file, _Box(b"", 0, size), b"moov"):
            for track in _inside(file, moov, b"trak"):
                if _is_picture(file, track):
                    _shorten(file, track, duration)


def _is_picture(file: BinaryIO, track: _Box) -> bool:
    handlers = (box for media in _inside(file, track, b"mdia") for box in _inside(file, media, b"hdlr"))
    return any(_read(file, box.start + 8, 4) == b"vide" for box in handlers)


def _shorten(file: BinaryIO, track: _Box, duration: int) -> None:
    for header in _inside(file, track, b"tkhd"):
        wide = _read(file, header.start, 1) == b"\1"
        _lower(file, header.start + (28 if wide else 20), wide, duration)
    for edits in _inside(file, track, b"edts"):
        for box in _inside(file, edits, b"elst"):
            _shorten_list(file, box, duration)


def _shorten_list(file: BinaryIO, box: _Box, duration: int) -> None:
    """An empty edit that delays the picture, if there is one, counts too."""
    wide = _read(file, box.start, 1) == b"\1"
    (entries,) = struct.unpack(">I", _read(file, box.start + 4, 4))
    at, left = box.start + 8, duration
    for _ in range(entries):
        left -= _lower(file, at, wide, max(left, 0))
        at += 20 if wide else 12


def _lower(file: BinaryIO, at: int, wide: bool, most: int) -> int:
    """Make the number at `at` at most `most`; returns what it is then."""
    form = ">Q" if wide else ">I"
    (value,) = struct.unpack(form, _read(file, at, 8 if wide else 4))
    if value > most:
        file.seek(at)
        file.write(struct.pack(form, most))
    return int(min(value, most))


def _inside(file: BinaryIO, outer: _Box, name: bytes) -> Iterator[_Box]:
    at = outer.start
    while at + _HEADER.size <= outer.end:
        size, found = _HEADER.unpack(_read(file, at, _HEADER.size))
        start = at + _HEADER.size
        if size == 1:
            (size,) = _LARGE.unpack(_read(file, start, _LARGE.size))
            start += _LARGE.size
        end = at + size if size else outer.end
        if end <= at:
            return
        if found == name:
            yield _Box(found, start, end)
        at = end


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)
