"""A Broadcast WAV: 24 bit, 48 kHz, a bext chunk (EBU Tech 3285), cue points, and an iXML chunk with the
whole request."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import av
import numpy as np
from numpy.typing import NDArray

from footfall_bridge.cuepoints import CuePoint, chunks_of
from footfall_bridge.provenance import ORIGINATOR, ixml_of, reference_of
from footfall_bridge.riff import chunk
from footfall_bridge.timeline import SAMPLE_RATE
from footfall_daemon.media.errors import MediaError
from footfall_daemon.media.segments import Samples

DESCRIPTION_BYTES: Final = 256
SAMPLE_BYTES: Final = 3
_LARGEST_WAV: Final = 2**32 - 8 * 2**20
"""Bytes of sound: the RIFF size has 32 bits, and the chunks beside the sound need some room."""
FULL_SCALE: Final = 2**23
_LAYOUTS: Final = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the bext chunk says."""

    description: str
    job: str
    made: datetime
    time_reference: int
    """Samples since midnight of the first sample."""
    coding_history: str


def write_wav(
    path: Path,
    blocks: Iterable[Samples],
    channels: int,
    samples: int,
    stamp: Stamp,
    request: dict[str, Any],
    marks: Sequence[CuePoint] = (),
) -> int:
    """Write `blocks`, float32 (channels, n), without dither: samples are rounded to the nearest 24-bit value.

    `marks` are what other programs show as markers.
    The file is on the disk when this returns. Returns how many samples lay beyond full scale.
    Raises `MediaError` for what a WAV cannot hold, `OSError` where the disk refuses.
    """
    if channels not in _LAYOUTS:
        raise MediaError("bad-channels", f"a WAV of {channels} channels is not supported: mono and stereo are")
    if samples * channels * SAMPLE_BYTES > _LARGEST_WAV:
        raise MediaError("too-long", "this clip makes a WAV of more than 4 GB: split it")
    with path.open("w+b") as file:
        clipped = _write_sound(file, blocks, channels, stamp)
        _append(file, chunks_of(marks) + chunk(b"iXML", ixml_of(request)))
        file.flush()
        os.fsync(file.fileno())
    return clipped


def samples_of(path: Path) -> int:
    """The length that the file's header tells, read back independently of the writer."""
    with av.open(path, format="wav") as container:
        return container.streams.audio[0].duration or 0


def _write_sound(file: BinaryIO, blocks: Iterable[Samples], channels: int, stamp: Stamp) -> int:
    clipped = 0
    # bitexact: no LIST chunk with the version of the muxer
    with av.open(file, "w", format="wav", options={"write_bext": "1", "fflags": "+bitexact"}) as container:
        container.metadata.update(_bext(stamp))
        stream = container.add_stream("pcm_s24le", rate=SAMPLE_RATE, layout=_LAYOUTS[channels])
        container.start_encoding()
        for block in blocks:
            clipped += int(np.count_nonzero(np.abs(block) > 1.0))
            container.mux(stream.encode(_frame(quantised(block))))
        container.mux(stream.encode(None))
    return clipped


def quantised(block: Samples) -> NDArray[np.int32]:
    """The nearest 24-bit values (ties to even). Exact: a float32 times a power of two loses nothing."""
    rounded = np.rint(block * np.float32(FULL_SCALE))
    whole: NDArray[np.int32] = np.clip(rounded, -FULL_SCALE, FULL_SCALE - 1).astype(np.int32)
    return whole


def _frame(block: NDArray[np.int32]) -> av.AudioFrame:
    packed = np.ascontiguousarray(block.T).reshape(1, -1) << 8  # the encoder takes the upper 24 of 32 bits
    frame = av.AudioFrame.from_ndarray(packed, format="s32", layout=_LAYOUTS[len(block)])
    frame.sample_rate = SAMPLE_RATE
    return frame


def _bext(stamp: Stamp) -> dict[str, str]:
    return {
        "description": within(stamp.description, DESCRIPTION_BYTES),
        "originator": ORIGINATOR,
        "originator_reference": reference_of(stamp.job),
        "origination_date": f"{stamp.made:%Y-%m-%d}",
        "origination_time": f"{stamp.made:%H:%M:%S}",
        "time_reference": str(stamp.time_reference),
        "coding_history": stamp.coding_history.rstrip("\r\n") + "\r\n",
    }


def within(text: str, most: int) -> str:
    """As much of the text as `most` bytes of UTF-8 hold, cut between characters."""
    plain = text.replace("\0", " ").encode("utf-8", "replace")
    return plain[:most].decode("utf-8", "ignore")


def _append(file: BinaryIO, chunks: bytes) -> None:
    end = file.seek(0, os.SEEK_END)
    file.write(b"\0" * (end % 2) + chunks)
    size = file.seek(0, os.SEEK_END)
    file.seek(4)
    file.write(struct.pack("<I", size - 8))
