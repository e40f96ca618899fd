"""Events out: numbered changes of state, coalesced progress, decisions in words."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

from footfall_bridge.protocol import (
    TOPIC_DECISION,
    TOPIC_PROGRESS,
    TOPIC_STATE,
    Decision,
    DecisionEvent,
    JobInfo,
    ProgressEvent,
    StateEvent,
)
from footfall_bridge.wire import pack

_log = logging.getLogger("footfall")
PROGRESS_INTERVAL = 0.2
"""Seconds between two progress events."""
_DECISIONS = 500
"""That are remembered."""
Send = Callable[[bytes, bytes], None]


class Publisher:
    """Numbers what clients must not miss, and joins what they may. `flush` is called at PROGRESS_INTERVAL."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._progress: dict[str, float] = {}
        self._etas: dict[str, float] = {}
        self.sequence = 0
        self.decisions: deque[Decision] = deque(maxlen=_DECISIONS)

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
        now = time.time()
        self.decisions.append(Decision(at=now, text=text))
        self._send(TOPIC_DECISION, pack(DecisionEvent(text=text, at=now)))

    def flush(self) -> None:
        if self._progress:
            self._send(TOPIC_PROGRESS, pack(ProgressEvent(progress=self._progress, eta_s=self._etas)))
            self._progress, self._etas = {}, {}
