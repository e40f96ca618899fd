"""The cluster child: `python -m footfall_daemon.cluster FOLDER`, Ray's driver, spoken to over stdin and stdout."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from footfall_daemon import pipe
from footfall_daemon.cluster.driver import Driver, Link
from footfall_daemon.cluster.messages import Failed, FromCluster, Open, to_cluster

_TOKEN: Final = ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")
_FAREWELL: Final = 1.5
"""Seconds in which Ray is left in good order: else a cluster keeps our processes for a while."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="footfall_daemon.cluster", description=__doc__)
    parser.add_argument("folder", type=Path, help="what is sent to the nodes is put together here")
    arguments = parser.parse_args()
    stdin, stdout = pipe.take_over()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # Ctrl-C in a terminal reaches the whole process group: when to end is the daemon's word alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_at_a_time = threading.Lock()

    def send(message: FromCluster) -> None:
        try:
            with one_at_a_time:
                pipe.send(stdout, message.model_dump(mode="json"))
        except (OSError, ValueError):  # nobody listens any more
            os._exit(0)

    os._exit(asyncio.run(_serve(arguments.folder, stdin, send)))  # threads of Ray would hold the interpreter up


async def _serve(folder: Path, stdin: BinaryIO, send: Callable[[FromCluster], None]) -> int:
    """Until the daemon is gone, or the cluster. The exit code."""
    inbox: asyncio.Queue[dict[str, object] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_read, args=(stdin, inbox, loop), name="inbox", daemon=True).start()
    if (first := await inbox.get()) is None:
        return 0
    opened = to_cluster.validate_python(first)
    assert isinstance(opened, Open)
    connecting = asyncio.create_task(asyncio.to_thread(_connected, opened, folder))
    try:
        link = await connecting
        driver = Driver(link, opened, send)
        running = asyncio.create_task(driver.run())
        hearing = asyncio.create_task(_hear(inbox, driver))
        await asyncio.wait([running, hearing], return_when=asyncio.FIRST_COMPLETED)
        for task in (running, hearing):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await asyncio.wait_for(asyncio.to_thread(link.close), _FAREWELL)
    except TimeoutError:
        pass
    except OSError as error:
        send(Failed(message=str(error)))
        os._exit(1)  # calls to a cluster that is gone may never return
    return 0


def _connected(opened: Open, folder: Path) -> Link:
    """Raises `OSError`, with words for the user."""
    _set_manners()
    try:
        from footfall_daemon.cluster.ray_link import RayLink  # it is there only where a cluster is wanted
    except ImportError as error:
        raise OSError(f"{error.name} is not installed: `pip install 'footfall[cluster]'`") from error
    from footfall_daemon.cluster.shipping import runtime_environment

    return RayLink(opened.terms.address, runtime_environment(folder))


def _set_manners() -> None:
    """Ray's manners: it reports nothing to anybody, uses a token where there is one, and ends what we leave.

    Where its cluster is gone it starts none of its own on this machine.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"
    os.environ.setdefault(
        "RAY_CLIENT_RECONNECT_GRACE_PERIOD", "5"
    )  # else workers outlive a daemon by half a minute
    if any(os.environ.get(name) for name in _TOKEN) or (Path.home() / ".ray" / "auth_token").is_file():
        os.environ.setdefault("RAY_AUTH_MODE", "token")
    # Files go to the nodes piece by piece, whatever their number.
    warnings.filterwarnings("ignore", message="More than 10MB of messages", category=UserWarning)


async def _hear(inbox: asyncio.Queue[dict[str, object] | None], driver: Driver) -> None:
    while (fields := await inbox.get()) is not None:
        driver.take(to_cluster.validate_python(fields))


def _read(
    stdin: BinaryIO, inbox: asyncio.Queue[dict[str, object] | None], loop: asyncio.AbstractEventLoop
) -> None:
    """Fills the inbox. At its end the daemon is gone: leave soon, also where the cluster does not answer."""
    message: dict[str, object] | None = {}
    while message is not None:
        try:
            message = pipe.receive(stdin)
        except (OSError, ValueError):
            message = None
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(inbox.put_nowait, message)
    threading.Event().wait(_FAREWELL + 0.3)
    os._exit(0)


if __name__ == "__main__":
    main()
