"""Refusals as HTTP says them: a status for each code, and one shape for all."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from footfall_bridge.protocol import ErrorInfo, Info, Refusal

NO_DAEMON: Final = {
    "no-daemon",
    "daemon-start",
    "daemon-gone",
    "daemon-stopped",
    "disconnected",
    "not-allowed",
    "protocol",
}
"""The daemon is not at the other end, or not one that we can speak to."""
_STATUS: Final = {
    "bad-json": 400,
    "unauthorized": 401,
    "foreign-origin": 403,
    "unknown-job": 404,
    "unknown-setting": 404,
    "not-found": 404,
    "wrong-method": 405,
    "too-slow": 408,
    "ambiguous-job": 409,
    "too-large": 413,
    "foreign-host": 421,
    "too-many-requests": 429,
    "too-many-watchers": 429,
    "head-too-large": 431,
    "internal": 500,
    "no-answer": 504,
    "disk-full": 507,
    **dict.fromkeys(NO_DAEMON, 503),
}
_REFUSED: Final = 422
"""Understood, but the daemon will not do it, and its sentence says why."""
_OF_STARLETTE: Final = {
    400: ("bad-json", "the body is not JSON that can be read"),
    404: ("not-found", "there is nothing at this address: /v1/openapi.json lists what there is"),
    405: ("wrong-method", "this address takes another method: /v1/openapi.json lists them"),
}


class Problem(Info):
    """What every error looks like, here as in `footfall --json`."""

    error: ErrorInfo


def status_of(code: str) -> int:
    return _STATUS.get(code, _REFUSED)


def problem(refusal: Refusal, headers: dict[str, str] | None = None) -> Response:
    status = status_of(refusal.code)
    extra = {401: {"www-authenticate": "Bearer"}, 429: {"retry-after": "1"}}.get(status, {})
    # Not a JSONResponse: the words may quote half a surrogate pair, which UTF-8 does not have.
    body = json.dumps({"error": {"code": refusal.code, "message": refusal.message}})
    return Response(body, status, {**extra, **(headers or {})}, "application/json")


async def refused(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return problem(refusal)


async def misread(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(Refusal(*_OF_STARLETTE[400]))
    where = ".".join(str(part) for part in first["loc"][1:])  # without "body", "query" or "path"
    words = first["msg"].removeprefix("Value error, ")
    return problem(Refusal("bad-message", f"{where}: {words}" if where else words))


async def misrouted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, message = _OF_STARLETTE.get(error.status_code, ("bad-message", str(error.detail)))
    return problem(Refusal(code, message), dict(error.headers or {}))


async def unforeseen(_request: Request, error: Exception) -> Response:
    """The traceback is logged by the server, which gets the exception too."""
    words = f"something unforeseen happened ({type(error).__name__}): `footfall logs` has the details"
    return problem(Refusal("internal", words))
