"""How much of anything the gateway takes, from the user's programs and from strangers."""

from __future__ import annotations

from typing import Final

LARGEST_BODY: Final = 2**20
"""Bytes, as for a request over ZeroMQ."""
LARGEST_HEAD: Final = 2**15
"""Bytes of a request line and its headers: 200 job ids fit."""
LARGEST_MESSAGE: Final = 2**16
"""Bytes that a WebSocket client may send at once."""
MOST_CONNECTIONS: Final = 64
MOST_WATCHERS: Final = 16
"""WebSockets that follow events; each costs a thread and two sockets."""
PATIENCE: Final = 5.0
"""Seconds for a head, a body, the first message of a WebSocket, or a slow reader to take what is sent."""


class Bucket:
    """So many requests a second in the long run, and `burst` at once."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._level = burst
        self._seen = 0.0

    def take(self, now: float) -> bool:
        """Whether there was room for one more. `now`: seconds on any clock that never goes back."""
        self._level = min(self._burst, self._level + (now - self._seen) * self._per_second)
        self._seen = now
        if self._level < 1.0:
            return False
        self._level -= 1.0
        return True
