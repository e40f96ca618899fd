"""Files that are being written: nothing of them stays where that fails, and the reason is told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from footfall_daemon.media.errors import MediaError
from footfall_daemon.refusals import is_full, refusal_of, words_of


@contextmanager
def removed_on_failure(paths: Iterable[Path]) -> Iterator[None]:
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            for path in paths:
                remove(path)


def remove(path: Path) -> None:
    with suppress(OSError):  # in use, on Windows, or its volume is gone: whoever looks there next tries again
        path.unlink(missing_ok=True)


def refused(error: OSError, folder: Path, code: str, purpose: str) -> MediaError:
    """Why nothing could be written in a folder of our own: disk-full or `code`. `purpose`: `where ...`."""
    if is_full(error):
        return MediaError("disk-full", refusal_of(error, folder).message)
    return MediaError(code, f"{folder}, {purpose}, cannot be written ({words_of(error)}): allow it and retry")
