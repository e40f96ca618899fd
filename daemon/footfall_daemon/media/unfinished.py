"""Files that are being written: nothing of them stays where that fails, and the reason is told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from footfall_daemon.media.errors import MediaError
from footfall_daemon.refusals import refusal_of_ours


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
    """As `refusal_of_ours`."""
    refusal = refusal_of_ours(error, folder, code, purpose)
    return MediaError(refusal.code, refusal.message)
