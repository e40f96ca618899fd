"""Contacts in a WAV file: cue points at the samples where they sound, with their kinds as labels.

Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), `cue ` and `adtl`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from footfall_bridge.riff import chunk, chunks, opened

_POINT: Final = struct.Struct("<II4sIII")
"""Name, position, chunk, chunk start, block start, sample; position and sample are one where `data` is one."""
_COUNT: Final = struct.Struct("<I")
_LARGEST: Final = 8 * 2**20


@dataclass(frozen=True, slots=True, order=True)
class CuePoint:
    sample: int
    """From the file's first."""
    label: str


def chunks_of(points: Sequence[CuePoint]) -> bytes:
    """A `cue ` and a `LIST adtl` chunk; nothing where there are no points."""
    if not points:
        return b""
    numbered = list(enumerate(sorted(points), 1))
    table = b"".join(_POINT.pack(name, point.sample, b"data", 0, 0, point.sample) for name, point in numbered)
    labels = b"".join(chunk(b"labl", _COUNT.pack(name) + _words(point.label)) for name, point in numbered)
    return chunk(b"cue ", _COUNT.pack(len(numbered)) + table) + chunk(b"LIST", b"adtl" + labels)


def read_cue_points(path: Path) -> list[CuePoint]:
    """By time; none where the file has none. Raises `Refusal`: `no-file`, `not-wav`."""
    samples: dict[int, int] = {}
    labels: dict[int, str] = {}
    with opened(path) as file:
        for name, size in chunks(file):
            if name == b"cue ":
                samples |= _samples(_read(file, size))
            elif name == b"LIST":
                labels |= _labels(_read(file, size))
    return sorted(CuePoint(sample, labels.get(name, "")) for name, sample in samples.items())


def _words(label: str) -> bytes:
    return label.replace("\0", " ").encode() + b"\0"


def _read(file: BinaryIO, size: int) -> bytes:
    return file.read(size) if size <= _LARGEST else b""


def _samples(content: bytes) -> dict[int, int]:
    table = content[_COUNT.size :]
    table = table[: len(table) // _POINT.size * _POINT.size]
    return {name: sample for name, _, _, _, _, sample in _POINT.iter_unpack(table)}


def _labels(content: bytes) -> dict[int, str]:
    return dict(_label(part) for part in _parts(content)) if content[:4] == b"adtl" else {}


def _parts(content: bytes) -> Iterable[bytes]:
    """Contents of the labels in an `adtl` list, each with its number in front."""
    at = 4
    while at + 12 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"labl" and size >= _COUNT.size:
            yield content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _label(part: bytes) -> tuple[int, str]:
    (name,) = _COUNT.unpack_from(part)
    return name, part[_COUNT.size :].split(b"\0", 1)[0].decode("utf-8", "replace")
