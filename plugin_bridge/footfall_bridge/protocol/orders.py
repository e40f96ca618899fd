"""What can be ordered: Foley for a clip, and how a submit is answered."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from footfall_bridge.protocol.messages import PAGE, Info, JobId, Message, Request
from footfall_bridge.protocol.sounds import Contact, Layer, Region
from footfall_bridge.timeline import Clip, Time


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
    negative: Annotated[str, Field(max_length=2000)] | None = None
    """Empty: nothing. None: what the engine keeps away by itself."""
    guidance: Annotated[float, Field(ge=0, le=20)] | None = None
    """How strictly the engine follows the prompt; 1 is the prompt alone. None: the engine's own."""
    steps: Annotated[int, Field(ge=1, le=200, strict=True)] | None = None
    """That the engine takes; more take longer. None: the engine's own."""
    engine: Annotated[str, Field(max_length=100)] = ""
    """Empty: the engine of the settings."""
    seed: Annotated[int, Field(ge=0, lt=2**32, strict=True)] = 0
    """Of the first take; each further take adds one."""
    takes: Annotated[int, Field(ge=1, le=32, strict=True)] = 1
    first_take: Annotated[int, Field(ge=1, le=9999, strict=True)] = 1
    handles: Annotated[Time | None, Field(description="0 to 10 seconds at each end")] = None
    priority: Priority = Priority.normal
    dest: Annotated[str, Field(max_length=4096)] | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    """What its files are called after; empty: the media."""
    movie: Movie = Movie.none
    stamp: Stamp | None = None
    """None: record timecode for a clip on a timeline, source timecode for a bare file."""
    layers: Annotated[tuple[Layer, ...], Field(max_length=4)] = ()
    """A file for each of these; none: one mixed file."""
    pan: bool = False
    """Place sounds where the picture shows them, instead of in the middle."""
    room: Annotated[str, Field(max_length=40)] = ""
    """Name of the room to put the sounds in; empty: dry."""
    sensitivity: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Of hearing contacts in the picture: 0 takes only the surest, 1 takes all that were seen."""
    offset_ms: Annotated[float, Field(ge=-1000, le=1000)] = 0.0
    """All that follows the picture sounds this much later."""
    contacts: Annotated[list[Contact], Field(max_length=10_000)] | None = None
    """These instead of those that the picture shows."""
    region: Region | None = None
    joined_before: bool | None = None
    joined_after: bool | None = None
    """The clip goes on in a neighbour, whose ambience it shares. None: as the other orders of the request say."""
    fresh: bool = False
    """Look at the picture again instead of using what is remembered of it."""
    complete: bool = False
    """It was carried out like this before: no defaults of a project are added to it."""


class Accepted(Info):
    jobs: list[str]
    """Ids in the order of orders and takes."""


class Submit(Request):
    """Add jobs to the queue. The same `request_id` twice is one request: the second is answered like the first."""

    op: Literal["submit"] = "submit"
    request_id: Annotated[str, Field(min_length=8, max_length=100)]
    orders: Annotated[list[Order], Field(min_length=1, max_length=PAGE)]
    Reply: ClassVar[type[Info]] = Accepted


class OrderInfo(Info):
    job: str
    order: Order
    """What would make this job again: one take."""


class GetOrder(Request):
    op: Literal["order"] = "order"
    job: JobId
    Reply: ClassVar[type[Info]] = OrderInfo
