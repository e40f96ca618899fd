"""A file under a name that no file has yet."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from footfall_bridge.protocol import Refusal


def published(
    wanted: Path, write: Callable[[Path], object], broken: tuple[type[Exception], ...] = (OSError,)
) -> Path:
    """Where it was written: `wanted`, or the next version of its name. Whole or not at all.

    `broken`: what `write` raises where it cannot. Raises `Refusal("not-written")`.
    """
    temporary = wanted.with_name(f".footfall-{secrets.token_hex(6)}{wanted.suffix}")
    try:
        write(temporary)
        for name in _names(wanted):
            try:
                os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except FileExistsError:
                continue
            return temporary.replace(name)
    except broken as error:
        words = " ".join(str(error).split())
        raise Refusal("not-written", f"{str(wanted)!r} cannot be written: {words}") from None
    finally:
        temporary.unlink(missing_ok=True)
    raise AssertionError("names never end")


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    number = 2
    while True:
        yield wanted.with_name(f"{wanted.stem}_v{number}{wanted.suffix}")
        number += 1
