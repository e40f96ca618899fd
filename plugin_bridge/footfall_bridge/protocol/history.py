"""What the daemon read of the devices and decided in the last while: the past that a chart shows."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from footfall_bridge.protocol.messages import Info, Request


class MemorySample(Info):
    """A device at one moment. All that is memory is in bytes, and as `MemoryInfo` has it."""

    at: float
    """Seconds since 1970-01-01 UTC."""
    total: int
    free: int
    held: int
    budget: int
    headroom: int
    running: int
    """Jobs in the running set."""
    tokens_or_seconds: float
    """Seconds of sound in the running set."""
    rate: float | None = None
    """Seconds of sound made in a second of wall clock, while stepping."""


class WorkerHistory(Info):
    name: str
    device: str
    samples: list[MemorySample]
    """By time. A value holds until the next sample: none are taken while nothing changes."""


class Decision(Info):
    at: float
    """Seconds since 1970-01-01 UTC."""
    text: str


class History(Info):
    now: float
    """The daemon's clock, in seconds since 1970-01-01 UTC."""
    step: float
    """Seconds between two samples while something changes."""
    workers: list[WorkerHistory]
    decisions: list[Decision]
    """By time."""


class GetHistory(Request):
    op: Literal["history"] = "history"
    seconds: Annotated[int, Field(ge=1, le=3600, strict=True)] = 600
    """How far to look back."""
    Reply: ClassVar[type[Info]] = History
