"""Jobs as clients see them, and what can be asked of them: lists, and changes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from footfall_bridge.protocol.messages import PAGE, ErrorInfo, Info, JobId, Request
from footfall_bridge.protocol.orders import Priority
from footfall_bridge.protocol.sounds import MIX
from footfall_bridge.timeline import Time, TimelinePlace


class JobState(StrEnum):
    queued = "queued"
    needs_media = "needs media"
    preparing = "preparing"
    ready = "ready"
    running = "running"
    parked = "parked"
    writing = "writing"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (JobState.done, JobState.failed, JobState.cancelled)


class Output(Info):
    path: str
    layer: str = MIX
    sample_rate: int
    channels: int
    samples: int
    time_reference: int
    """Samples since midnight of the file's first sample, head handle included."""


class JobInfo(Info):
    """A job as clients see it."""

    id: str
    number: int
    state: JobState
    media: str | None
    source_in: Time | None
    source_out: Time | None
    duration: Time | None
    place: TimelinePlace | None = None
    engine: str
    prompt: str
    negative: str = ""
    guidance: float | None = None
    steps: int | None = None
    """As the engine works; None: it cannot be told."""
    seed: int
    take: int
    handles: Time
    priority: Priority
    outputs: list[Output] = Field(default_factory=list)
    movie: str | None = None
    error: ErrorInfo | None = None
    notices: list[str] = Field(default_factory=list)
    progress: float = 0.0
    eta_s: float | None = None
    turn: int | None = None
    """Whose turn it is among jobs that have not ended: 1 is next or running. Not told by events."""
    position: float | None = None
    """Orders the jobs of one priority, the lowest first; told by events, too."""
    created: float
    updated: float
    """Seconds since 1970-01-01 UTC."""


class JobPage(Info):
    jobs: list[JobInfo]
    next: int | None
    """Pass as `after` for the following page; None at the end."""
    sequence: int
    """Events up to this number are contained in the page."""


class List(Request):
    op: Literal["list"] = "list"
    states: list[JobState] | None = None
    ids: Annotated[list[JobId], Field(max_length=PAGE)] | None = None
    after: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE
    newest_first: bool = False
    Reply: ClassVar[type[Info]] = JobPage


class Get(Request):
    op: Literal["get"] = "get"
    job: JobId
    """An id, or the beginning of one that fits no other job."""
    Reply: ClassVar[type[Info]] = JobInfo


class RefusedJob(Info):
    job: str
    error: ErrorInfo


class Changed(Info):
    changed: list[str]
    refused: list[RefusedJob] = Field(default_factory=list)


class Cancel(Request):
    op: Literal["cancel"] = "cancel"
    jobs: Annotated[list[JobId], Field(max_length=PAGE)]
    Reply: ClassVar[type[Info]] = Changed


class Retry(Request):
    op: Literal["retry"] = "retry"
    jobs: Annotated[list[JobId], Field(max_length=PAGE)]
    Reply: ClassVar[type[Info]] = Changed


class Forget(Request):
    """Remove ended jobs from the list; their files stay."""

    op: Literal["forget"] = "forget"
    jobs: Annotated[list[JobId], Field(max_length=PAGE)]
    Reply: ClassVar[type[Info]] = Changed


class Restore(Request):
    """Put forgotten jobs back on the list. They can be for ten minutes after they were forgotten."""

    op: Literal["restore"] = "restore"
    jobs: Annotated[list[JobId], Field(max_length=PAGE)]
    Reply: ClassVar[type[Info]] = Changed


class Move(Request):
    """Place jobs that wait at the front or end of their priority class, or before another job."""

    op: Literal["move"] = "move"
    jobs: Annotated[list[JobId], Field(min_length=1, max_length=PAGE)]
    to: Literal["first", "last", "before"]
    before: JobId | None = None
    Reply: ClassVar[type[Info]] = Changed
