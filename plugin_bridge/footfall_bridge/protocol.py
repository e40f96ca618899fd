"""The messages between clients and the daemon: what can be asked for, what is answered, what is told unasked.

How they travel is in `wire`; nothing here opens a socket.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from footfall_bridge.timeline import Clip, Time, TimelinePlace

PROTOCOL: Final = 1
LARGEST_REQUEST: Final = 2**20
"""Bytes: an authenticated request above this gets a coded error."""
LARGEST_FRAME: Final = 16 * 2**20
"""Bytes: a frame above this ends the connection."""
PAGE: Final = 200
"""Jobs in one page of a list, orders in one submit."""

TOPIC_STATE: Final = b"state"
TOPIC_PROGRESS: Final = b"progress"
TOPIC_DECISION: Final = b"decision"
WELCOME: Final = b"welcome"


class Refusal(Exception):
    """A request that cannot be done: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Message(BaseModel):
    """The base of all that travels: unknown fields are refused, so that a typing error is never silent."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Info(Message):
    """The base of all that the daemon says: a newer daemon may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


# What a client asks for ----------------------------------------------------------------------------------------

JobId = Annotated[str, Field(min_length=1, max_length=64)]


class Priority(StrEnum):
    interactive = "interactive"
    normal = "normal"
    background = "background"


class Movie(StrEnum):
    """The review movie: none, Foley mixed with the original sound, or Foley only."""

    none = "none"
    mixed = "mixed"
    only = "only"


class Stamp(StrEnum):
    """Which timecode a file's time reference counts: the timeline's or the media's own."""

    record = "record"
    source = "source"


class Order(Message):
    """Foley wanted for one clip, in one or more takes."""

    clip: Clip
    prompt: Annotated[str, Field(max_length=2000)] = ""
    negative: Annotated[str, Field(max_length=2000)] = ""
    engine: Annotated[str, Field(max_length=100)] = ""
    """Empty: the engine of the settings."""
    seed: Annotated[int, Field(ge=0, lt=2**32, strict=True)] = 0
    """Of the first take; each further take adds one."""
    takes: Annotated[int, Field(ge=1, le=32, strict=True)] = 1
    first_take: Annotated[int, Field(ge=1, le=9999, strict=True)] = 1
    handles: Annotated[Time | None, Field(description="0 to 10 seconds at each end")] = None
    priority: Priority = Priority.normal
    dest: Annotated[str, Field(max_length=4096)] | None = None
    movie: Movie = Movie.none
    stamp: Stamp | None = None
    """None: record timecode for a clip on a timeline, source timecode for a bare file."""
    fresh: bool = False
    """Look at the picture again instead of using what is remembered of it."""


class Request(Message):
    """The base of all requests; `Reply` is what the daemon answers."""

    op: str
    Reply: ClassVar[type[Info]]


class Nothing(Info):
    """An answer that says only: done."""


class DaemonInfo(Info):
    pid: int
    version: str
    protocol: int
    uptime_s: float = 0.0
    instance: str = ""
    """Changes with every start of the daemon: sequence numbers begin again."""


class Hello(Request):
    op: Literal["hello"] = "hello"
    client: Annotated[str, Field(max_length=200)] = ""
    speaks: int = PROTOCOL
    Reply: ClassVar[type[Info]] = DaemonInfo


class Accepted(Info):
    jobs: list[str]
    """Ids in the order of orders and takes."""


class Submit(Request):
    """Add jobs to the queue. The same `request_id` twice is one request: the second is answered like the first."""

    op: Literal["submit"] = "submit"
    request_id: Annotated[str, Field(min_length=8, max_length=100)]
    orders: Annotated[list[Order], Field(min_length=1, max_length=PAGE)]
    Reply: ClassVar[type[Info]] = Accepted


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


class ErrorInfo(Info):
    code: str
    message: str


class Output(Info):
    path: str
    layer: str = "mix"
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
    seed: int
    take: int
    handles: Time
    priority: Priority
    outputs: list[Output] = []
    movie: str | None = None
    error: ErrorInfo | None = None
    notices: list[str] = []
    progress: float = 0.0
    eta_s: float | None = None
    turn: int | None = None
    """Whose turn it is among jobs that have not ended: 1 is next or running."""
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
    refused: list[RefusedJob] = []


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


class Move(Request):
    """Place jobs that wait at the front or end of their priority class, or before another job."""

    op: Literal["move"] = "move"
    jobs: Annotated[list[JobId], Field(min_length=1, max_length=PAGE)]
    to: Literal["first", "last", "before"]
    before: JobId | None = None
    Reply: ClassVar[type[Info]] = Changed


class Pause(Request):
    op: Literal["pause"] = "pause"
    Reply: ClassVar[type[Info]] = Nothing


class Resume(Request):
    op: Literal["resume"] = "resume"
    Reply: ClassVar[type[Info]] = Nothing


class MemoryInfo(Info):
    """Bytes."""

    total: int
    free: int
    held: int
    budget: int


class WorkerInfo(Info):
    device: str
    engine: str | None
    state: str
    running: list[str]
    memory: MemoryInfo
    note: str = ""


class Status(Info):
    daemon: DaemonInfo
    queue: dict[str, int]
    paused: bool
    workers: list[WorkerInfo]
    decisions: list[str] = []


class GetStatus(Request):
    op: Literal["status"] = "status"
    Reply: ClassVar[type[Info]] = Status


class Setting(Info):
    key: str
    value: str | int | float | bool
    default: str | int | float | bool
    about: str


class SettingsList(Info):
    settings: list[Setting]
    file: str


class ListSettings(Request):
    op: Literal["settings"] = "settings"
    Reply: ClassVar[type[Info]] = SettingsList


class ChangeSetting(Request):
    op: Literal["change-setting"] = "change-setting"
    key: Annotated[str, Field(max_length=100)]
    value: str | int | float | bool | None
    """None: the default."""
    Reply: ClassVar[type[Info]] = Setting


class Stop(Request):
    op: Literal["stop"] = "stop"
    Reply: ClassVar[type[Info]] = Nothing


AnyRequest = Annotated[
    Hello
    | Submit
    | List
    | Get
    | Cancel
    | Retry
    | Forget
    | Move
    | Pause
    | Resume
    | GetStatus
    | ListSettings
    | ChangeSetting
    | Stop,
    Field(discriminator="op"),
]
any_request: TypeAdapter[AnyRequest] = TypeAdapter(AnyRequest)


# Events ---------------------------------------------------------------------------------------------------------


class StateEvent(Info):
    """A job changed, or (`job` is None) was forgotten. Numbered without gaps from 1."""

    sequence: int
    id: str
    job: JobInfo | None


class ProgressEvent(Info):
    """How far running jobs are, 0 to 1, and the seconds left where known. Not numbered, not stored."""

    progress: dict[str, float]
    eta_s: dict[str, float] = {}


class DecisionEvent(Info):
    """What the daemon decided and why, in words."""

    text: str


def sentence_of(error: ValidationError) -> str:
    """The first of what pydantic found, as one sentence."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    words = first["msg"].removeprefix("Value error, ")
    return f"{where}: {words}" if where else words
