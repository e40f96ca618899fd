"""The devices that engines compute on: their memory, and the workers there."""

from __future__ import annotations

from pydantic import Field

from footfall_bridge.protocol.messages import Info


class MemorySource(Info):
    """What one source says of a device, in bytes. A total of 0: it could not tell, and `note` says why."""

    source: str
    total: int
    free: int
    note: str = ""


class MemoryInfo(Info):
    """Bytes."""

    total: int
    free: int
    held: int
    """By us."""
    budget: int
    """What we may hold now."""
    headroom: int = 0
    """What is left to other programs."""
    sources: list[MemorySource] = Field(default_factory=list)
    """All that were asked; `total` and `free` are the smallest that can be true."""


class WorkerInfo(Info):
    name: str = ""
    """No two workers have the same."""
    device: str
    node: str = ""
    """The machine, where it is not this one."""
    engine: str | None
    """None: none is loaded."""
    state: str
    """`stopped`, `starting`, `loading`, `idle`, `running`; `leaving`: its process was asked to end; `released`:
    the device is left to others until it is reclaimed; `yielding`: an editor asked for it; `waiting`: after
    failures until the next try, or for memory."""
    running: list[str]
    parked: list[str] = Field(default_factory=list)
    """Jobs."""
    memory: MemoryInfo
    rate: float | None = None
    """Seconds of sound made in a second of wall clock, while stepping."""
    knee: float | None = None
    """Seconds of sound in a set from where more of it only adds latency."""
    streamed: float = 0.0
    """The share of the weights that is brought to the device anew for each step, 0..1."""
    note: str = ""
    """Why nothing runs, in words; of a worker that runs, what else waits for memory."""
