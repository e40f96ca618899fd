"""`footfall gpu`: what devices are used for, and who has them. Editors' scripts call `busy` and `idle`."""

from __future__ import annotations

from typing import Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, printable, say, show_json, size_of

Device = Annotated[str | None, typer.Option(metavar="NAME", help="Only this device, such as cuda:0.")]
Host = Annotated[str, typer.Option(metavar="NAME", help="Who asks, such as Resolve.")]


def status(device: Device = None, json: opt.Json = False) -> Exit:
    """Show who uses how much of each device, what runs there, and what was decided."""
    from footfall_bridge.cli.release import workers_at
    from footfall_bridge.client import Client

    with Client() as client:
        status = client.status()
    workers = workers_at(status, device)
    if json:
        shown = as_json(status.model_copy(update={"workers": workers}))
        show_json({key: shown[key] for key in ("released", "editor_busy", "workers", "decisions")})
    else:
        from footfall_bridge.cli.devices import show_devices

        show_devices(workers, status)
    return Exit.done


def release(device: Device = None, json: opt.Json = False) -> Exit:
    """Leave devices to other programs until they are reclaimed. Returns when they are free.

    Clips that ran go on where they were after `footfall gpu reclaim`. Restarts change nothing.
    """
    from footfall_bridge.cli.output import tell
    from footfall_bridge.cli.release import release_all
    from footfall_bridge.client import Client

    with Client() as client:
        released = release_all(client, device, tell=(lambda _: None) if json else tell)
    if json:
        show_json({"devices": [freed.as_json() for freed in released]})
    else:
        for freed in released:
            memory = freed.worker.memory
            room = f"{size_of(memory.free)} of {size_of(memory.total)} are free"
            say(f"{printable(freed.worker.name)}: {size_of(freed.bytes)} freed, {room} now")
    return Exit.done


def reclaim(device: Device = None, json: opt.Json = False) -> Exit:
    """Take released devices back; clips go on."""
    from footfall_bridge.cli.release import workers_at
    from footfall_bridge.client import Client

    with Client() as client:
        workers = workers_at(client.reclaim(device), device)
    if json:
        show_json({"devices": [worker.model_dump(include={"name", "device", "state"}) for worker in workers]})
    else:
        for worker in workers:
            say(f"{printable(worker.name)}: {worker.state}")
    return Exit.done


def busy(
    seconds: Annotated[float, typer.Option("--for", metavar="SECONDS", min=0, max=600, help="How long.")] = 30.0,
    host: Host = "",
    json: opt.Json = False,
) -> Exit:
    """Give the devices to an editor for a while, as when it renders. Say it again to prolong it.

    Starts no daemon: where none runs, nothing is in the editor's way.
    """
    return _word(busy=True, host=host, seconds=seconds, json=json)


def idle(host: Host = "", json: opt.Json = False) -> Exit:
    """Say that the editor needs the devices no more."""
    return _word(busy=False, host=host, seconds=0.0, json=json)


def _word(*, busy: bool, host: str, seconds: float, json: bool) -> Exit:
    from footfall_bridge.client import Client
    from footfall_bridge.locate import daemon_lives
    from footfall_bridge.places import Places

    places = Places.of_user()
    host = host[:100]  # it is only shown
    running = daemon_lives(places)
    if running:
        with Client(places, start=False) as client:
            client.editor(busy=busy, host=host, seconds=seconds)
    if json:
        show_json({"busy": busy, "host": host, "seconds": seconds, "daemon": running})
    elif not running:
        say("No daemon runs: the devices are free of it.")
    else:
        say(f"The devices are left to the editor for {seconds:g} s." if busy else "The devices are used again.")
    return Exit.done
