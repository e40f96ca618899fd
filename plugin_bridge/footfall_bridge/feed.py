"""What the daemon says unasked: its event socket, and the messages that a watcher sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import zmq

from footfall_bridge.line import secure
from footfall_bridge.places import Connection
from footfall_bridge.protocol import (
    TOPIC_DECISION,
    TOPIC_PROGRESS,
    TOPIC_STATE,
    WELCOME,
    DecisionEvent,
    JobInfo,
    ProgressEvent,
    StateEvent,
)
from footfall_bridge.wire import unpack

_HIGH_WATER: Final = 10_000  # events kept for a slow watcher; it sees a gap where there were more


@dataclass(frozen=True, slots=True)
class Welcome:
    """The event socket is connected (again) to this run of the daemon."""

    instance: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How all watched jobs are now. Comes first, after a gap in the events, and after a restart of the daemon."""

    jobs: list[JobInfo]
    sequence: int
    """Events up to this number are contained."""
    instance: str


Event = Snapshot | StateEvent | ProgressEvent | DecisionEvent
"""What a watcher sees."""

_EVENTS: Final[dict[bytes, type[StateEvent] | type[ProgressEvent] | type[DecisionEvent]]] = {
    TOPIC_STATE: StateEvent,
    TOPIC_PROGRESS: ProgressEvent,
    TOPIC_DECISION: DecisionEvent,
}


class Feed:
    """A subscription to all events of one run of the daemon."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection) -> None:
        self.socket = context.socket(zmq.SUB)
        secure(self.socket, connection)
        self.socket.rcvhwm = _HIGH_WATER
        for topic in (WELCOME, *_EVENTS):
            self.socket.subscribe(topic)
        self.socket.connect(connection.events)

    def close(self) -> None:
        self.socket.close(0)

    def receive(self) -> Welcome | StateEvent | ProgressEvent | DecisionEvent:
        """The next message, which must be there."""
        frames = self.socket.recv_multipart(zmq.NOBLOCK)
        if len(frames) == 1:
            return Welcome(frames[0].removeprefix(WELCOME).strip().decode(errors="replace"))
        return unpack(_EVENTS[frames[0]], frames[1])
