"""Length-prefixed msgpack frames over a child's stdin and stdout, the same on every platform."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

import msgpack

LARGEST = 64 * 2**20
_HEADER = struct.Struct("<I")


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
