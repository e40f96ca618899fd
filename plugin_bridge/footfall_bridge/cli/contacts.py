"""`footfall contacts`: what was seen in a clip's picture, to look at, to edit and to send back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, say, show_json

if TYPE_CHECKING:
    from footfall_bridge.protocol import Contact


def contacts(
    job: Annotated[str, typer.Argument(metavar="JOB", help="An id, or its beginning.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print a table to edit, for `generate --contacts`.")] = False,
    json: opt.Json = False,
) -> Exit:
    """The moments at which things touch, as a job has them.

    Seconds count from the clip's first frame. Edit the table and pass it to `generate` or `again` with --contacts:
    lines may be added, moved and removed, muted, or given another material.
    """
    from footfall_bridge.client import Client
    from footfall_bridge.contacts import to_csv

    with Client() as client:
        found = client.contacts(job)
    if json:
        show_json(as_json(found))
    elif csv:
        say(to_csv(found.contacts).rstrip("\n"))
    elif found.contacts:
        _show(found.contacts)
    else:
        say("No contacts: none were seen, or the picture was not looked at yet.")
    return Exit.done


def _show(found: list[Contact]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("Seconds", "Kind", "Strength", "Sure", "Left-right", "Material"):
        table.add_column(heading, justify="left" if heading in ("Kind", "Material") else "right")
    for contact in found:
        cells = (f"{contact.strength:.2f}", f"{contact.confidence:.0%}", f"{contact.x:.0%}")
        kind = f"{contact.kind} (muted)" if contact.muted else str(contact.kind)
        table.add_row(f"{contact.time:.3f}", kind, *cells, contact.material)
    Console().print(table)
