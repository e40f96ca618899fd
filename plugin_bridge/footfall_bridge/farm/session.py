"""A session of a farm on a node: a daemon is there for all of its tasks, and leaves with who started it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from footfall_bridge.client import Client
from footfall_bridge.locate import daemon_lives, read_connection
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobState, Refusal

VARIABLE: Final = "FOOTFALL_FARM_DAEMON"
"""Of the session's environment: the daemon that it has started."""
_ENDED: Final = {str(state) for state in JobState if state.ended}


def enter(places: Places, engines: Sequence[str]) -> str | None:
    """The instance of the daemon that was started for it; None where one ran already.

    Raises `Refusal`, too, where an engine is not ready on this node.
    """
    lived = daemon_lives(places)
    with Client(places) as client:
        known = {engine.name: engine for engine in client.engines()}
        for name in engines:
            if name not in known:
                raise Refusal("unknown-engine", f"this node has no engine {name!r}: it has {', '.join(known)}")
            if not known[name].ready:
                raise Refusal("weights-missing", f"{name} cannot run on this node: {known[name].missing}")
        return None if lived else client.connect().instance


def may_end(places: Places, instance: str) -> bool:
    """Whether the daemon is the one that this session started, and nobody else has work for it."""
    connection = read_connection(places)
    if connection is None or connection.instance != instance or not daemon_lives(places):
        return False
    with Client(places, start=False) as client:
        queue = client.status().queue
    return not any(count for state, count in queue.items() if state not in _ENDED)
