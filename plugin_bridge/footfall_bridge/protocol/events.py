"""What the daemon tells unasked, and the topics under which it does."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from footfall_bridge.protocol.jobs import JobInfo
from footfall_bridge.protocol.messages import Info

TOPIC_STATE: Final = b"state"
TOPIC_PROGRESS: Final = b"progress"
TOPIC_DECISION: Final = b"decision"
WELCOME: Final = b"welcome"


class StateEvent(Info):
    """A job changed, or (`job` is None) was forgotten. Numbered without gaps from 1."""

    sequence: int
    id: str
    job: JobInfo | None


class ProgressEvent(Info):
    """How far running jobs are, 0 to 1, and the seconds left where known. Not numbered, not stored."""

    progress: dict[str, float]
    eta_s: dict[str, float] = Field(default_factory=dict)


class DecisionEvent(Info):
    """What the daemon decided and why, in words."""

    text: str
    at: float = 0.0
    """Seconds since 1970-01-01 UTC; 0: an older daemon does not say."""
