"""How messages are packed: msgpack in envelopes, and what is answered to bytes that are none.

A request is one map `{"protocol", "id", "op", ...}`, a reply `{"protocol", "id", "ok", "body" | "error"}`. Events
are two frames: a topic, and a map. Nothing here opens a socket.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Self, TypeVar

import msgpack
from pydantic import BaseModel, ValidationError

from footfall_bridge.protocol import (
    LARGEST_REQUEST,
    PROTOCOL,
    AnyRequest,
    ErrorInfo,
    Info,
    Message,
    Refusal,
    Request,
    any_request,
    sentence_of,
)

_Model = TypeVar("_Model", bound=BaseModel)


def pack(message: BaseModel) -> bytes:
    return _packed(message.model_dump())


def unpack(model: type[_Model], data: bytes) -> _Model:
    """Raises `Refusal("bad-message")` where the bytes are not such a message."""
    try:
        return model.model_validate(_load(data))
    except ValidationError as error:
        raise Refusal("bad-message", sentence_of(error)) from None


class Call(Message):
    """A request in its envelope."""

    protocol: int
    id: str
    request: AnyRequest

    @classmethod
    def parse(cls, data: bytes) -> Call:
        """Raises `BadCall`, with the id where one could be read, so that the sender gets an answer."""
        if len(data) > LARGEST_REQUEST:
            raise BadCall("", "too-large", f"a request may hold {LARGEST_REQUEST} bytes, this one has {len(data)}")
        try:
            fields = _load(data)
        except Refusal as refusal:
            raise BadCall("", refusal.code, refusal.message) from None
        if not isinstance(fields, dict):
            raise BadCall("", "bad-message", "a request is a map")
        call_id = fields.pop("id", "")
        call_id = call_id if isinstance(call_id, str) and len(call_id) <= 100 else ""
        protocol = fields.pop("protocol", None)
        if protocol != PROTOCOL:
            raise BadCall(
                call_id,
                "protocol",
                f"this daemon speaks protocol {PROTOCOL}, the client {protocol!r:.20}: update the older one",
            )
        try:
            return cls.model_construct(protocol=PROTOCOL, id=call_id, request=any_request.validate_python(fields))
        except ValidationError as error:
            raise BadCall(call_id, *_why_unread(error)) from None

    @staticmethod
    def bytes_of(call_id: str, request: Request) -> bytes:
        return _packed({"protocol": PROTOCOL, "id": call_id, **request.model_dump()})


def _why_unread(error: ValidationError) -> tuple[str, str]:
    if error.errors(include_url=False, include_input=False)[0]["type"] == "union_tag_invalid":
        words = f"{sentence_of(error)}; where the client is newer than the daemon, `footfall stop` makes room"
        return "unknown-request", words
    return "bad-message", sentence_of(error)


class BadCall(Refusal):
    """A request that could not be read, and the id it seems to have."""

    def __init__(self, call_id: str, code: str, message: str) -> None:
        super().__init__(code, message)
        self.call_id = call_id


class Answer(Info):
    """A reply in its envelope."""

    protocol: int = PROTOCOL
    id: str
    ok: bool
    body: dict[str, Any] | None = None
    error: ErrorInfo | None = None

    @classmethod
    def of(cls, call_id: str, body: Info) -> Self:
        return cls(id=call_id, ok=True, body=body.model_dump())

    @classmethod
    def refusing(cls, call_id: str, refusal: Refusal) -> Self:
        return cls(id=call_id, ok=False, error=ErrorInfo(code=refusal.code, message=refusal.message))


def _packed(fields: dict[str, Any]) -> bytes:
    return bytes(msgpack.packb(fields, default=_text_of, use_bin_type=True))


def _text_of(value: object) -> str:
    """Of the one kind of value in messages that msgpack does not know."""
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot travel")


def _load(data: bytes) -> Any:
    try:
        return msgpack.unpackb(data, strict_map_key=True)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException, RecursionError) as error:
        raise Refusal("bad-message", f"not a msgpack message: {error}") from None
