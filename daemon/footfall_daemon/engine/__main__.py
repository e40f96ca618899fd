"""The engine child: `python -m footfall_daemon.engine --device auto`, spoken to over stdin and stdout."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from typing import BinaryIO

import torch

from footfall_daemon import pipe
from footfall_daemon.engine.devices import arrange_allocator, device_named
from footfall_daemon.engine.loop import Inbox, Loop
from footfall_daemon.engine.messages import FromEngine, to_engine
from footfall_daemon.engine.registry import installed

_MOST_THREADS = 8


def main() -> None:
    parser = argparse.ArgumentParser(prog="footfall_daemon.engine", description=__doc__)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda:0 ...")
    arguments = parser.parse_args()
    arrange_allocator(os.environ, sys.platform)
    try:
        device = device_named(arguments.device)
    except ValueError as error:
        parser.error(str(error))
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # Ctrl-C in a terminal reaches the whole process group: when to end is the daemon's word alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Half the machine at most: the editor is at work too.
    torch.set_num_threads(min(_MOST_THREADS, max(1, (os.cpu_count() or 1) // 2)))
    _serve(device)


def _serve(device: torch.device) -> None:
    stdin, stdout = pipe.take_over()
    inbox: Inbox = Inbox()
    threading.Thread(target=_read, args=(stdin, inbox), name="inbox", daemon=True).start()
    one_at_a_time = threading.Lock()  # what is finished beside the steps beats, too

    def send(message: FromEngine) -> None:
        try:
            with one_at_a_time:
                pipe.send(stdout, message.model_dump(mode="json"))
        except (OSError, ValueError):  # nobody listens any more
            os._exit(0)

    Loop(device, installed, send).run(inbox)
    os._exit(0)  # the thread that reads would hold the interpreter up


def _read(stdin: BinaryIO, inbox: Inbox) -> None:
    """Fills the inbox. At its end the daemon is gone: leave at once, also from the middle of a step."""
    try:
        while (message := pipe.receive(stdin)) is not None:
            inbox.put(to_engine.validate_python(message))
    except (OSError, ValueError):
        logging.exception("cannot understand the daemon")
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
