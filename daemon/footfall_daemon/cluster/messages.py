"""What the daemon tells the cluster child, and what it reports: engine messages, each with the worker it is of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from footfall_daemon.engine.messages import SegmentOrder
from footfall_daemon.media.messages import Film


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Terms(_Message):
    """How the user wants the cluster: all that its child must know from the start."""

    address: str
    """As Ray takes it: `auto`, `host:port`, `ray://host:port`."""
    cpu_workers: int = 0
    """On each node, beside one for each of its GPUs."""
    paths: str = ""
    """Rules, see `paths`."""


class Open(_Message):
    """Connect. The first message, and the only one of its kind."""

    kind: Literal["open"] = "open"
    terms: Terms
    weights: dict[str, str]
    """By engine, of those that have weights: the file of this machine that lists them."""


class Start(_Message):
    """An engine process at this worker."""

    kind: Literal["start"] = "start"
    worker: str


class Parcel(_Message):
    """A segment on its way to a node, and what travels with it."""

    order: SegmentOrder
    """Its paths are those of this machine."""
    film: Film | None = None
    """What the node films before its engine gets the segment."""
    files: list[str] = Field(default_factory=list)
    """Of this machine. They are not wanted any more once they were sent."""


class Say(_Message):
    """To the engine process at a worker."""

    kind: Literal["say"] = "say"
    worker: str
    message: dict[str, Any]
    """See `engine.messages`; the segments of an Admit or Resume are in the parcels."""
    parcels: list[Parcel] = Field(default_factory=list)


class End(_Message):
    """The engine process shall leave; killed, at once."""

    kind: Literal["end"] = "end"
    worker: str
    killed: bool = False


ToCluster = Annotated[Open | Start | Say | End, Field(discriminator="kind")]


class Connected(_Message):
    """At first, and each time that nodes have come or gone."""

    kind: Literal["connected"] = "connected"
    nodes: int


class Failed(_Message):
    """The child cannot go on, and ends: why, in words."""

    kind: Literal["failed"] = "failed"
    message: str


class Joined(_Message):
    """A worker that could be started."""

    kind: Literal["joined"] = "joined"
    worker: str
    node: str
    device: str


class Left(_Message):
    """Its node is gone, or is not to be used any more."""

    kind: Literal["left"] = "left"
    worker: str
    reason: str


class Lacks(_Message):
    """The engines that a worker cannot load, as it was started."""

    kind: Literal["lacks"] = "lacks"
    worker: str
    engines: dict[str, str]
    """Why, in words."""


class Heard(_Message):
    """The engine process at a worker said something. The files that it is about are here already."""

    kind: Literal["heard"] = "heard"
    worker: str
    message: dict[str, Any]


class Sent(_Message):
    """A parcel has reached its node, or is not wanted there any more: its files have served."""

    kind: Literal["sent"] = "sent"
    worker: str
    segment: str


class Unseen(_Message):
    """The node cannot film it: the media are not where the rules say, or are damaged."""

    kind: Literal["unseen"] = "unseen"
    worker: str
    segment: str
    message: str
    came: bool
    """Its pictures had come along: the rules are not to blame."""


class Exited(_Message):
    """The engine process at a worker has ended. What it parked is here."""

    kind: Literal["exited"] = "exited"
    worker: str
    code: int
    killed: bool
    reason: str = ""
    """In words, where it never began or could not go on."""


FromCluster = Annotated[
    Connected | Failed | Joined | Left | Lacks | Heard | Sent | Unseen | Exited, Field(discriminator="kind")
]
to_cluster: TypeAdapter[ToCluster] = TypeAdapter(ToCluster)
from_cluster: TypeAdapter[FromCluster] = TypeAdapter(FromCluster)
