"""`footfall watch-folder`: what is dropped into a folder gets its Foley, and the results lie beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.ordering import order_fields
from footfall_bridge.cli.output import Exit


@opt.spread_wishes
def watch_folder(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Only what lies in it, not in folders within it.")],
    once: Annotated[bool, typer.Option("--once", help="End when what lies there now is done.")] = False,
    settle: Annotated[
        float,
        typer.Option(min=0.5, max=600, metavar="SECONDS", help="Unchanged for so long, a file is complete."),
    ] = 3.0,
    search: opt.Search = None,
    rate: Annotated[str | None, typer.Option(metavar="FPS", help="Frames per second of EDLs.")] = None,
    *,
    wishes: opt.Wishes,
    notify: opt.Notify = False,
    json: opt.Json = False,
) -> Exit:
    """Make Foley for timelines and media as they are dropped into a folder, until Ctrl-C.

    A timeline is written again beside it with Footfall tracks; the Foley of media goes into its usual folder. Each
    file is taken once, also by the next command that watches; save it again, and it is taken again.
    With --json one object a line: {"event": "watching" | "taken" | "done" | "failed", ...}.
    """
    from footfall_bridge.cli.arrivals import Arrivals, Memory
    from footfall_bridge.cli.hopper import Hopper
    from footfall_bridge.cli.notices import told_on_desktop
    from footfall_bridge.cli.timeline import rate_of, timelines_readable, without_contacts
    from footfall_bridge.client import Client
    from footfall_bridge.orders import home_expanded
    from footfall_bridge.protocol import Refusal

    timelines_readable()
    from footfall_bridge.cli.drops import Wanted, is_wanted

    here = home_expanded(folder).absolute()
    if not here.is_dir():
        raise Refusal("no-such-folder", f"there is no folder {str(folder)!r}")
    folders = [home_expanded(one).absolute() for one in search or ()]
    wanted = Wanted(order_fields(without_contacts(wishes)), None if rate is None else rate_of(rate), folders)
    client = Client()
    memory = Memory.of(here, client.places.data / "watched")
    arrivals = Arrivals(here, is_wanted, memory, settle)
    try:
        with told_on_desktop(notify) as desktop:
            return Hopper(client, arrivals, memory, wanted, json, desktop).run(here, once=once)
    finally:
        client.close()
