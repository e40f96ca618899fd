"""Hashes of large files, with a word on how far they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CHUNK: Final = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Digest:
    sha256: str
    git: str
    """As git names a file: of its length and its bytes."""

    def is_of(self, *, sha256: str, git_hash: str) -> bool:
        """Whether it agrees with all that is known; an empty one is not known."""
        return sha256 in ("", self.sha256) and git_hash in ("", self.git)


def digest_of(path: Path, tell: Callable[[int], None]) -> Digest:
    """`tell` is given the bytes read. Raises `OSError`."""
    sha256 = hashlib.sha256()
    git = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    done = 0
    for chunk in _chunks(path):
        sha256.update(chunk)
        git.update(chunk)
        done += len(chunk)
        tell(done)
    return Digest(sha256.hexdigest(), git.hexdigest())


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
