"""What only the gateway's clients say and hear; all else is as in `footfall_bridge.protocol`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from footfall_bridge.protocol import PAGE, Info, JobId, Message, Order, Status


class Greeting(Info):
    name: Literal["footfall"] = "footfall"
    version: str
    protocol: int
    proof: str | None = None
    """HMAC-SHA256 in hex, keyed with the token, of `footfall PORT NONCE`: given where a nonce was."""


class PluginInfo(Info):
    host: str
    """The editor with its edition and version."""
    version: str
    """Of the plugin; empty where it told none."""
    at: AwareDatetime
    """When it last spoke to us."""
    skew: str
    """For people: which is older, and what to do; empty where nothing is to be said."""


class GatewayStatus(Status):
    """The daemon's own, and what the gateway knows beside it."""

    plugins: dict[str, PluginInfo]
    """By the name of the editor, as `footfall setup` has it."""


class NewJobs(Message):
    orders: Annotated[list[Order], Field(min_length=1, max_length=PAGE)]
    request_id: Annotated[str, Field(min_length=8, max_length=90)] | None = None
    """Your own. The same one with the same orders is one request, however often it is sent."""


class JobIds(Message):
    jobs: Annotated[list[JobId], Field(max_length=PAGE)]


class EditorWord(Message):
    busy: bool
    host: Annotated[str, Field(max_length=100)]
    seconds: Annotated[float, Field(ge=0, le=600)] = 30.0
    """The word lapses unless it is renewed."""


class NewValue(Message):
    value: str | int | float | bool | None
    """null: the default."""


class Wish(Message):
    """The first message of a WebSocket."""

    token: Annotated[str, Field(max_length=200)]
    jobs: Annotated[list[JobId], Field(max_length=PAGE)] | None = None
    """Only these; null: all, and what the daemon decides."""


class Ping(Message):
    """What a client may say later; the answer is `{"type": "pong"}`."""

    type: Literal["ping"]
