"""The media child: `python -m footfall_daemon.media`, spoken to over stdin and stdout."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import BinaryIO

import av
import cv2

from footfall_daemon import pipe
from footfall_daemon.media.errands import Errands, Skills
from footfall_daemon.media.excerpt import excerpt
from footfall_daemon.media.film import film
from footfall_daemon.media.messages import FromMedia, Up, to_media
from footfall_daemon.media.peaks import trace
from footfall_daemon.media.prepare import prepare
from footfall_daemon.media.strip import show
from footfall_daemon.media.write import write

_THREADS = 2


def main() -> None:
    stdin, stdout = pipe.take_over()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    av.logging.set_level(None)  # what matters comes as errors
    # Ctrl-C in a terminal reaches the whole process group: when to end is the daemon's word alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(_THREADS)  # several children share the machine with the editor

    def send(message: FromMedia) -> None:
        try:
            pipe.send(stdout, message.model_dump(mode="json"))
        except (OSError, ValueError):  # nobody listens any more
            errands.clear_up()
            os._exit(0)

    skills = Skills(prepare=prepare, film=film, excerpt=excerpt, write=write, show=show, trace=trace)
    errands = Errands(skills, send)
    threading.Thread(target=_read, args=(stdin, errands), name="inbox", daemon=True).start()
    send(Up())
    errands.run()


def _read(stdin: BinaryIO, errands: Errands) -> None:
    """Takes messages. At their end the daemon is gone: leave at once, also from the middle of a decode."""
    code = 0
    try:
        while (message := pipe.receive(stdin)) is not None:
            errands.take(to_media.validate_python(message))
    except (OSError, ValueError):
        logging.exception("cannot understand the daemon")
        code = 1
    errands.clear_up()
    os._exit(code)


if __name__ == "__main__":
    main()
