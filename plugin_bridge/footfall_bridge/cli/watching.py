"""`footfall watch`: what happens in the queue, until Ctrl-C."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Any

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, say

if TYPE_CHECKING:
    from footfall_bridge.client import Client
    from footfall_bridge.feed import Event


def watch(json: opt.Json = False) -> Exit:
    """Show what happens, until Ctrl-C.

    With --json one object a line: {"event": "snapshot" | "state" | "progress" | "decision", ...}.
    """
    from footfall_bridge.client import Client

    with Client() as client:
        if json:
            for event in client.watch():
                say(json_module.dumps(event_json(event)))
        else:
            _show(client)
    return Exit.done


def event_json(event: Event) -> dict[str, Any]:
    from footfall_bridge.feed import Snapshot
    from footfall_bridge.protocol import ProgressEvent, StateEvent

    if isinstance(event, Snapshot):
        jobs = [as_json(job) for job in event.jobs]
        return {"event": "snapshot", "sequence": event.sequence, "instance": event.instance, "jobs": jobs}
    kind = (
        "state"
        if isinstance(event, StateEvent)
        else "progress"
        if isinstance(event, ProgressEvent)
        else "decision"
    )
    return {"event": kind, **as_json(event)}


def _show(client: Client) -> None:
    from footfall_bridge.cli.board import open_board
    from footfall_bridge.feed import Snapshot
    from footfall_bridge.watch import Tracker

    tracker = Tracker()
    with open_board() as board:
        for event in client.watch():
            for job in tracker.news_of(event):
                if not (job.state.ended and isinstance(event, Snapshot)):  # what happens, not what has happened
                    board.note(job)
