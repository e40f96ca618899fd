"""What became of a file that a daemon before us was publishing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from footfall_bridge.protocol import Refusal
from footfall_bridge.provenance import read_reference, read_request, reference_of


class Fate(StrEnum):
    done = "done"
    """The file has its final name."""
    publish = "publish"
    """The temporary file is whole and only wants its name."""
    again = "again"
    """Nothing of use is left, and nothing at all."""


def recover(temporary: Path, final: Path | None, *, reserved: bool, job: str) -> Fate:
    """`final` is None until the temporary file was complete; `reserved`: it may have been created empty.

    Removes what is of no use. A file that does not bear this job's id is never touched, unless it is the empty one
    that was reserved. Raises `OSError` where the volume refuses or is away: then nothing is known.
    """
    temporary.parent.stat()
    if final is not None and is_of(final, job):
        temporary.unlink(missing_ok=True)
        return Fate.done
    if final is not None and reserved and _is_empty(final):
        final.unlink(missing_ok=True)
    if final is not None and is_of(temporary, job) and is_whole(temporary):
        return Fate.publish
    temporary.unlink(missing_ok=True)
    return Fate.again


def is_of(wav: Path, job: str) -> bool:
    try:
        return read_reference(wav) == reference_of(job)
    except Refusal:
        return False


def is_whole(wav: Path) -> bool:
    """The request is the last chunk of our files: where it can be read, all before it is there."""
    try:
        read_request(wav)
    except Refusal:
        return False
    return True


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False
