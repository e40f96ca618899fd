"""`footfall logs`: what the daemon has written down. Reads the files; needs no daemon."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, printable, say
from footfall_bridge.logs import lines_of, log_files, record_of

_LOOK_EVERY = 0.25


def logs(
    count: Annotated[int, typer.Option("-n", "--lines", min=0, help="How many lines, the newest.")] = 50,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on until Ctrl-C.")] = False,
    json: opt.Json = False,
) -> Exit:
    """Show the daemon's log."""
    from footfall_bridge.places import Places
    from footfall_bridge.protocol import Refusal

    file = Places.of_user().log_file
    if not follow and not log_files(file):
        raise Refusal("no-log", f"the daemon has written no log yet: it goes to {file}")
    lines = deque((line for part in log_files(file) for line in lines_of(part)), maxlen=count)
    for line in lines:
        say(line if json else readable(line))
    for line in new_lines(file) if follow else ():
        say(line if json else readable(line))
    return Exit.done


def readable(line: str) -> str:
    """A record for people; what is not a record is shown as it is."""
    record = record_of(line)
    if record is None:
        return printable(line)
    text = f"{record.time} {record.level:7} {record.name}: {record.message}"
    return "\n".join([printable(text), *(f"    {printable(part)}" for part in record.traceback.splitlines())])


def new_lines(file: Path) -> Iterator[str]:
    """Lines that are added from now on, through rotations, without end."""
    return _added_to(file, _opened_at_end(file))


def _added_to(file: Path, stream: BinaryIO | None) -> Iterator[str]:
    rest = b""
    try:
        while True:
            data = stream.read() if stream is not None else b""
            *whole, rest = (rest + data).split(b"\n")
            yield from (line.decode(errors="replace") for line in whole)
            if data:
                continue
            time.sleep(_LOOK_EVERY)
            if _replaced(file, stream):
                _close(stream)
                stream = file.open("rb")
    finally:
        _close(stream)


def _close(stream: BinaryIO | None) -> None:
    if stream is not None:
        stream.close()


def _opened_at_end(file: Path) -> BinaryIO | None:
    if not file.exists():
        return None
    stream = file.open("rb")
    stream.seek(0, 2)
    return stream


def _replaced(file: Path, stream: BinaryIO | None) -> bool:
    """The log was rotated away, or has only now come into being."""
    if not file.exists():
        return False
    return stream is None or file.stat().st_size < stream.tell()
