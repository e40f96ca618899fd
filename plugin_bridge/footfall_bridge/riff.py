"""The chunks of a WAV file, and how one is written: only the standard library, reads bounded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from footfall_bridge.protocol import Refusal

_CHUNK = struct.Struct("<4sI")
_MOST_CHUNKS: Final = 1000


def chunk(name: bytes, content: bytes) -> bytes:
    """Padded to an even length, which its size does not tell."""
    return _CHUNK.pack(name, len(content)) + content + b"\0" * (len(content) % 2)


def opened(path: Path) -> BinaryIO:
    """Raises `Refusal("no-file")`."""
    try:
        if not path.is_file():
            raise Refusal("no-file", f"there is no file {path}")
        return path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise Refusal("no-file", f"{path} cannot be opened: {error}") from None


def content(file: BinaryIO, wanted: bytes, largest: int) -> bytes | None:
    """Of the first such chunk; None where there is none or it is unbelievably large or cut off.

    Raises `Refusal("not-wav")`.
    """
    for name, size in chunks(file):
        if name == wanted:
            data = file.read(size) if size <= largest else b""
            return data if data and len(data) == size else None
    return None


def chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Name and size of each chunk, the file standing at its content. Raises `Refusal("not-wav")`."""
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise Refusal("not-wav", f"{file.name} is not a WAV file")
    at = 12
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        header = file.read(_CHUNK.size)
        if len(header) < _CHUNK.size:
            return
        name, size = _CHUNK.unpack(header)
        yield name, size
        at += _CHUNK.size + size + size % 2
