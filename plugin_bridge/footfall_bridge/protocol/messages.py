"""What all messages have in common: their bases, their limits, and how a refusal is said."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PROTOCOL: Final = 1
LARGEST_REQUEST: Final = 2**20
"""Bytes: an authenticated request above this gets a coded error."""
LARGEST_FRAME: Final = 16 * 2**20
"""Bytes: a frame above this ends the connection."""
PAGE: Final = 200
"""Jobs in one page of a list, orders in one submit."""

JobId = Annotated[str, Field(min_length=1, max_length=64)]


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


class Request(Message):
    """The base of all requests; `Reply` is what the daemon answers."""

    op: str
    Reply: ClassVar[type[Info]]


class Nothing(Info):
    """An answer that says only: done."""


class ErrorInfo(Info):
    code: str
    message: str


def sentence_of(error: ValidationError) -> str:
    """The first of what pydantic found, as one sentence."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    words = first["msg"].removeprefix("Value error, ")
    return f"{where}: {words}" if where else words
