"""Sees a clip job through for a process that may be killed: when that has gone, the job is cancelled.

The errand is the first line on stdin; stdin ends when nobody waits any more.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from footfall_bridge.cli.output import Exit, printable, report_error, tell, write_anything
from footfall_bridge.client import Client
from footfall_bridge.protocol import JobInfo, JobState, Order, Refusal
from footfall_bridge.watch import Tracker, Watch

_STDIN: Final = 0


class Errand(BaseModel):
    order: Order
    out: str


def main() -> Exit:
    write_anything()
    errand = Errand.model_validate_json(_line())
    gone = threading.Event()
    threading.Thread(target=_listen, args=(gone,), daemon=True).start()
    try:
        return attend(errand, gone)
    except Refusal as refusal:
        return report_error(refusal.code, refusal.message, json_wanted=False)


def attend(errand: Errand, gone: threading.Event) -> Exit:
    """`gone`, set by another thread: nobody waits any more. Raises `Refusal`."""
    with Client() as client:
        ids = client.submit([errand.order])
        job = _ended(client, ids[0], gone)
        if job is None:
            client.cancel(ids)
            return Exit.interrupted
    for notice in job.notices:
        tell(printable(notice))
    if job.state is not JobState.done:
        words = job.error.message if job.error else f"the job was {job.state}"
        tell(f"footfall: {printable(words)}")
        return Exit.failed
    _copy(Path(job.outputs[0].path), Path(errand.out))
    return Exit.done


def _ended(client: Client, id_: str, gone: threading.Event) -> JobInfo | None:
    """The job when it has ended; None where nobody waited for it."""
    tracker = Tracker()
    told = -1
    with closing(Watch(client, [id_], gone).events()) as events:
        for event in events:
            for job in tracker.news_of(event):
                percentage = 100 if job.state.ended else round(100 * job.progress)
                if percentage != told:
                    tell(f"percentage:{percentage}")
                told = percentage
                if job.state.ended:
                    return job
    return None


def _copy(made: Path, out: Path) -> None:
    """Raises `Refusal`; then there is no part of it."""
    try:
        with made.open("rb") as source, out.open("xb") as target:
            try:
                shutil.copyfileobj(source, target)
            except OSError:
                target.close()
                out.unlink(missing_ok=True)
                raise
    except FileExistsError:
        words = f"{str(out)!r} was written by another program meanwhile: the audio is {str(made)!r}"
        raise Refusal("file-exists", words) from None
    except OSError as error:
        words = f"{str(out)!r} cannot be written ({error}): the audio is {str(made)!r}"
        raise Refusal("not-written", words) from None


def _line() -> bytes:
    """Not by `sys.stdin`: a thread that waits in its lock would not let the program end."""
    line = bytearray()
    while (byte := os.read(_STDIN, 1)) not in (b"", b"\n"):
        line += byte
    return bytes(line)


def _listen(gone: threading.Event) -> None:
    while os.read(_STDIN, 1024):
        pass
    gone.set()


if __name__ == "__main__":
    sys.exit(main())
