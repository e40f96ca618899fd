"""Events out: numbered changes of state, coalesced progress, decisions in words."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from footfall_bridge.protocol import (
    TOPIC_DECISION,
    TOPIC_PROGRESS,
    TOPIC_STATE,
    DecisionEvent,
    JobInfo,
    ProgressEvent,
    StateEvent,
)
from footfall_bridge.wire import pack

_log = logging.getLogger("footfall")
PROGRESS_INTERVAL = 0.2
"""Seconds between two progress events."""
Send = Callable[[bytes, bytes], None]


class Publisher:
    """Numbers what clients must not miss, and joins what they may. `flush` is called at PROGRESS_INTERVAL."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._progress: dict[str, float] = {}
        self._etas: dict[str, float] = {}
        self.sequence = 0
        self.decisions: deque[str] = deque(maxlen=20)

    def state(self, id_: str, job: JobInfo | None) -> None:
        self.sequence += 1
        self._progress.pop(id_, None)
        self._send(TOPIC_STATE, pack(StateEvent(sequence=self.sequence, id=id_, job=job)))

    def progress(self, id_: str, share: float, eta_s: float | None) -> None:
        self._progress[id_] = share
        if eta_s is not None:
            self._etas[id_] = eta_s

    def decision(self, text: str) -> None:
        """What was decided and why, in words: for clients, and for the log."""
        _log.info("%s", text)
        self.decisions.append(text)
        self._send(TOPIC_DECISION, pack(DecisionEvent(text=text)))

    def flush(self) -> None:
        if self._progress:
            self._send(TOPIC_PROGRESS, pack(ProgressEvent(progress=self._progress, eta_s=self._etas)))
            self._progress, self._etas = {}, {}
