"""Length-prefixed msgpack frames over a child's stdin and stdout, the same on every platform."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any, BinaryIO

import msgpack

LARGEST = 64 * 2**20
_HEADER = struct.Struct("<I")


def take_over() -> tuple[BinaryIO, BinaryIO]:
    """stdin and stdout for messages alone: what libraries print goes to stderr, what they read is empty."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Raises `BrokenPipeError` or `ValueError` (closed) where nobody listens any more."""
    data = msgpack.packb(message, use_bin_type=True)
    stream.write(_HEADER.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """The next message; None at the end of the stream, also where it ends inside a message."""
    header = _read(stream, _HEADER.size)
    if header is None:
        return None
    (length,) = _HEADER.unpack(header)
    if length > LARGEST:
        raise ValueError(f"a message of {length} bytes on a pipe: the stream is out of step")
    data = _read(stream, length)
    if data is None:
        return None
    message = msgpack.unpackb(data)
    if not isinstance(message, dict):
        raise ValueError("a message on a pipe is a map")
    return message


def _read(stream: BinaryIO, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        part = stream.read(count - len(data))
        if not part:
            return None
        data += part
    return data
