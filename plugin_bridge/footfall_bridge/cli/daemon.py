"""The commands that concern the daemon itself."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, say, show_json

if TYPE_CHECKING:
    from footfall_bridge.places import Places

_STOP_PATIENCE = 30.0


def status(json: opt.Json = False) -> Exit:
    """The daemon, its queue and its workers."""
    from footfall_bridge.client import Client

    with Client() as client:
        status = client.status()
    if json:
        show_json(as_json(status))
    else:
        from footfall_bridge.cli.show import show_status

        show_status(status)
    return Exit.done


def stop(json: opt.Json = False) -> Exit:
    """Stop the daemon. Its jobs are kept, and go on when it runs again."""
    from footfall_bridge.locate import daemon_lives
    from footfall_bridge.places import Places

    places = Places.of_user()
    running = daemon_lives(places)
    if running:
        stop_daemon(places)
    if json:
        show_json({"stopped": running})
    else:
        say("The daemon has stopped." if running else "No daemon was running.")
    return Exit.done


def daemon() -> Exit | int:
    """Run the daemon here, until Ctrl-C."""
    from footfall_bridge.locate import daemon_command

    command = daemon_command()
    if sys.platform != "win32":
        # In our place, so that signals and the exit code are the daemon's own.
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # Windows sends Ctrl-C to the daemon too: it ends when it is ready


def stop_daemon(places: Places) -> None:
    """The one that runs, and wait until it has ended. Raises `Refusal`."""
    from footfall_bridge.client import Client
    from footfall_bridge.locate import end_daemon, wait_until_ended
    from footfall_bridge.protocol import Refusal

    try:
        with Client(places, start=False) as client:
            client.stop()
    except Refusal as refusal:
        if refusal.code != "protocol" or not end_daemon(places, _STOP_PATIENCE):
            raise
    if not wait_until_ended(places, _STOP_PATIENCE):
        raise Refusal(
            "still-stopping", f"the daemon has not ended after {_STOP_PATIENCE:g} s: see `footfall logs`"
        )
